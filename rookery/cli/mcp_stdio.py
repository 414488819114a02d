"""`rookery mcp`: the MCP server on standard input and output, which belong to the protocol."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, cast

import anyio
from mcp.server.stdio import stdio_server

from rookery.app import Rookery
from rookery.cli.given import network_there, say
from rookery.cli.mcp_server import mcp_server
from rookery.cli.output import NotWritten
from rookery.errors import BadInput
from rookery.people import ANONYMOUS, Reader, reader_named

_AHEAD = 64  # lines that are read before they are asked for


def run_mcp(reader: str | None) -> None:
    """Serve the one client that started this, until it closes its end."""
    if sys.stdin is None or sys.__stdout__ is None:
        raise BadInput("An MCP client speaks on standard input and output: both must be open.")
    home = network_there()
    who = ANONYMOUS if reader is None else reader_named(reader, home.settings)
    home.store.last_seq()  # opened here, where what is wrong with it is a sentence
    if sys.stdin.isatty():
        say("It waits for an MCP client, which starts it by itself. Ctrl-C ends it.")
    try:
        asyncio.run(_serve(home, who))
    except ExceptionGroup as group:  # of the protocol's two ends: calls say what is wrong with them
        if (lost := _first(group, OSError)) is None:
            raise
        raise NotWritten(lost.strerror) from lost


async def _serve(home: Rookery, who: Reader) -> None:
    async with home.answering() as answering:
        server = mcp_server(answering, who, home.home)
        lines = cast(Any, _Lines())  # the SDK asks no more of it than a line after the other
        with anyio.CancelScope() as serving:
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, serving.cancel)
            async with stdio_server(stdin=lines) as (read, write):
                await server.run(read, write, server.create_initialization_options())


class _Lines:
    """Standard input by the line, from a thread that nobody waits for.

    A thread that waits in a read cannot be ended: that of the SDK would hold up Ctrl-C until the
    client sent its next line.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lines = asyncio.Queue[str | None](_AHEAD)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        # of its own: Python lets go of `sys.stdin` as it ends, and would wait for who reads it
        stream = os.fdopen(os.dup(0), encoding="utf-8", errors="replace")
        with suppress(RuntimeError, asyncio.CancelledError):  # the loop has ended
            try:
                for line in stream:
                    self._put(line)
            finally:
                self._put(None)

    def _put(self, line: str | None) -> None:
        asyncio.run_coroutine_threadsafe(self._lines.put(line), self._loop).result()

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await self._lines.get()) is not None:
            yield line


def _first(group: ExceptionGroup[Exception], kind: type[OSError]) -> OSError | None:
    for error in group.exceptions:
        if isinstance(error, kind):
            return error
        if isinstance(error, ExceptionGroup) and (inner := _first(error, kind)) is not None:
            return inner
    return None
