"""One example: what a task is given, and what a model should make of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rookery.llm.tasks import TASKS
from rookery.llm.turns import Turn


@dataclass(frozen=True, slots=True)
class Example:
    """What a task is given, and what it should make of it."""

    task: str
    lang: str
    kind: str  # of answers and talk; the format of creatives; what a summary is of
    input: Any
    output: Any
    place: str = ""  # file and line

    @property
    def turns(self) -> list[Turn]:
        return TASKS[self.task].turns(self.input)

    @property
    def reply(self) -> str:
        return TASKS[self.task].rendered(self.output)
