"""A reader who leaves: what was being made for them ends at once, wherever it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from fastapi import Request

T = TypeVar("T")


class Left(Exception):
    """The reader is gone."""


class WhileHere:
    """Awaits things for as long as the reader is there; raises Left, and cancels, when not."""

    def __init__(self, gone: asyncio.Task[None]) -> None:
        self._gone = gone

    async def __call__(self, made: Awaitable[T]) -> T:
        task = asyncio.ensure_future(made)
        try:
            await asyncio.wait({task, self._gone}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Left
            return task.result()
        finally:
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


@asynccontextmanager
async def while_here(request: Request) -> AsyncIterator[WhileHere]:
    """The body of `request` must have been read: what comes after it is the reader's leaving."""
    gone = asyncio.create_task(_gone(request))
    try:
        yield WhileHere(gone)
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
