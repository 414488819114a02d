"""Locks between processes: `flock` on small files, given back by the kernel when a process dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rookery.errors import Said, Unavailable

_POLL = 0.002  # seconds between tries: flock has no time-out of its own


@contextmanager
def exclusive(path: Path, *, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock alone; raises Unavailable after `wait` seconds."""
    with _held(path, fcntl.LOCK_EX, wait):
        yield


@contextmanager
def shared(path: Path, *, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock beside others who hold it shared."""
    with _held(path, fcntl.LOCK_SH, wait):
        yield


@contextmanager
def attempt(path: Path) -> Iterator[bool]:
    """Hold the lock alone where it is free now; yields whether it is held."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock alone; those who ask at once are not in each other's way."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def _held(path: Path, kind: int, wait: float) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable(
                        Said(
                            "Another process has held %(lock)s for over %(wait)s s: "
                            "wait for it to end, or stop it, and try again.",
                            lock=path.name,
                            wait=round(wait),
                        )
                    ) from None
                time.sleep(_POLL)
        yield
    finally:
        os.close(handle)
