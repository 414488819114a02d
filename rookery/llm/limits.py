"""So many requests at once, so many more that wait, in the order they came; the rest are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rookery.llm.failures import Busy


class Limits:
    """Belongs to the event loop that it is first waited in."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return self._waiting

    @asynccontextmanager
    async def slot(self, timeout: float) -> AsyncIterator[None]:
        """One of the places; raises Busy where the queue is full or no place came free in time."""
        await self._take(timeout)
        try:
            yield
        finally:
            self._slots.release()

    async def _take(self, timeout: float) -> None:
        if not self._slots.locked():
            await self._slots.acquire()  # at once
            return
        if self._waiting >= self._most_waiting:
            raise Busy.here(self._waiting)
        self._waiting += 1
        try:
            async with asyncio.timeout(timeout):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy.here(self._waiting) from None
        finally:
            self._waiting -= 1
