"""The model in use, as one client that a process holds while it serves.

The embedded engine is started, or joined, at the first question; it and the client end with
`close`. Belongs to one event loop. Which tasks are the model's and which the composer's, its
catalogue entry says.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rookery.config import ModelSettings
from rookery.errors import Said, Unavailable
from rookery.llm.catalogue import COMPOSER, Entry, known
from rookery.llm.chosen import Chosen, Remote, chosen
from rookery.llm.engine import Endpoint, ModelFile, running
from rookery.llm.shelf import Shelved
from rookery.llm.task_form import Task

if TYPE_CHECKING:
    from rookery.llm.client import Client  # imports much, and a server may never be asked


class InUse:
    """What `[model] use` names, opened when it is first needed."""

    def __init__(self, home: Path, settings: ModelSettings) -> None:
        self._home, self._settings = home, settings
        self._held = ExitStack()
        self._opening: asyncio.Task[Endpoint] | None = None
        self._client: Client | None = None

    def chosen(self) -> Chosen:
        """The model, `None` for the composer; raises Unavailable where it is not there any more."""
        return chosen(self._home, self._settings)

    def entry(self) -> Entry:
        """What is known of it."""
        there = self.chosen()
        return there.entry if there else known()[COMPOSER]

    def takes(self, task: Task[Any, Any]) -> bool:
        """Whether the model does this task, and not the composer."""
        return self.chosen() is not None and self.entry().takes(task.name, task.version)

    @property
    def queue(self) -> int:
        """How many questions wait now."""
        return self._client.queue if self._client else 0

    async def client(self) -> Client:
        """The one client; waits while the engine starts.

        Raises Unavailable where the composer is in use, or what else keeps the model from coming
        up.
        """
        from rookery.llm.client import Client

        there = self.chosen()
        if there is None:
            raise Unavailable(
                Said(
                    "No language model is in use: choose one with `rookery model use`, and start "
                    "the server again."
                )
            )
        at = there if isinstance(there, Remote) else await self._started(there)
        held = self._client
        if held is None or (held.url, held.key) != (at.base_url.rstrip("/"), at.key):
            self._client = Client(
                at.base_url, at.model, key=at.key, at_once=self._settings.parallel
            )  # an engine that crashed may have come up at another port
            if held is not None:
                await held.close()
        assert self._client is not None
        return self._client

    async def close(self) -> None:
        """Let go of the engine, which ends some time after its last user."""
        if self._client is not None:
            await self._client.close()
        if self._opening is not None:  # a thread cannot be stopped: it is seen to its end
            await asyncio.wait([self._opening])
        await asyncio.to_thread(self._held.close)

    async def _started(self, there: Shelved) -> Endpoint:
        """The engine; whoever asks while it starts waits for the same start."""
        opening = self._opening
        if opening is None or (opening.done() and opening.exception()):  # which is tried again
            model = ModelFile(there.path, there.name, adapter=there.adapter)
            opening = asyncio.create_task(asyncio.to_thread(self._enter, model))
            self._opening = opening
        return await asyncio.shield(opening)  # a reader who leaves does not end it for the others

    def _enter(self, model: ModelFile) -> Endpoint:
        return self._held.enter_context(running(self._home, model, self._settings))
