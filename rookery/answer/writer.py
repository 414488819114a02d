"""Who writes: the model in use, of those tasks that its measured figures let it do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rookery.llm.in_use import InUse
from rookery.llm.tasks import ANSWER, PICTURE, SUMMARY, VERSIONS

if TYPE_CHECKING:
    from rookery.llm.client import Client  # imports much, and a model may never be asked

_FORCED = (ANSWER.name, SUMMARY.name)


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


class InUseWriter:
    """Implements `Model`; `forced` lets one write that is short of the bar: to measure it."""

    def __init__(self, model: InUse, context: int, *, forced: bool = False) -> None:
        self._model, self._context, self._forced = model, context, forced

    async def writer(self, task: str) -> Writer | None:
        version = VERSIONS[task]
        forced = self._forced and task in _FORCED and self._model.chosen() is not None
        if not (forced or self._model.takes(task, version)):
            return None
        entry = self._model.entry()
        if task == PICTURE.name and not entry.sees:
            return None
        skill = entry.tasks.get(task)
        tuned = skill is not None and skill.version == version
        return Writer(
            await self._model.client(),
            entry.name,
            min(self._context, entry.context or self._context),
            explained=not tuned,
        )
