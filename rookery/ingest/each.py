"""Several files, one after another: one that breaks is left out, and the rest goes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from rookery.errors import BadInput
from rookery.ingest.protocol import CutShort, LeftOut


class _File(Protocol):
    @property
    def name(self) -> str: ...


F = TypeVar("F", bound=_File)
T = TypeVar("T")


def each(files: Sequence[F], read: Callable[[F], Iterator[T]]) -> Iterator[T | LeftOut]:
    """What `read` gives of every file. A file that is alone raises BadInput where it breaks."""
    for file in files:
        try:
            yield from read(file)
        except BadInput as error:
            if len(files) == 1:
                raise
            missing = error.missing if isinstance(error, CutShort) else 0
            yield LeftOut(file.name, str(error), missing)
