"""The assistant: a person's turn in, events out, and both kept in their conversation.

What posts say comes from `answer/`, with the turns before it; small talk is told apart from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rookery.answer.answered import Answer, Dropped, Statement
from rookery.answer.ask import Answering, Found, Spoken, asked
from rookery.answer.evidence import Evidence
from rookery.assistant import small_talk
from rookery.assistant.conversations import Conversations
from rookery.assistant.turn import Answered, Asked, Turn, answered
from rookery.errors import RookeryError
from rookery.llm.catalogue import COMPOSER
from rookery.llm.client import estimate
from rookery.llm.tasks import TALK, Conversation
from rookery.llm.turns import Turn as Told
from rookery.people import ANONYMOUS, Reader

_REMEMBERED = 8  # turns that a question is understood by


@dataclass(frozen=True, slots=True)
class Begun:
    """The conversation that a turn is kept in, before anything else."""

    conversation: str
    new: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """The assistant's turn as it is kept; the last event."""

    turn: Turn
    posts: tuple[Evidence, ...]  # those that it cites


Event = Begun | Found | Spoken | Dropped | Kept


class Assistant:
    """One serves everybody; each conversation is its owner's."""

    def __init__(self, answering: Answering, conversations: Conversations) -> None:
        self._answering, self.conversations = answering, conversations

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
        text = asked(text)
        kept = self.conversations
        new, id = conversation is None, conversation
        if id is None:
            id = await asyncio.to_thread(kept.begin, owner, text)
        before = (await asyncio.to_thread(kept.open, owner, id)).turns
        await asyncio.to_thread(kept.add, owner, id, Asked(text))
        yield Begun(id, new)
        earlier = told(before)
        if (kind := small_talk.kind_of(text)) is not None:
            made = await self._talk(kind, text, earlier)
            yield Spoken(made.statements[0], made.made_by)
            yield Kept(await asyncio.to_thread(kept.add, owner, id, made), ())
            return
        async with aclosing(self._answering.ask(text, reader, earlier=earlier)) as events:
            async for event in events:
                if not isinstance(event, Answer):
                    yield event
                    continue
                posts = (*event.posts, *event.near)
                turn = await asyncio.to_thread(kept.add, owner, id, answered(event), posts)
                yield Kept(turn, posts)

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
