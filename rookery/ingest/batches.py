"""What a source gives, in batches: so many records, or what came in so long from a slow one."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from rookery.errors import RookeryError
from rookery.ingest.protocol import Columnar, LeftOut, Record, Source, Table
from rookery.post import Event, Post, Upsert, to_arrow


@dataclass(slots=True)
class Batch:
    """Records that go in together."""

    posts: list[Post] = field(default_factory=list)
    tables: list[pa.RecordBatch] = field(default_factory=list)  # posts that were read as columns
    others: list[Event] = field(default_factory=list)
    rejects: list[tuple[str, str, str]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    records: int = 0
    done: int = 0

    def add(self, read: Record | Table | LeftOut) -> None:
        """One more, a table of them, or why there are no more of one file."""
        if isinstance(read, LeftOut):
            self.left_out.append(read)
            return
        self.done = read.done
        if isinstance(read, Table):
            self.records += read.records
            self.tables.append(read.posts)
            for _, record in read.rejects:
                self._add(record)
            return
        self.records += 1
        self._add(read)

    def _add(self, read: Record) -> None:
        if read.reject is not None:
            self.rejects.append(_why(read))
        if isinstance(read.event, Upsert):
            self.posts.append(read.event.post)
        elif read.event is not None:
            self.others.append(read.event)

    @property
    def passed(self) -> int:
        """Records that a run which goes on after this batch passes over."""
        return self.records + sum(left.passed for left in self.left_out)

    def take_posts(self) -> pa.RecordBatch:
        """All posts in Arrow form; they are the caller's from now on."""
        posts = pa.concat_batches([*self.tables, to_arrow(self.posts)])
        self.posts, self.tables = [], []
        return posts


def _why(record: Record) -> tuple[str, str, str]:
    return record.at, record.reject or "not usable", record.raw


def batches(source: Source, skip: int, *, size: int, seconds: float) -> Iterator[Batch]:
    """Batches of `size` records; where the source makes us wait, of what came in `seconds`."""
    if source.total is None:
        yield from _by_time(source, skip, size, seconds)
        return
    batch = Batch()
    broken: RookeryError | None = None
    try:
        for read in source.tables(skip) if isinstance(source, Columnar) else source.read(skip):
            batch.add(read)
            if batch.records >= size:
                yield batch
                batch = Batch()
    except RookeryError as error:  # what came before the break goes in
        broken = error
    if batch.records or batch.left_out:
        yield batch
    if broken:
        raise broken


def _by_time(source: Source, skip: int, size: int, seconds: float) -> Iterator[Batch]:
    waiting: queue.Queue[Record | LeftOut | BaseException | None] = queue.Queue(maxsize=size)

    def pump() -> None:
        try:
            for record in source.read(skip):
                waiting.put(record)
            waiting.put(None)
        except BaseException as error:  # noqa: BLE001  it is raised again where the run is
            waiting.put(error)

    threading.Thread(target=pump, daemon=True).start()
    batch, due = Batch(), time.monotonic() + seconds
    while True:
        try:
            item = waiting.get(timeout=max(due - time.monotonic(), 0))
        except queue.Empty:
            item = None
            if not batch.records:
                due = time.monotonic() + seconds
                continue
            yield batch
            batch, due = Batch(), time.monotonic() + seconds
            continue
        if isinstance(item, Record | LeftOut):
            batch.add(item)
            if batch.records == size or time.monotonic() > due:
                yield batch
                batch, due = Batch(), time.monotonic() + seconds
            continue
        if batch.records or batch.left_out:
            yield batch
        if item is not None:
            raise item
        return
