"""The model in use as a writer, of those tasks that its measured figures let it do."""

from __future__ import annotations

from rookery.answer.ask import Writer
from rookery.llm.in_use import InUse
from rookery.llm.tasks import ANSWER, VERSIONS


class InUseWriter:
    """Implements `ask.Model`; `forced` lets one answer that is short of the bar: to measure it."""

    def __init__(self, model: InUse, context: int, *, forced: bool = False) -> None:
        self._model, self._context, self._forced = model, context, forced

    async def writer(self, task: str) -> Writer | None:
        version = VERSIONS[task]
        forced = self._forced and task == ANSWER.name and self._model.chosen() is not None
        if not (forced or self._model.takes(task, version)):
            return None
        entry = self._model.entry()
        skill = entry.tasks.get(task)
        tuned = skill is not None and skill.version == version
        return Writer(
            await self._model.client(),
            entry.name,
            min(self._context, entry.context or self._context),
            explained=not tuned,
        )
