"""Reads a file in a process of its own: whatever the file does to it, the server goes on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any, get_args

from rookery.assistant.documents import wire
from rookery.assistant.documents.clean import clean
from rookery.assistant.documents.document import Document, Kind, Limits, Page
from rookery.errors import BadInput, Said, TooLarge, Unavailable, short
from rookery.log import logger
from rookery.text.visible import visible

_CHILD = (sys.executable, "-m", "rookery.assistant.documents.child")
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
_ANSWER = 8 << 20  # bytes beside the text; a character is at most 12 in JSON


async def read(name: str, data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008  frozen
    """The document; BadInput, TooLarge or Unavailable says in one sentence why there is none.

    How many are read at once is the caller's matter. A caller that is cancelled leaves nothing
    running.
    """
    name = _shown(name)
    if not data:
        raise BadInput(Said("%(name)s is empty: give a file with something in it.", name=name))
    if len(data) > limits.size:
        raise TooLarge(
            Said(
                "%(name)s has %(size)s MB; at most %(most)s MB are read: give a part of it.",
                name=name,
                size=-(-len(data) // (1 << 20)),
                most=limits.size >> 20,
            )
        )
    head = json.dumps({"name": name, "limits": asdict(limits)}).encode()
    try:
        async with asyncio.timeout(limits.seconds):
            answer = await _asked(head + b"\n" + data, _ANSWER + 12 * limits.characters)
    except TimeoutError:
        raise TooLarge(
            Said(
                "Reading %(name)s took longer than %(seconds)s seconds and was given up: give a "
                "part of it.",
                name=name,
                seconds=max(1, round(limits.seconds)),
            )
        ) from None
    # cleaning two million characters takes a while, and others are served meanwhile
    document = await asyncio.to_thread(_document, name, answer)
    if not document.notes and not any(page.text.strip() for page in document.pages):
        raise BadInput(Said("There is no text in %(name)s: give a file that has some.", name=name))
    return document


def _shown(name: str) -> str:
    """The last part of a path, without what hides or disturbs."""
    name = visible(name.encode("utf-8", "replace").decode()).replace("\\", "/").strip()
    return short(PurePath(name).name.replace("\n", " "), 120) or "file"


async def _asked(told: bytes, most: int) -> bytes:
    """What the process answers; empty where it died."""
    try:
        process = await asyncio.create_subprocess_exec(
            *_CHILD, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_surroundings(),
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise Unavailable(
            Said("No process to read files in could be started: %(why)s.", why=str(error))
        ) from error
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(_give(process, told))
            answer = both.create_task(_take(process, most))
    finally:
        code = await _ended(process)
    if not answer.result():
        logger(__name__).warning("document.died", code=code)
    return answer.result()


def _surroundings() -> dict[str, str]:
    """Modules as the server finds them, and none of its secrets: a decoder may be turned."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    # each of glibc's arenas takes 64 MB of the address space that is limited
    quiet = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **quiet, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}


async def _give(process: Process, told: bytes) -> None:
    if process.stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):  # it died: what it said tells of it
        process.stdin.write(told)
        await process.stdin.drain()
    process.stdin.close()


async def _take(process: Process, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while process.stdout is not None and (part := await process.stdout.read(1 << 16)):
        parts.append(part)
        size += len(part)
        if size > most:
            return b""
    return b"".join(parts)


async def _ended(process: Process) -> int:
    """Ends it and whatever it started, at once."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    while process.stdout is not None and await process.stdout.read(1 << 16):
        pass  # one with something left unread counts as running
    return await process.wait()


def _document(name: str, answer: bytes) -> Document:
    try:
        form: dict[str, Any] = json.loads(answer)
        if "error" in form:
            raise wire.error(form)
        if "failed" in form:
            logger(__name__).warning("document.failed", why=short(str(form["failed"]), 300))
        if form.get("lacks") == "memory":
            raise TooLarge(
                Said(
                    "Reading %(name)s takes more memory than is allowed: give a part of it.",
                    name=name,
                )
            )
        if form["kind"] not in get_args(Kind):
            raise ValueError(form["kind"])
        pages = tuple(Page(n, clean(text)) for n, text in enumerate(form["pages"], 1))
        return Document(name, form["kind"], pages, tuple(map(wire.said, form["notes"])))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadInput(
            Said(
                "%(name)s could not be read: it is broken, or needs more memory than is allowed.",
                name=name,
            )
        ) from None
