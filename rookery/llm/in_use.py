"""The model in use, as one client that a process holds while it serves.

The embedded engine is started, or joined, at the first question; it and the client end with
`close`. Belongs to one event loop. Which tasks are the model's and which the composer's, its
catalogue entry says.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rookery.config import ModelSettings
from rookery.errors import Said, Unavailable
from rookery.llm.catalogue import COMPOSER, Entry, known
from rookery.llm.chosen import Chosen, Remote, chosen
from rookery.llm.engine import Endpoint, ModelFile, running
from rookery.llm.shelf import Shelved

if TYPE_CHECKING:
    from rookery.llm.client import Client  # imports much, and a server may never be asked


class InUse:
    """What `[model] use` names, opened when it is first needed."""

    def __init__(self, home: Path, settings: ModelSettings) -> None:
        self._home, self._settings = home, settings
        self._held = ExitStack()
        self._opening: asyncio.Future[Endpoint] | None = None
        self._ending, self._ended = threading.Lock(), False
        self._client: Client | None = None

    def chosen(self) -> Chosen:
        """The model, `None` for the composer; raises Unavailable where it is not there any more."""
        return chosen(self._home, self._settings)

    def entry(self) -> Entry:
        """What is known of it."""
        there = self.chosen()
        return there.entry if there else known()[COMPOSER]

    def takes(self, task: str, version: int) -> bool:
        """Whether the model does the task of that name and version, and not the composer."""
        there = self.chosen()
        return there is not None and there.entry.takes(task, version)

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
        with self._ending:  # an engine that still starts is nobody's then
            self._ended = True
            held = self._held
        await asyncio.to_thread(held.close)

    async def _started(self, there: Shelved) -> Endpoint:
        """The engine; whoever asks while it starts waits for the same start."""
        opening = self._opening
        if opening is None or (opening.done() and opening.exception()):  # which is tried again
            opening = self._opening = asyncio.get_running_loop().create_future()
            model = ModelFile(there.path, there.name, adapter=there.adapter)
            # a thread that does not keep the process: to open a large model takes minutes
            threading.Thread(target=self._enter, args=(model, opening), daemon=True).start()
        return await asyncio.shield(opening)  # a reader who leaves does not end it for the others

    def _enter(self, model: ModelFile, opening: asyncio.Future[Endpoint]) -> None:
        """Start the engine, in a thread of its own; given back at once where all has ended."""
        loop = opening.get_loop()
        try:
            with ExitStack() as held:
                endpoint = held.enter_context(running(self._home, model, self._settings))
                with self._ending:
                    if self._ended:
                        return
                    self._held = held.pop_all()
                loop.call_soon_threadsafe(opening.set_result, endpoint)
        except Exception as error:  # noqa: BLE001  whoever asked hears of it
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(opening.set_exception, error)
