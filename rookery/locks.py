"""Locks between processes: `flock` on small files, given back by the kernel when a process dies."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rookery.errors import Said, Unavailable

_POLL = 0.002  # seconds between tries: flock has no time-out of its own
_TURN = 5.0  # seconds: `alone` keeps others out so long at most until it holds, then lets them in

_among: Counter[tuple[Path, int]] = Counter()  # how often each thread is `among` those at a lock
_counting = threading.Lock()


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
def among(path: Path, *, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock beside others, after whoever waits for it in `alone`.

    A thread that is among them already goes ahead: whoever waits, waits for that thread too.
    """
    me = (path, threading.get_ident())
    handle = _opened(path)
    try:
        if _among[me]:
            _take(handle, path, fcntl.LOCK_SH, wait)
        else:
            with shared(_gate(path), wait=wait):
                _take(handle, path, fcntl.LOCK_SH, wait)
        _count(me, 1)
        try:
            yield
        finally:
            _count(me, -1)
    finally:
        os.close(handle)


@contextmanager
def alone(path: Path, *, wait: float = 60.0) -> Iterator[None]:
    """Hold the lock alone, where others hold it `among` each other: these come one after another
    without an end, and flock has no queue. So nobody new is let in while it waits, in turns where
    somebody stays for long; raises Unavailable after `wait` seconds.
    """
    deadline = time.monotonic() + wait
    while True:
        with exclusive(_gate(path), wait=wait):
            handle = _opened(path)
            try:
                turn = min(_TURN, deadline - time.monotonic())
                if _taken(handle, fcntl.LOCK_EX, turn):
                    yield
                    return
            finally:
                os.close(handle)
        if time.monotonic() > deadline:
            raise _too_long(path, wait)
        time.sleep(_TURN)


@contextmanager
def attempt(path: Path) -> Iterator[bool]:
    """Hold the lock alone where it is free now; yields whether it is held."""
    handle = _opened(path)
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
    handle = _opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def _held(path: Path, kind: int, wait: float) -> Iterator[None]:
    handle = _opened(path)
    try:
        _take(handle, path, kind, wait)
        yield
    finally:
        os.close(handle)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _take(handle: int, path: Path, kind: int, wait: float) -> None:
    if not _taken(handle, kind, wait):
        raise _too_long(path, wait)


def _taken(handle: int, kind: int, wait: float) -> bool:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
        time.sleep(_POLL)


def _too_long(path: Path, wait: float) -> Unavailable:
    return Unavailable(
        Said(
            "Another process has held %(lock)s for over %(wait)s s: "
            "wait for it to end, or stop it, and try again.",
            lock=path.name,
            wait=round(wait),
        )
    )


def _gate(path: Path) -> Path:
    """Passed by all who come, and closed by whoever waits to be alone."""
    return path.with_name(f"{path.stem}-gate{path.suffix}")


def _count(who: tuple[Path, int], n: int) -> None:
    with _counting:  # another thread may end what one began
        _among[who] += n
        if not _among[who]:
            del _among[who]
