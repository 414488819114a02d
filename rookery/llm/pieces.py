"""A reply in pieces, as it is made."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from types import TracebackType
from typing import Self

from rookery.llm.turns import Reply


class Pieces(AsyncIterator[str]):
    """The text of a reply as it comes. Closing it stops the generation at the server.

    Who leaves it unfinished without closing it is found out when it is thrown away: rather use it
    in an `async with`.
    """

    def __init__(self, source: AsyncGenerator[str | Reply, None]) -> None:
        self._source = source  # its last item is the whole
        self._reply: Reply | None = None

    @property
    def reply(self) -> Reply:
        """The whole, after the last piece: with tool calls, counts, and a schema's value."""
        if self._reply is None:
            raise RuntimeError("the reply is whole when its last piece has come")
        return self._reply

    async def __anext__(self) -> str:
        piece = await anext(self._source)
        if isinstance(piece, str):
            return piece
        self._reply = piece
        await self.aclose()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Leave; nothing more is made."""
        await self._source.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
