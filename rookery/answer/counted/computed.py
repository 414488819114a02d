"""What the store itself answers: counts, what rises, and who somebody is by what they posted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.asked.spans import names_a_time
from rookery.answer.counted.author import asks_who, looked_up, profiled
from rookery.answer.counted.counting import read_figure
from rookery.answer.counted.counting_on import followed
from rookery.answer.counted.figures import Figure, Lang, counted, settled
from rookery.answer.counted.rising import asks_what_rises, rises_where, rising
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.search.service import Search

_IN = re.compile(r"(?:in|at|en)(?: the)? #?([\w-]+)(?: community)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WhatRises:
    lang: Lang
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Who:
    handle: str
    lang: Lang


@dataclass(frozen=True, slots=True)
class Unclear:
    """A figure under a condition that is not understood: none is better than a wrong one."""


Wanted = Figure | WhatRises | Who | Unclear


def wanted(question: str, before: Sequence[str] = ()) -> Wanted | None:
    """What of the store's a question asks for; `before` are the questions before it.

    >>> wanted("Who is @ada?"), wanted("Who found the child?")
    (Who(handle='ada', lang='en'), None)
    """
    if lang := asks_what_rises(question):
        where = rises_where(question)
        place = _IN.fullmatch(where)
        if where and (place is None or names_a_time(where)):
            return Unclear()
        return WhatRises(lang, place[1] if place else None)
    if who := asks_who(question):
        return Who(*who)
    figure = followed(question, before) or read_figure(question)
    return Unclear() if figure == "unclear" else figure


def computed(
    asked: Wanted, search: Callable[[], Search], reader: Reader, as_of: datetime | None = None
) -> Sequence[Statement]:
    """Sentences that each cite a search; none where nothing rises, or nobody is called so."""
    match asked:
        case Figure():
            return (counted(settled(asked, search(), reader), search(), reader, as_of),)
        case WhatRises(lang, community):
            return rising(search(), reader, lang, community=community, as_of=as_of)[1]
        case Who(handle, lang):
            try:
                return (profiled(looked_up(handle, search(), reader), lang),)
            except NotFound:  # somebody who is only spoken of
                return ()
        case Unclear():
            return ()
