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
from rookery.answer.ask import Answering, Found, Spoken, asked
from rookery.answer.evidence import Evidence
from rookery.assistant import small_talk
from rookery.assistant.conversations import Conversations
from rookery.assistant.files import Files
from rookery.assistant.finding import Finding, told
from rookery.assistant.looking import look
from rookery.assistant.plan import post_named
from rookery.assistant.talking import replied
from rookery.assistant.tools import Toolbox
from rookery.assistant.turn import Answered, Asked, Called, Turn, answered
from rookery.assistant.wishes import Wish, wish_of
from rookery.assistant.writing import help_to_write
from rookery.errors import BadInput, Said, TooLarge
from rookery.llm.catalogue import COMPOSER
from rookery.llm.task_writing import LONGEST as LONGEST_TEXT
from rookery.llm.tasks import TALK, WRITING
from rookery.people import ANONYMOUS, Reader

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


Event = Begun | Called | Found | Spoken | Piece | Dropped | Kept


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
        text = _said(text)
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

    async def _answered(
        self, owner: str, id: str, text: str, before: Sequence[Turn], reader: Reader
    ) -> AsyncGenerator[Event, None]:
        """The events of an answer, and the turn kept."""
        made, posts = Answered((), COMPOSER), tuple[Evidence, ...]()
        files = await asyncio.to_thread(self.files.of, owner, id)
        box = Toolbox(
            self._answering.search(), reader, self._answering.allowed, self._answering.likeness,
            documents=files,
        )  # fmt: skip
        if (kind := small_talk.kind_of(text)) is not None:
            writer = await self._answering.writer(TALK.name)
            made = await replied(writer, kind, text, told(before))
            yield Spoken(made.statements[0], made.made_by)
        elif (wish := wish_of(text)) is not None:
            async with aclosing(self._written(wish, box)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answered):
                        made = piece
                    else:
                        yield piece
        else:
            calls: list[Called] = []
            finding = Finding(self._answering, box, before)
            async with aclosing(finding.answer(asked(text))) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        made, posts = answered(event, calls), (*event.posts, *event.near)
                    else:
                        if isinstance(event, Called):
                            calls.append(event)
                        yield event
        turn = await asyncio.to_thread(self.conversations.add, owner, id, made, posts)
        yield Kept(turn, posts)

    async def _written(
        self, wish: Wish, box: Toolbox
    ) -> AsyncGenerator[Called | Piece | Answered, None]:
        """Writing help; where no model in use is fit for it, the turn says so."""
        writer = await self._answering.writer(WRITING.name)
        if writer is None:
            yield Answered((), COMPOSER, declined="no writer", kind="written")
            return
        calls = []
        if (post := post_named(wish.text)) is not None:  # a thread is given as its link
            called, looked = await look(box, "read_thread", {"post": post})
            calls.append(called)
            yield called
            lines = (f"@{p.author or '?'}: {p.text}" for p in looked.evidence)
            wish = replace(wish, text="\n".join(lines)[:LONGEST_TEXT])
        whole = ""
        async with aclosing(help_to_write(writer, wish)) as pieces:
            async for piece in pieces:
                whole += piece
                yield Piece(piece)
        statements = (Statement(whole.strip()),)
        yield Answered(statements, writer.name, kind="written", calls=tuple(calls))


def _said(text: str) -> str:
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
    if wish_of(text) is None:
        asked(text)  # a question is shorter
    return text.strip()
