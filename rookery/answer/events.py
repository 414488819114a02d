"""What a question comes to while it is answered: what was found, what is said, and the whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rookery.answer.answered import Answer, Dropped, Statement, Why
from rookery.answer.evidence import Evidence
from rookery.answer.gather import Gathered
from rookery.llm.catalogue import COMPOSER

STORE = "store"  # made a figure: it is counted, and nobody wrote it
_NEAR = 3  # posts that stand beside an answer that is declined


@dataclass(frozen=True, slots=True)
class Found:
    """The posts that an answer may rest on, before anything is said."""

    gathered: Gathered


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement that stands, and who made it."""

    statement: Statement
    made_by: str


Event = Found | Spoken | Dropped | Answer
"""What a question comes to, in order; an `Answer` is the last."""


async def whole(events: AsyncGenerator[Event, None]) -> Answer:
    """The answer that they come to, for whoever does not show them as they come."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answer):
                return event
    raise AssertionError("an answer is the last event")


def answered(
    question: str,
    evidence: Sequence[Evidence],
    said: Sequence[Spoken | Dropped],
    by: str,
    searched: tuple[str, ...],
    lang: str | None,
) -> Answer:
    """The last event, of all that was said; declined where that is nothing."""
    made = tuple(one.statement for one in said if isinstance(one, Spoken))
    cited = {id for statement in made for id in statement.cites}
    return Answer(
        question,
        made,
        tuple(post for post in evidence if post.id in cited),
        by,
        declined=None if made else "silent",
        near=() if made else tuple(evidence[:_NEAR]),
        dropped=tuple(one for one in said if isinstance(one, Dropped)),
        searched=searched,
        lang=lang,
    )


def declined(question: str, why: Why, lang: str | None, searched: tuple[str, ...] = ()) -> Answer:
    """The last event where nothing is said."""
    return Answer(question, (), (), COMPOSER, declined=why, searched=searched, lang=lang)
