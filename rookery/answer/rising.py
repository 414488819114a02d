"""Questions for what is rising now: told from the store's figures, each cited as its search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.answer.figures import Lang
from rookery.people import Reader
from rookery.search.results import Trend
from rookery.search.service import Search

_ASKS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"\bwhat(?:'s| is| are)\b.{0,30}\b(?:trending|rising|new (?:today|here)|going on"
        r"|(?:every(?:one|body)|people) talking about)\b|^\W*(?:trends|trending(?: now)?)\W*$",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"\b(?:che|cosa|quali)\b.{0,30}\b(?:tendenz[ae]|di tendenza|si parla (?:oggi|adesso|qui))\b"
        r"|^\W*tendenze\W*$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:qu[eé]|cu[aá]les)\b.{0,30}\b(?:tendencias?|se habla (?:hoy|ahora|aqu[ií]))\b"
        r"|^\W*tendencias\W*$",
        re.IGNORECASE,
    ),
}
_TOLD: Mapping[Lang, str] = {
    "en": "“%(term)s” rises: %(now)s posts in the last %(hours)s hours, where %(usual)s are usual.",
    "it": "“%(term)s” sale: %(now)s post nelle ultime %(hours)s ore; di solito sono %(usual)s.",
    "es": (
        "«%(term)s» sube: %(now)s publicaciones en las últimas %(hours)s horas; lo habitual son "
        "%(usual)s."
    ),
}


def asks_what_rises(question: str) -> Lang | None:
    """The language in which it is asked; `None` where it is not.

    >>> asks_what_rises("What's trending?"), asks_what_rises("What is the water level?")
    ('en', None)
    """
    return next((lang for lang, form in _ASKS.items() if form.search(question)), None)


def rising(
    search: Search,
    reader: Reader,
    lang: Lang,
    *,
    hours: int = 24,
    limit: int = 5,
    as_of: datetime | None = None,
) -> tuple[tuple[Trend, ...], tuple[Statement, ...]]:
    """What rises, and a sentence for each that cites its search; none where nothing does."""
    found = tuple(search.trends(reader, limit, as_of=as_of, hours=hours))
    return found, tuple(_told(trend, lang, hours) for trend in found)


def query_of(trend: Trend, hours: int) -> str:
    """The search that shows a trend's posts."""
    term = f'"{trend.term}"' if " " in trend.term else trend.term
    return f"{term} within:{hours}h"


def _told(trend: Trend, lang: Lang, hours: int) -> Statement:
    values = {
        "term": trend.term,
        "now": format_decimal(trend.now, locale=lang),
        "usual": format_decimal(round(trend.usual, 1), locale=lang),
        "hours": str(hours),
    }
    return Statement(_TOLD[lang] % values, searches=(query_of(trend, hours),))
