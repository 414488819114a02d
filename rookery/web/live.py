"""How far the store has come: a watcher of the feed of changes, and who waits for its next word.

One watcher a server asks for the number of the last change several times a second, which costs
the reading of one small file, and reads the feed itself only when that has moved.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from rookery.log import logger
from rookery.web.parts import Parts

POLL = 0.25  # seconds
_PAGE = 1_000
_log = logger("rookery.web")


def settled(parts: Parts) -> int:
    """The number of a change up to which all can be found: none of them is still being written."""
    last = parts.last_seq()  # given out before its batch is committed
    parts.changes(last, 1)  # waits for the batch
    return last


class Live:
    """The number of the newest change that can be found; `moved` is set anew at each."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._moved: asyncio.Event | None = None
        self.seq = 0
        self.closing = False
        self.listeners = 0

    async def begin(self) -> None:
        """From here on nothing is missed: before the first page is answered."""
        self._moved = asyncio.Event()
        self.seq = await run_in_threadpool(settled, self._parts)

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
