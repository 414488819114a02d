"""The door of answers: a question in, and what is found and said, as it comes.

The plain question is always searched; a model that the figures beside it trust rewrites it and
writes; else the composer quotes. Nothing here knows pages or the terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from rookery.answer.answered import Answer, Dropped, Statement, Why
from rookery.answer.compose import compose
from rookery.answer.evidence import Evidence
from rookery.answer.figures import counted, figure_of
from rookery.answer.gather import Allowed, Gathered, gather, plain
from rookery.answer.instructing import speaks_to_a_machine
from rookery.answer.likeness import Likeness
from rookery.answer.private import is_private
from rookery.answer.standalone import carried, rewritten
from rookery.answer.write import write
from rookery.errors import BadInput, Said, TooLarge
from rookery.llm.catalogue import COMPOSER
from rookery.llm.client import Client
from rookery.llm.tasks import ANSWER, QUERY
from rookery.llm.turns import Turn
from rookery.people import ANONYMOUS, Reader
from rookery.search.service import Search
from rookery.text import detect

STORE = "store"  # made a figure: it is counted, and nobody wrote it
LONGEST = 2_000  # characters of a question
_NEAR = 3  # posts that stand beside an answer that is declined


@dataclass(frozen=True, slots=True)
class Writer:
    """A model that may write answers."""

    client: Client
    name: str
    context: int  # tokens
    explained: bool  # it was not tuned to the task and is told its rules


class Model(Protocol):
    """Who writes now: asked for each question, as the choice may change."""

    async def writer(self, task: str) -> Writer | None:
        """The model in use, where it may do the task; `None` for the composer."""
        ...


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


class Answering:
    """Answers questions over one network's posts; one serves everybody.

    `search` opens the network's where it is needed first: posts that are given need none.
    """

    def __init__(
        self,
        search: Callable[[], Search],
        likeness: Likeness,
        allowed: Allowed,
        model: Model | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.search, self.likeness, self.allowed = search, likeness, allowed
        self._model, self._now = model, now

    async def ask(
        self,
        question: str,
        reader: Reader = ANONYMOUS,
        *,
        earlier: Sequence[Turn] = (),
        as_of: datetime | None = None,
        more: Sequence[Evidence] = (),
    ) -> AsyncGenerator[Event, None]:
        """`earlier` are the turns of the conversation before it; `more`, posts found otherwise.

        Raises BadInput for a question that is none, and what the model's client raises.
        """
        question = asked(question)
        if is_private(question):
            yield _declined(question, "private")
            return
        if figure := figure_of(question):
            told = await asyncio.to_thread(counted, figure, self.search(), reader, as_of)
            yield Spoken(told, STORE)
            yield Answer(question, (told,), (), STORE, searched=told.searches)
            return
        lang = detect(question)
        before = [turn.content for turn in earlier if turn.role == "user"]
        whole = carried(question, before, lang)
        also = [plain(whole, lang)] if whole != question else []
        if (rewriter := await self.writer(QUERY.name)) is not None:
            turns = [*earlier, Turn("user", question)]
            query = await rewritten(
                rewriter.client, turns, context=rewriter.context, explained=rewriter.explained
            )
            also += [query] if query else []
        gathered = await asyncio.to_thread(
            gather, question, self.search(), reader, self.allowed, self.likeness,
            also=also, lang=lang, as_of=as_of, more=more,
        )  # fmt: skip
        yield Found(gathered)
        from_posts = self.from_posts(
            whole, gathered.evidence, lang=lang, searched=gathered.queries, also=also
        )
        async with aclosing(from_posts) as events:
            async for event in events:
                yield event

    async def from_posts(
        self,
        question: str,
        evidence: Sequence[Evidence],
        *,
        lang: str | None = None,
        searched: tuple[str, ...] = (),
        also: Sequence[str] = (),
    ) -> AsyncGenerator[Event, None]:
        """The same from these posts alone; `also` are the question in other words."""
        evidence = [post for post in evidence if not speaks_to_a_machine(post.text)]
        if not evidence:
            yield _declined(question, "nothing found", searched=searched)
            return
        writer = await self.writer(ANSWER.name)
        if writer is None:
            made: tuple[Statement, ...] = ()
            for wording in (question, *also):
                made = made or await asyncio.to_thread(
                    compose, wording, evidence, self.likeness, self._now(), lang
                )
            for statement in made:
                yield Spoken(statement, COMPOSER)
            yield _answer(question, evidence, made, (), COMPOSER, searched)
            return
        stood: list[Statement] = []
        dropped: list[Dropped] = []
        written = write(
            writer.client, question, evidence, self.likeness,
            context=writer.context, explained=writer.explained, lang=lang,
        )  # fmt: skip
        async with aclosing(written) as sentences:
            async for said in sentences:
                if isinstance(said, Dropped):
                    dropped.append(said)
                    yield said
                else:
                    stood.append(said)
                    yield Spoken(said, writer.name)
        yield _answer(question, evidence, stood, dropped, writer.name, searched)

    async def writer(self, task: str) -> Writer | None:
        """The model in use where it may do a task of that name; `None` for the composer."""
        return await self._model.writer(task) if self._model else None


async def whole(events: AsyncGenerator[Event, None]) -> Answer:
    """The answer that they come to, for whoever does not show them as they come."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answer):
                return event
    raise AssertionError("an answer is the last event")


def asked(question: str) -> str:
    """The question as it is taken; raises BadInput where there is none or it is too long."""
    if not question.strip():
        raise BadInput(Said("There is no question: write what you want to know."))
    if len(question) > LONGEST:
        raise TooLarge(
            Said(
                "A question has at most %(most)s characters, and this has %(n)s: ask in fewer "
                "words.",
                most=LONGEST,
                n=len(question),
            )
        )
    return " ".join(question.split())


def _answer(
    question: str,
    evidence: Sequence[Evidence],
    made: Sequence[Statement],
    dropped: Sequence[Dropped],
    by: str,
    searched: tuple[str, ...],
) -> Answer:
    cited = {id for statement in made for id in statement.cites}
    return Answer(
        question,
        tuple(made),
        tuple(post for post in evidence if post.id in cited),
        by,
        declined=None if made else "silent",
        near=() if made else tuple(evidence[:_NEAR]),
        dropped=tuple(dropped),
        searched=searched,
    )


def _declined(question: str, why: Why, searched: tuple[str, ...] = ()) -> Answer:
    return Answer(question, (), (), COMPOSER, declined=why, searched=searched)
