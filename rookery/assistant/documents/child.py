"""The process that decodes one file, and may die of it: file by stdin, JSON by stdout.

Its memory and time are limited before any decoder is loaded, no decoder's Python reaches the
network, and only what the file's kind needs is imported.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

from rookery.assistant.documents import wire
from rookery.assistant.documents.document import Kind, Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import kind_of
from rookery.errors import RookeryError

_READERS: dict[Kind, str] = {
    "pdf": "pdf", "image": "image", "docx": "docx", "html": "html", "markdown": "text",
    "text": "text",
}  # fmt: skip
_THREADS = 4  # of OCR at most; each spends processor time of its own
_CLOSED = frozenset({"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"})


def main() -> None:
    """Reads one file, and answers with one object."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a decoder prints is no answer
    head = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**head["limits"])
    _limit(limits)
    try:
        answer = _read(head["name"], sys.stdin.buffer.read(), limits)
    except MemoryError:
        answer = {"lacks": "memory"}
    except RookeryError as error:
        answer = wire.refusal(error)
    except Exception as error:  # noqa: BLE001  decoders raise what they like; the log has it
        lacks = "bad_alloc" in str(error) or "Insufficient memory" in str(error)
        answer = {"lacks": "memory"} if lacks else {"failed": f"{type(error).__name__}: {error}"}
    out.write(json.dumps(answer).encode("ascii"))
    out.flush()
    os._exit(0)  # a decoder's own tidying may hang, or crash


def _read(name: str, data: bytes, limits: Limits) -> dict[str, Any]:
    kind = kind_of(name, data)
    reader = import_module(f"rookery.assistant.documents.{_READERS[kind]}")
    draft: Draft = reader.read(name, data, limits)
    notes = [wire.told(note) for note in draft.notes]
    return {"kind": kind, "pages": draft.pages, "notes": notes}


def _limit(limits: Limits) -> None:
    """Less than the server has; and an end even where the server is gone."""
    seconds = int(limits.seconds) + 1
    os.nice(10)
    signal.alarm(seconds + 1)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds * _THREADS,) * 2)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    except (ImportError, ValueError, OSError):
        pass  # a system without them: the server's clock still ends it
    sys.addaudithook(_closed)


def _closed(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _CLOSED:
        raise PermissionError(event)


if __name__ == "__main__":
    main()
