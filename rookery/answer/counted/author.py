"""Questions for who somebody is here: told from what they posted, as counted by the store."""

from __future__ import annotations

import re
from collections.abc import Mapping

from babel.dates import format_date
from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.answer.asked.named import bearer
from rookery.answer.counted.figures import Lang
from rookery.people import Reader
from rookery.search.results import Profile
from rookery.search.service import Search

_HANDLE = (  # or the whole name of somebody: who is not here is asked of the posts
    r"(?P<handle>@[\w.-]*\w(?:@[\w.-]*\w)?|(?-i:[A-ZÀ-Þ])[\w'’.-]+(?: (?-i:[A-ZÀ-Þ])[\w'’.-]+){0,2}"
    r"|(?=\w*[_\d])[a-z]\w{2,}|[a-z]{6,}(?<!ing))"
)
_ASKS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"^\W*(?:who(?:'s| is)|tell me about)\s+{_HANDLE}\W*$", re.IGNORECASE),
    "it": re.compile(rf"^\W*(?:chi [eè]|parlami di)\s+{_HANDLE}\W*$", re.IGNORECASE),
    "es": re.compile(rf"^\W*(?:qui[eé]n es|h[aá]blame de)\s+{_HANDLE}\W*$", re.IGNORECASE),
}
_TOLD: Mapping[Lang, str] = {
    "en": "%(who)s has %(n)s posts here%(span)s%(where)s.",
    "it": "%(who)s ha qui %(n)s post%(span)s%(where)s.",
    "es": "%(who)s tiene aquí %(n)s publicaciones%(span)s%(where)s.",
}
_FROM_TO: Mapping[Lang, str] = {
    "en": ", from %s to %s",
    "it": ", dal %s al %s",
    "es": ", del %s al %s",
}
_MOST_IN: Mapping[Lang, str] = {
    "en": ", most in %s", "it": ", per lo più in %s", "es": ", la mayoría en %s",
}  # fmt: skip


def asks_who(question: str) -> tuple[str, Lang] | None:
    """The handle that is asked for, and in which language.

    >>> asks_who("Who is @ada?"), asks_who("Who is @ada's brother?")
    (('ada', 'en'), None)
    """
    for lang, form in _ASKS.items():
        if found := form.match(question):
            return found["handle"].removeprefix("@"), lang
    return None


def profiled(profile: Profile, lang: Lang) -> Statement:
    """A sentence that cites the search for all they wrote."""
    author = profile.author
    who = f"@{author.handle}" + (f" ({author.name})" if author.name else "")
    span = where = ""
    if profile.first and profile.last and profile.first.date() != profile.last.date():
        days = (format_date(day, "long", lang) for day in (profile.first, profile.last))
        span = _FROM_TO[lang] % tuple(days)
    if profile.communities:
        where = _MOST_IN[lang] % profile.communities[0].name
    number = format_decimal(profile.posts, locale=lang)
    told = _TOLD[lang] % {"who": who, "n": number, "span": span, "where": where}
    return Statement(told, searches=(f"from:{author.handle}",))


def looked_up(handle: str, search: Search, reader: Reader) -> Profile:
    """By handle or whole name; raises NotFound for one without a post that they may read."""
    return bearer(handle, search, reader)
