"""Statements out of evidence: by the model that may do the task, else quotes by the composer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from rookery.answer.answered import Dropped, Statement
from rookery.answer.composed.compose import compose, one_text
from rookery.answer.composed.touching import touches
from rookery.answer.events import Event, Spoken, answered
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.answer.write import Asked, write
from rookery.answer.writer import Model, Writer
from rookery.llm.catalogue import COMPOSER
from rookery.llm.failures import ModelFailed
from rookery.llm.tasks import Cited, Passage, Task


@dataclass(frozen=True, slots=True)
class Form(Generic[Asked]):
    """One kind of answer, by a model and by the composer."""

    task: Task[Asked, Cited]
    asked_of: Callable[[tuple[Passage, ...]], Asked]
    composed: Callable[[], Sequence[Statement]]
    either: bool = False  # the composer answers too where nothing that a model writes stands


class Making:
    """One serves every question of a network."""

    def __init__(
        self, likeness: Likeness, model: Model | None, now: Callable[[], datetime]
    ) -> None:
        self._likeness, self._model, self._now = likeness, model, now

    async def made(
        self,
        question: str,
        evidence: Sequence[Evidence],
        form: Form[Asked],
        lang: str | None,
        searched: tuple[str, ...],
        before: Sequence[Spoken] = (),
    ) -> AsyncGenerator[Event, None]:
        """By the model that may do the task, else by the composer; after what was said `before`.

        Where a model fails, the composer's quotes come all the same, before that is raised.
        """
        said: list[Spoken | Dropped] = []
        failed: ModelFailed | None = None
        writer = await self.writer(form.task.name)
        by = writer.name if writer else COMPOSER
        if writer is not None:
            written = write(
                writer.client, form.task, form.asked_of, evidence, self._likeness,
                context=writer.context, explained=writer.explained, lang=lang,
            )  # fmt: skip
            try:
                async with aclosing(written) as sentences:
                    async for one in sentences:
                        said.append(one if isinstance(one, Dropped) else Spoken(one, by))
                        yield said[-1]
            except ModelFailed as error:
                failed = error
        if writer is None or (form.either and not any(isinstance(one, Spoken) for one in said)):
            by = COMPOSER
            for statement in await asyncio.to_thread(form.composed):
                said.append(Spoken(statement, by))
                yield said[-1]
        if failed is not None:
            raise failed
        yield answered(question, evidence, [*before, *said], by, searched, lang)

    def quotes(
        self, wordings: Sequence[str], evidence: Sequence[Evidence], lang: str | None
    ) -> Sequence[Statement]:
        """The composer's answer to the first wording that has one."""
        now = self._now()
        for wording in wordings:
            made = compose(wording, evidence, self._likeness, now, lang)
            read = evidence, self._likeness, lang
            if made and (one_text(evidence) or touches(wording, made, *read)):
                return made
        return ()

    async def writer(self, task: str) -> Writer | None:
        """The model in use where it may do a task of that name; `None` for the composer."""
        return await self._model.writer(task) if self._model else None
