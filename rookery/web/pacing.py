"""Events that are long in coming: a page is told who waits before it, rather than nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from contextvars import copy_context
from typing import TypeVar

from rookery.llm.limits import PLACE, Place

T = TypeVar("T")
_EVERY = 1.0  # seconds


async def paced(
    events: AsyncGenerator[T, None], every: float = _EVERY
) -> AsyncGenerator[T | Place, None]:
    """The events, and where a model's queue has the reader: each second in which none came."""
    place, loop = Place(), asyncio.get_running_loop()
    # one for all steps: whoever asks for the next may do so from another task each time
    context = copy_context()
    context.run(PLACE.set, place)

    async def step() -> tuple[T, ...]:
        async for told in events:
            return (told,)
        return ()

    async with aclosing(events):
        while True:
            coming = loop.create_task(step(), context=context)
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
            if not told:
                return
            yield told[0]
