"""So many requests at once, so many more that wait, in the order they came; the rest are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from rookery.llm.failures import Busy


@dataclass(slots=True)
class Place:
    """Where a request stands, for whoever waits for it: `ahead` is `None` while it does not."""

    _line: list[Place] | None = field(default=None, repr=False)

    @property
    def ahead(self) -> int | None:
        """How many wait before it."""
        line = self._line
        return next((n for n, one in enumerate(line) if one is self), None) if line else None


PLACE: ContextVar[Place | None] = ContextVar("PLACE", default=None)
"""Set by whoever wants to tell a reader their place; every queue that they come to fills it."""


class Limits:
    """Belongs to the event loop that it is first waited in."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._line: list[Place] = []  # who came first is served first

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._line)

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
        if self.waiting >= self._most_waiting:
            raise Busy.here(self.waiting)
        place = PLACE.get() or Place()
        place._line = self._line
        self._line.append(place)
        try:
            async with asyncio.timeout(timeout):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy.here(self.waiting) from None
        finally:
            # by what it is: two requests of one reader may share a place
            self._line.pop(next(n for n, one in enumerate(self._line) if one is place))
