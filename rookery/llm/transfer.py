"""Bytes on their way to the disk: how far they are, and whether there is room for them."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rookery.durable import replacing
from rookery.errors import NoRoom, Said

BLOCK = 1 << 20
_SPARE = 64_000_000  # bytes that are left to others of the disk
_EVERY = 0.2  # seconds between two reports

Stage = Literal["fetching", "joining", "copying", "checking"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is."""

    stage: Stage
    done: int
    total: int
    before: int  # of `done`: there from an earlier run
    seconds: float

    @property
    def rate(self) -> float:
        """Bytes a second in this run."""
        return (self.done - self.before) / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds to go at that rate."""
        return (self.total - self.done) / self.rate if self.rate else None


Report = Callable[[Progress], None]


class Meter:
    """Counts bytes and reports them, a few times a second."""

    def __init__(
        self, stage: Stage, total: int, report: Report, *, done: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._stage: Stage = stage
        self._total, self._before, self._done = total, done, done
        self._report, self._clock = report, clock
        self._began = self._said = clock()

    def add(self, count: int) -> None:
        self._done += count
        now = self._clock()
        if now - self._said >= _EVERY or self._done >= self._total:
            self._said = now
            self._report(
                Progress(self._stage, self._done, self._total, self._before, now - self._began)
            )

    def again(self) -> None:
        """From the first byte."""
        self._before = self._done = 0
        self._began = self._clock()


def room_for(size: int, folder: Path) -> None:
    """Raises NoRoom where the disk of `folder` has not `size` bytes and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise NoRoom(
            Said(
                "The disk of %(folder)s has %(free)s free and this needs %(size)s: make room and "
                "try the same again.",
                folder=str(folder), free=weight(free), size=weight(size + _SPARE),
            )
        )  # fmt: skip


def weight(size: int) -> str:
    """`253 MB`, `2.5 GB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def blocks_of(paths: Iterable[Path]) -> Iterator[bytes]:
    """The bytes of the files, one after another."""
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def write_joined(paths: list[Path], to: Path, stage: Stage, report: Report) -> str:
    """Write the files one after another as `to`; gives the SHA-256. On failure nothing is left."""
    size = sum(path.stat().st_size for path in paths)
    room_for(size, to.parent)
    meter, sum256 = Meter(stage, size, report), hashlib.sha256()
    with replacing(to) as part, part.open("wb") as file:
        for block in blocks_of(paths):
            file.write(block)
            sum256.update(block)
            meter.add(len(block))
    return sum256.hexdigest()


def sha256_of(path: Path, report: Report = lambda _: None) -> str:
    """The SHA-256 of a file."""
    meter, sum256 = Meter("checking", path.stat().st_size, report), hashlib.sha256()
    for block in blocks_of([path]):
        sum256.update(block)
        meter.add(len(block))
    return sum256.hexdigest()
