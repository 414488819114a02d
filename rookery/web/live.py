"""What has changed since: a watcher of the feed of changes, and who waits for its next word.

One watcher a server asks for the number of the last change several times a second, which costs
the reading of one small file, and reads the feed itself only when that has moved.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import structlog
from starlette.concurrency import run_in_threadpool

from rookery.post import Change
from rookery.web.parts import Parts

POLL = 0.25  # seconds
_KEPT = 5_000  # changes that a page may be behind and still be told which posts are new
_PAGE = 1_000
_log = structlog.get_logger("rookery.web")


class Live:
    """The newest changes; `moved` is set anew at each."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._recent: deque[Change] = deque(maxlen=_KEPT)
        self._moved: asyncio.Event | None = None
        self.seq = 0
        self.closing = False
        self.listeners = 0

    async def begin(self) -> None:
        """From here on nothing is missed: before the first page is answered."""
        self._moved = asyncio.Event()
        self.seq = await run_in_threadpool(self._parts.last_seq)

    async def watch(self) -> None:
        """Until cancelled; a store that cannot be read now is asked again."""
        while True:
            await asyncio.sleep(POLL)
            try:
                last = await run_in_threadpool(self._parts.last_seq)
                if last > self.seq:
                    await self._read()
            except Exception as error:  # noqa: BLE001  one bad read must not end it for all pages
                _log.warning("the feed of changes could not be read", error=str(error))

    async def _read(self) -> None:
        while True:
            found = await run_in_threadpool(self._parts.changes, self.seq, _PAGE)
            if not found:
                return  # numbers are given out before the batch is committed
            self._recent.extend(found)
            self.seq = found[-1].seq
            self._ring()
            if len(found) < _PAGE:
                return

    def _ring(self) -> None:
        if self._moved is not None:
            self._moved.set()
            self._moved = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until something changes or the time is over."""
        if self._moved is None:
            await asyncio.sleep(seconds)
            return
        # not `wait_for`: in Python 3.11 it can lose a cancellation, and the server would never end
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()

    def close(self) -> None:
        """Ends every stream at once, so that the server can stop."""
        self.closing = True
        self._ring()

    def upserted(self, after: int) -> set[str]:
        """Ids of the posts that came or changed after `after` and are still there."""
        ids: set[str] = set()
        for change in self._recent:
            if change.seq > after:
                (ids.add if change.kind == "upsert" else ids.discard)(change.id)
        return ids
