"""Help with a text that the person gives: written freely by a model, and never sourced."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from rookery.answer.writer import Writer
from rookery.assistant.wishes import Wish
from rookery.errors import BadInput, Said, TooLarge
from rookery.llm.estimate import estimate
from rookery.llm.task_writing import LONGEST
from rookery.llm.tasks import WRITING, Draft

_ROOM = 400  # characters beyond the text's own length that a rewriting may take


async def help_to_write(writer: Writer, wish: Wish) -> AsyncGenerator[str, None]:
    """The text as it is made; closing it ends the making.

    Raises BadInput without a text, TooLarge for one that is too long, and what the client does.
    """
    if not wish.text:
        raise BadInput(
            Said("Say which text, after a colon: “Translate into Italian: the ferry is late”.")
        )
    if len(wish.text) > LONGEST:
        raise TooLarge(
            Said(
                "A text to be written anew has at most %(most)s characters: give a part of it.",
                most=LONGEST,
            )
        )
    draft = Draft(wish.text, wish.wish, min(len(wish.text) + _ROOM, LONGEST))
    asked = WRITING.fitted(draft, estimate, writer.context, explained=writer.explained)
    turns = WRITING.turns(asked, explained=writer.explained)
    whole = ""
    async with writer.client.stream(
        turns, most=WRITING.most, grammar=WRITING.grammar(asked)
    ) as pieces:
        async for piece in pieces:
            whole += piece
            yield piece
    WRITING.parse(whole, asked)
