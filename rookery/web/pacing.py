"""Events that are long in coming: a page is told who waits before it, rather than nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TypeVar

from rookery.llm.limits import PLACE, Place

T = TypeVar("T")
_EVERY = 1.0  # seconds
_END = object()


async def paced(
    events: AsyncGenerator[T, None], every: float = _EVERY
) -> AsyncGenerator[T | Place, None]:
    """The events, and where a model's queue has the reader: each second in which none came."""
    place = Place()
    PLACE.set(place)
    async with aclosing(events):
        while True:
            coming = asyncio.ensure_future(anext(events, _END))
            try:
                while not (await asyncio.wait({coming}, timeout=every))[0]:
                    if place.ahead is not None:
                        yield place
                told = coming.result()
            finally:
                if not coming.done():
                    coming.cancel()
                    with suppress(asyncio.CancelledError):
                        await coming
            if told is _END:
                return
            yield told  # type: ignore[misc]  # it is no _END
