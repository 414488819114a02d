"""The model in use as a writer of answers, where its measured figures let it be one."""

from __future__ import annotations

from rookery.answer.ask import Writer
from rookery.llm.in_use import InUse
from rookery.llm.tasks import ANSWER


class InUseWriter:
    """Implements `ask.Model`; `forced` lets one write that is short of the bar: to measure it."""

    def __init__(self, model: InUse, context: int, *, forced: bool = False) -> None:
        self._model, self._context, self._forced = model, context, forced

    async def writer(self) -> Writer | None:
        if not (self._model.takes(ANSWER) or (self._forced and self._model.chosen())):
            return None
        entry = self._model.entry()
        tuned = (skill := entry.tasks.get(ANSWER.name)) and skill.version == ANSWER.version
        return Writer(
            await self._model.client(),
            entry.name,
            min(self._context, entry.context or self._context),
            explained=not tuned,
        )
