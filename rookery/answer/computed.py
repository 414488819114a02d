"""What the store itself answers: counts, what rises, and who somebody is by what they posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.author import asks_who, looked_up, profiled
from rookery.answer.counting import figure_of, followed
from rookery.answer.figures import Figure, Lang, counted
from rookery.answer.rising import asks_what_rises, rising
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.search.service import Search


@dataclass(frozen=True, slots=True)
class WhatRises:
    lang: Lang


@dataclass(frozen=True, slots=True)
class Who:
    handle: str
    lang: Lang


Wanted = Figure | WhatRises | Who


def wanted(question: str, before: Sequence[str] = ()) -> Wanted | None:
    """What of the store's a question asks for; `before` are the questions before it.

    >>> wanted("Who is @ada?"), wanted("Who found the child?")
    (Who(handle='ada', lang='en'), None)
    """
    if lang := asks_what_rises(question):
        return WhatRises(lang)
    if who := asks_who(question):
        return Who(*who)
    return figure_of(question) or followed(question, before)


def computed(
    asked: Wanted, search: Callable[[], Search], reader: Reader, as_of: datetime | None = None
) -> Sequence[Statement]:
    """Sentences that each cite a search; none where nothing rises, or nobody is called so."""
    match asked:
        case Figure():
            return (counted(asked, search(), reader, as_of),)
        case WhatRises(lang):
            return rising(search(), reader, lang, as_of=as_of)[1]
        case Who(handle, lang):
            try:
                return (profiled(looked_up(handle, search(), reader), lang),)
            except NotFound:  # somebody who is only spoken of
                return ()
