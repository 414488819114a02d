"""Standard output that remembers what kept it from being written: no other disk is to blame."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast


class _Output:
    """The stream in all but that it keeps its error; `print` and Rich ask no more of one."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.lost: OSError | None = None

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            self.lost = error
            raise

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self.lost = error
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class NotWritten(Exception):
    """Standard output took no more; the cause is what it said."""


@contextmanager
def watched() -> Iterator[None]:
    """Raises NotWritten, whatever else was raised, where standard output took not all."""
    stream = sys.stdout or io.StringIO()  # there is none after `>&-`
    out = _Output(stream)
    sys.stdout = cast(TextIO, out)
    try:
        yield
    finally:
        sys.stdout = stream
        _finish(out)


def _finish(out: _Output) -> None:
    try:
        if out.lost is None:
            out.flush()  # here, where what goes wrong can be said, and not as Python ends
    except OSError:
        pass
    if out.lost is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())  # what is left is let go
        raise NotWritten(out.lost.strerror) from out.lost
