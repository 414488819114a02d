"""What the store itself answers: counts, what rises, and who somebody is by what they posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.author import asks_who, looked_up, profiled
from rookery.answer.counting import figure_of, followed
from rookery.answer.figures import counted
from rookery.answer.rising import asks_what_rises, rising
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.search.service import Search


def computed(
    question: str,
    before: Sequence[str],
    search: Callable[[], Search],
    reader: Reader,
    as_of: datetime | None = None,
) -> Sequence[Statement]:
    """Sentences that each cite a search; none where no figure is asked for.

    `before` are the questions before it; `search` is opened where it is needed.
    """
    if figure := figure_of(question) or followed(question, before):
        return (counted(figure, search(), reader, as_of),)
    if lang := asks_what_rises(question):
        return rising(search(), reader, lang, as_of=as_of)[1]
    if who := asks_who(question):
        try:
            return (profiled(looked_up(who[0], search(), reader), who[1]),)
        except NotFound:  # somebody who is only spoken of
            return ()
    return ()
