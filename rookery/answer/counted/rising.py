"""Questions for what is rising now: told from the store's figures, each cited as its search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.answer.counted.figures import Lang
from rookery.people import Reader
from rookery.search.results import Unit
from rookery.search.service import Search
from rookery.search.times import shifted

_LOOKED_AT = 40  # terms of which those of one community are taken
_UNITS: tuple[Unit, Unit] = ("posts", "authors")


@dataclass(frozen=True, slots=True)
class Rise:
    """A term that rises, and the search that shows it."""

    term: str
    query: str
    posts: int
    people: int


_ASKS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"\bwhat(?:'s| is| are)\b.{0,30}\b(?:trending|rising|new (?:today|here)|going on"
        r"|(?:every(?:one|body)|people) talking about)\b|^\W*(?:trends|trending(?: now)?)\W*$",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"\b(?:che|cosa|quali)\b.{0,30}\b(?:tendenz[ae]|di tendenza|si parla (?:oggi|adesso|qui))\b"
        r"|^\W*di (?:che )?cosa si parla\W*$"
        r"|^\W*tendenze\W*$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:qu[eé]|cu[aá]les)\b.{0,30}\b(?:tendencias?|se habla (?:hoy|ahora|aqu[ií]))\b"
        r"|^\W*¿?de qu[eé] se habla\W*$|^\W*tendencias\W*$",
        re.IGNORECASE,
    ),
}
_NOW = re.compile(
    r"\b(?:now|today|here|right|at the moment|currently|on|please|oggi|adesso|qui|ora|hoy|ahora"
    r"|aqu[ií]|and|e|y|about)\b",
    re.IGNORECASE,
)
_TOLD: Mapping[Lang, str] = {
    "en": "“%(term)s” rises: %(posts)s posts by %(people)s people since %(since)s.",
    "it": "“%(term)s” sale: %(posts)s post di %(people)s persone dal %(since)s.",
    "es": "«%(term)s» sube: %(posts)s publicaciones de %(people)s personas desde el %(since)s.",
}
_RISES = re.compile(r"[“«]([^”»“«]+)[”»] (?:rises|sale|sube): ")


def asks_what_rises(question: str) -> Lang | None:
    """The language in which it is asked; `None` where it is not.

    >>> asks_what_rises("What's trending?"), asks_what_rises("What is the water level?")
    ('en', None)
    """
    return next((lang for lang, form in _ASKS.items() if form.search(question)), None)


def rises_where(question: str) -> str:
    """What is asked beside that: a community, or a condition.

    >>> rises_where("What's trending in food today?")
    'in food'
    """
    for form in _ASKS.values():
        question = form.sub(" ", question)
    return " ".join(_NOW.sub(" ", question).split()).strip(" ?!.,¿")


def rising(
    search: Search,
    reader: Reader,
    lang: Lang,
    *,
    hours: int = 24,
    limit: int = 5,
    community: str | None = None,
    as_of: datetime | None = None,
) -> tuple[tuple[Rise, ...], tuple[Statement, ...]]:
    """What rises, and a sentence for each that cites its search; none where nothing does.

    The hours end with the newest post, so that an archive tells of its last ones. What rises is
    judged over all; of a `community` what people write there of it is told, most first.
    """
    end = as_of or datetime.now(UTC)
    newest = search.search("", reader, order="latest", as_of=end, limit=1).hits
    at = newest[0].post.created_at if newest else None
    if at is None:
        return (), ()
    since = shifted(at, -timedelta(hours=hours)).astimezone(UTC).replace(second=0, microsecond=0)
    found = []
    looked_at = limit if community is None else _LOOKED_AT
    for trend in search.trends(reader, looked_at, as_of=as_of, hours=hours):
        term = f'"{trend.term}"' if " " in trend.term else trend.term
        term += f" community:{community}" if community else ""
        query = f"{term} since:{since:%Y-%m-%dT%H:%MZ}"
        # as the search counts them that is cited: what rises is judged by fewer, and by people
        posts, people = (search.count(query, reader, of=unit, as_of=as_of).total for unit in _UNITS)
        if people > 1 or community is None:  # one person's words are no trend
            found.append(Rise(trend.term, query, posts, people))
    if community is not None:
        found = sorted(found, key=lambda rise: -rise.people)[:limit]
    return tuple(found), tuple(_told(rise, lang, since) for rise in found)


def told_to_rise(answer: str) -> tuple[str, ...]:
    """The terms that such sentences tell of, in their order."""
    return tuple(_RISES.findall(answer))


def _told(rise: Rise, lang: Lang, since: datetime) -> Statement:
    values = {
        "term": rise.term,
        "posts": format_decimal(rise.posts, locale=lang),
        "people": format_decimal(rise.people, locale=lang),
        "since": f"{format_date(since, 'long', lang)}, {since:%H:%M} UTC",
    }
    return Statement(_TOLD[lang] % values, searches=(rise.query,))
