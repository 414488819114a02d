"""The assistant: a person's turn in, events out, and both kept in their conversation.

What is replied `replying.py` makes; who owns what, `conversations.py` and `files.py` see to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from rookery.answer.answered import Dropped
from rookery.answer.ask import Answering
from rookery.answer.events import Found, Spoken
from rookery.answer.evidence import Evidence, evidence_of
from rookery.assistant.attached import Attached, page_of
from rookery.assistant.conversations import Conversations
from rookery.assistant.files import Files
from rookery.assistant.replying import REMEMBERED, Made, Piece, Reply, reply, taken
from rookery.assistant.turn import Answered, Asked, Called, Turn
from rookery.llm.catalogue import COMPOSER
from rookery.llm.turns import Turn as Told
from rookery.people import ANONYMOUS, Reader


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation that a turn is kept in, before anything else."""

    conversation: str
    new: bool
    turn: int = field(default=0, compare=False)  # the number of the person's, to ask it again


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
        text = taken(text)
        kept = self.conversations
        new, id = conversation is None, conversation
        if id is None:
            id = await asyncio.to_thread(kept.begin, owner, text)
        before = (await asyncio.to_thread(kept.open, owner, id)).turns
        asked = await asyncio.to_thread(kept.add, owner, id, Asked(text))
        yield Begun(id, new, asked.id)
        async with aclosing(self._answered(owner, id, text, before, reader)) as events:
            async for event in events:
                yield event

    async def again(
        self, owner: str, conversation: str, turn: int, *, reader: Reader = ANONYMOUS
    ) -> AsyncGenerator[Event, None]:
        """The last question answered anew, in place of the answer that it had; `turn` is that's."""
        kept = self.conversations
        asked = await asyncio.to_thread(kept.take_back, owner, conversation, turn)
        assert isinstance(asked.body, Asked)
        text = asked.body.text
        turns = (await asyncio.to_thread(kept.open, owner, conversation)).turns
        before = [one for one in turns if one.place < asked.place]
        yield Begun(conversation, False, asked.id)
        async with aclosing(self._answered(owner, conversation, text, before, reader)) as events:
            async for event in events:
                yield event

    def reply(
        self,
        text: str,
        earlier: Sequence[Told] = (),
        *,
        reader: Reader = ANONYMOUS,
        files: Sequence[Attached] = (),
        just_given: bool = False,
    ) -> AsyncGenerator[Reply, None]:
        """What is replied after the turns before it, of which nothing is kept."""
        return reply(
            self._answering, text, earlier, reader=reader, files=files, just_given=just_given
        )

    async def _answered(
        self, owner: str, id: str, text: str, before: Sequence[Turn], reader: Reader
    ) -> AsyncGenerator[Event, None]:
        """The events of an answer, and the turn kept."""
        made = Made(Answered((), COMPOSER))
        files = await asyncio.to_thread(self.files.of, owner, id)
        just_given = any(not before or f.made_at > before[-1].at for f in files)
        replied = self.reply(text, told(before), reader=reader, files=files, just_given=just_given)
        async with aclosing(replied) as events:
            async for event in events:
                if isinstance(event, Made):
                    made = event
                else:
                    yield event
        turn = await asyncio.to_thread(self._keep, owner, id, made, reader)
        yield Kept(turn, made.posts)

    def _keep(self, owner: str, id: str, made: Made, reader: Reader) -> Turn:
        """Keep an answer, without what was deleted or rewritten while it was made.

        What goes after this look finds the turn by the posts that are kept with it.
        """
        turn = self.conversations.add(owner, id, made.body, made.posts)
        said = {post.id: post.text for post in made.posts if page_of(post.id) is None}
        if not said:
            return turn
        there = self._answering.search().posts(sorted(said), reader)
        allowed = self._answering.allowed
        fit = {p.id for p in there if allowed(p) and evidence_of(p).text == said[p.id]}
        if gone := said.keys() - fit:
            self.conversations.cited.forget(gone)
            return self.conversations.open(owner, id).turns[-1]
        return turn


def told(turns: Sequence[Turn]) -> list[Told]:
    """Kept turns as a model is told them, the last few."""
    said: list[Told] = []
    for turn in turns[-REMEMBERED:]:
        if isinstance(turn.body, Asked):
            said.append(Told("user", turn.body.text))
        else:
            words = " ".join(s.text for s in turn.body.statements)
            said.append(Told("assistant", words or "The posts don't say."))
    return said
