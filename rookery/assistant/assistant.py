"""The assistant: a person's turn in, events out, and both kept in their conversation.

What posts and files say comes from `answer/`, figures from the tools; small talk and writing help
are told apart from both.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rookery.answer.answered import Answer, Dropped, Statement
from rookery.answer.ask import STORE, Answering, Found, Spoken, asked
from rookery.answer.evidence import Evidence
from rookery.answer.gather import Gathered
from rookery.answer.private import is_private
from rookery.assistant import small_talk
from rookery.assistant.attached import Attached
from rookery.assistant.conversations import Conversations
from rookery.assistant.files import Files
from rookery.assistant.looking import chosen, look
from rookery.assistant.plan import Planned, of_files, planned
from rookery.assistant.tools import Looked, Toolbox
from rookery.assistant.turn import Answered, Asked, Called, Turn, answered
from rookery.assistant.wishes import Wish, wish_of
from rookery.assistant.writing import help_to_write
from rookery.errors import BadInput, RookeryError, Said, TooLarge
from rookery.llm.catalogue import COMPOSER
from rookery.llm.client import estimate
from rookery.llm.tasks import TALK, TOOLS, WRITING, Conversation
from rookery.llm.turns import Turn as Told
from rookery.people import ANONYMOUS, Reader

_REMEMBERED = 8  # turns that a question is understood by
LONGEST = 20_000  # characters of a turn: a text to be rewritten comes with it


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation that a turn is kept in, before anything else."""

    conversation: str
    new: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are written for the person, as they come: they rest on no post."""

    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The assistant's turn as it is kept; the last event."""

    turn: Turn
    posts: tuple[Evidence, ...]  # those that it cites


@dataclass(frozen=True, slots=True)
class Made:
    """What a turn came to, whoever keeps it; the last event of one that is not kept here."""

    body: Answered
    posts: tuple[Evidence, ...] = ()  # those that it cites


Event = Begun | Called | Found | Spoken | Piece | Dropped | Kept
Reply = Called | Found | Spoken | Piece | Dropped | Made


class Assistant:
    """One serves everybody; each conversation is its owner's."""

    def __init__(self, answering: Answering, conversations: Conversations, files: Files) -> None:
        self._answering, self.conversations, self.files = answering, conversations, files

    async def say(
        self,
        owner: str,
        text: str,
        conversation: str | None = None,
        *,
        reader: Reader = ANONYMOUS,
    ) -> AsyncGenerator[Event, None]:
        """What a person says, in a new conversation where none is named.

        The person's turn is kept at once, the assistant's when it is whole: a reader who leaves, or
        a model that dies, leaves the question. Raises what `Answering.ask` and `Conversations` do.
        """
        text = taken(text)
        kept = self.conversations
        new, id = conversation is None, conversation
        if id is None:
            id = await asyncio.to_thread(kept.begin, owner, text)
        before = (await asyncio.to_thread(kept.open, owner, id)).turns
        await asyncio.to_thread(kept.add, owner, id, Asked(text))
        yield Begun(id, new)
        async with aclosing(self._answered(owner, id, text, before, reader)) as events:
            async for event in events:
                yield event

    async def again(
        self, owner: str, conversation: str, *, reader: Reader = ANONYMOUS
    ) -> AsyncGenerator[Event, None]:
        """The last question answered anew, in place of the answer that it had."""
        text = await asyncio.to_thread(self.conversations.take_back, owner, conversation)
        turns = (await asyncio.to_thread(self.conversations.open, owner, conversation)).turns
        yield Begun(conversation, new=False)
        async with aclosing(
            self._answered(owner, conversation, text, turns[:-1], reader)
        ) as events:
            async for event in events:
                yield event

    async def reply(
        self,
        text: str,
        earlier: Sequence[Told] = (),
        *,
        reader: Reader = ANONYMOUS,
        files: Sequence[Attached] = (),
        just_given: bool = False,
    ) -> AsyncGenerator[Reply, None]:
        """What is replied to `text` after the turns before it; nothing of it is kept.

        `just_given` where some file came with this turn. Raises what `Answering.ask` does.
        """
        text, earlier = taken(text), earlier[-_REMEMBERED:]
        if (kind := small_talk.kind_of(text)) is not None:
            made = await self._talk(kind, text, earlier)
            yield Spoken(made.statements[0], made.made_by)
            yield Made(made)
        elif (wish := wish_of(text)) is not None:
            async with aclosing(self._written(wish)) as pieces:
                async for piece in pieces:
                    yield Made(piece) if isinstance(piece, Answered) else piece
        else:
            calls: list[Called] = []
            looked = self._looked(asked(text), earlier, reader, files, just_given)
            async with aclosing(looked) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        yield Made(answered(event, calls), (*event.posts, *event.near))
                    else:
                        if isinstance(event, Called):
                            calls.append(event)
                        yield event

    async def _answered(
        self, owner: str, id: str, text: str, before: Sequence[Turn], reader: Reader
    ) -> AsyncGenerator[Event, None]:
        """The events of an answer, and the turn kept."""
        made = Made(Answered((), COMPOSER))
        files = await asyncio.to_thread(self.files.of, owner, id)
        just_given = any(not before or f.made_at > before[-1].at for f in files)
        replied = self.reply(
            text, told(before), reader=reader, files=files, just_given=just_given
        )  # fmt: skip
        async with aclosing(replied) as events:
            async for event in events:
                if isinstance(event, Made):
                    made = event
                else:
                    yield event
        turn = await asyncio.to_thread(self.conversations.add, owner, id, made.body, made.posts)
        yield Kept(turn, made.posts)

    # What posts, files and figures say

    async def _looked(
        self,
        text: str,
        earlier: Sequence[Told],
        reader: Reader,
        files: Sequence[Attached],
        just_given: bool,
    ) -> AsyncGenerator[Called | Found | Spoken | Dropped | Answer, None]:
        """Figures first, then the person's files, then the posts; an `Answer` is the last."""
        box = Toolbox(
            self._answering.search(), reader, self._answering.allowed, self._answering.likeness,
            documents=files,
        )  # fmt: skip
        plan = None if is_private(text) else planned(text)
        if plan is not None:
            called, looked = await look(replace(box, lang=plan.lang), plan.tool, plan.arguments)
            yield called
            if looked.statements:
                for statement in looked.statements:
                    yield Spoken(statement, STORE)
                yield _of_store(text, looked.statements)
                return
        in_files = of_files(text, files, just_given=just_given)
        if in_files:
            answer: Answer | None = None
            async for told_of in self._from_files(text, box, in_files):
                if isinstance(told_of, Answer):
                    answer = told_of
                else:
                    yield told_of
            if answer is not None and (answer.statements or not just_given):
                yield answer
                return
        async for event in self._from_posts(text, box, earlier, reader):
            yield event

    async def _from_files(
        self, text: str, box: Toolbox, plans: Sequence[Planned]
    ) -> AsyncGenerator[Called | Found | Spoken | Dropped | Answer, None]:
        evidence: list[Evidence] = []
        for plan in plans:
            called, looked = await look(box, plan.tool, plan.arguments)
            yield called
            evidence += looked.evidence
        yield Found(Gathered((), tuple(evidence)))
        async with aclosing(self._answering.from_posts(text, evidence)) as events:
            async for event in events:
                yield event

    async def _from_posts(
        self, text: str, box: Toolbox, earlier: Sequence[Told], reader: Reader
    ) -> AsyncGenerator[Called | Found | Spoken | Dropped | Answer, None]:
        looks = list[Looked]()
        caller = None if is_private(text) else await self._answering.writer(TOOLS.name)
        if caller is not None:
            calls = chosen(caller, [*earlier, Told("user", text)], box)
            async with aclosing(calls):
                async for called, looked in calls:
                    yield called
                    looks.append(looked)
        figures = [statement for looked in looks for statement in looked.statements]
        for statement in figures:
            yield Spoken(statement, STORE)
        more = [post for looked in looks for post in looked.evidence]
        asking = self._answering.ask(text, reader, earlier=earlier, more=more)
        async with aclosing(asking) as events:
            async for event in events:
                if isinstance(event, Found):
                    for query, ids in zip(
                        event.gathered.queries, event.gathered.found, strict=True
                    ):
                        yield Called("search_posts", {"query": query}, {"posts": list(ids)})
                yield _with_figures(event, figures) if isinstance(event, Answer) else event

    # What rests on no post

    async def _talk(self, kind: small_talk.Kind, text: str, earlier: Sequence[Told]) -> Answered:
        """In the model's words, where it does that well and comes up; else in ours."""
        writer = await self._answering.writer(TALK.name)
        if writer is not None:
            try:
                turns = (*earlier, Told("user", text))
                wished = TALK.fitted(
                    Conversation(turns), estimate, writer.context, explained=writer.explained
                )
                reply = await writer.client.chat(
                    TALK.turns(wished, explained=writer.explained),
                    most=TALK.most,
                    grammar=TALK.grammar(wished),
                )
                said = TALK.parse(reply.text, wished).text
                return Answered((Statement(said),), writer.name, kind="talk")
            except RookeryError:
                pass  # a greeting is answered all the same, and says by whom
        return Answered((Statement(small_talk.reply(kind, text)),), COMPOSER, kind="talk")

    async def _written(self, wish: Wish) -> AsyncGenerator[Piece | Answered, None]:
        """Writing help; where no model in use is fit for it, the turn says so."""
        writer = await self._answering.writer(WRITING.name)
        if writer is None:
            yield Answered((), COMPOSER, declined="no writer", kind="written")
            return
        whole = ""
        async with aclosing(help_to_write(writer, wish)) as pieces:
            async for piece in pieces:
                whole += piece
                yield Piece(piece)
        yield Answered((Statement(whole.strip()),), writer.name, kind="written")


def taken(text: str) -> str:
    """A turn as it is taken; raises BadInput where there is none or it is too long."""
    if not text.strip():
        raise BadInput(Said("There is nothing in it: write a question, or what you wish for."))
    if len(text) > LONGEST:
        raise TooLarge(
            Said(
                "A turn has at most %(most)s characters, and this has %(n)s: give it as a file.",
                most=LONGEST,
                n=len(text),
            )
        )
    return text.strip()


def _of_store(text: str, statements: tuple[Statement, ...]) -> Answer:
    searched = tuple(dict.fromkeys(query for s in statements for query in s.searches))
    return Answer(text, statements, (), STORE, searched=searched)


def _with_figures(answer: Answer, figures: Sequence[Statement]) -> Answer:
    """The figures that a model asked for stand before what posts say."""
    if not figures:
        return answer
    made_by = answer.made_by if answer.statements else STORE
    statements = (*figures, *answer.statements)
    return replace(answer, statements=statements, made_by=made_by, declined=None, near=())


def told(turns: Sequence[Turn]) -> list[Told]:
    """Kept turns as a model is told them, the last few."""
    said: list[Told] = []
    for turn in turns[-_REMEMBERED:]:
        if isinstance(turn.body, Asked):
            said.append(Told("user", turn.body.text))
        else:
            words = " ".join(s.text for s in turn.body.statements)
            said.append(Told("assistant", words or "The posts don't say."))
    return said
