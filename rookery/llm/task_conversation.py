"""A conversation as a prompt shows it: what the tasks "query" and "talk" are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rookery.errors import Said, Unfit
from rookery.llm.task_form import one_line
from rookery.llm.turns import Turn

_LONGEST_TURN = 500  # characters; what is longer is cut


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns of a person and the assistant, the oldest first; the last is the person's."""

    turns: tuple[Turn, ...]

    def __post_init__(self) -> None:
        if not self.turns or self.turns[-1].role != "user":
            raise Unfit(Said("the last turn of a conversation is not the person's"))
        if any(turn.role not in ("user", "assistant") for turn in self.turns):
            raise Unfit(
                Said("a turn of a conversation is neither the person's nor the assistant's")
            )


def shown(turns: Sequence[Turn]) -> str:
    """The turns, one a line."""
    return "\n".join(f"{turn.role}: {one_line(turn.content, _LONGEST_TURN)}" for turn in turns)


def later(asked: Conversation) -> Conversation | None:
    """The conversation from its second turn on; `None` of one that has only one."""
    return Conversation(asked.turns[1:]) if len(asked.turns) > 1 else None
