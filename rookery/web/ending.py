"""Ends live streams when the process is told to end.

A server waits for its open answers before it says anything to the application, and a page that
follows live keeps its answer open: without this, Ctrl-C would wait for every browser to be closed.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_end(close: Callable[[], None]) -> Iterator[None]:
    """Calls `close` on the event loop at the first signal, then what would have handled it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread alone: whoever runs us in another ends us themselves
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def end(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(close)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    for number in _SIGNALS:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)
