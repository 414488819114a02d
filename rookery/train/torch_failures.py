"""What goes wrong while torch reads or writes checkpoints, in one sentence.

`torch.distributed.checkpoint` tells of everything by an exception that is no `Exception`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from torch.distributed.checkpoint.api import CheckpointException

from rookery.errors import BadInput, NoRoom, RookeryError, Unavailable, disk_problem

_LEAST = 2**20  # bytes: with less free, the disk is why something could not be written


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Raises Unavailable where the checkpoint `place` cannot be written."""
    try:
        yield
    except (CheckpointException, OSError, RuntimeError) as error:
        cause = _cause(error)
        full = disk_problem(cause, place) if isinstance(cause, OSError) else None
        if full is None and _filled(place):
            full = NoRoom(f"The disk of {place} is full: make room and start the same run again.")
        raise full or Unavailable(
            f"The checkpoint {place} could not be written: {_line(cause)}."
        ) from error


@contextmanager
def reading(place: Path) -> Iterator[None]:
    """Raises BadInput where the weights in `place` cannot be read."""
    try:
        yield
    except RookeryError:
        raise
    except (CheckpointException, OSError, RuntimeError, ValueError, EOFError) as error:
        raise BadInput(
            f"{place} is damaged and cannot be read ({_line(_cause(error))}): take it away, and "
            "the one before it is read."
        ) from error


def _cause(error: BaseException) -> BaseException:
    """The first failure of any rank, down to what began it."""
    if isinstance(error, CheckpointException):
        error = next((failure for failure, _ in error.failures.values()), error)
    while not isinstance(error, OSError) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200].rstrip(".")


def _filled(place: Path) -> bool:
    with suppress(OSError):
        there = next(p for p in (place, *place.parents) if p.exists())
        return shutil.disk_usage(there).free < _LEAST
    return False
