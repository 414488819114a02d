"""A reply to small talk: a model's where it does that well and comes up, else a fixed one."""

from __future__ import annotations

from collections.abc import Sequence

from rookery.answer.answered import Statement
from rookery.answer.writer import Writer
from rookery.assistant import small_talk
from rookery.assistant.turn import Answered
from rookery.errors import RookeryError
from rookery.llm.catalogue import COMPOSER
from rookery.llm.estimate import estimate
from rookery.llm.tasks import TALK, Conversation
from rookery.llm.turns import Turn


async def replied(
    writer: Writer | None, kind: small_talk.Kind, text: str, earlier: Sequence[Turn]
) -> Answered:
    """What is said, by whom."""
    if writer is not None:
        try:
            turns = (*earlier, Turn("user", text))
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
