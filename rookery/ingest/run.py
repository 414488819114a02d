"""Runs a source into the store: batches, a cursor to go on from, rejects, and progress.

A batch is committed before the cursor moves, and the store takes the same event twice without
harm; so a run that is killed at any point goes on with nothing lost and nothing doubled.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from rookery.errors import RookeryError
from rookery.ingest.cursor import Cursor, Rejects
from rookery.ingest.grant import Grant
from rookery.ingest.protocol import Columnar, Record, Source, Table
from rookery.post import Applied, Event, Post, Upsert, to_arrow

if TYPE_CHECKING:
    from rookery.store.lance_store import LanceStore
    from rookery.store.prepare import PreparerSpec
    from rookery.store.prepared import Prepared

BULK_BATCH = 20_000  # records: a source that gives so many at once is read in bulk
INDEX_EVERY = 150_000  # records: a part of the text index, made while the next are analysed
LIVE_SECONDS = 0.8  # a slow source's batch is committed after this, and found within 1 s


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; rates are over the whole run."""

    records: int = 0
    rejected: int = 0
    applied: Applied = field(default_factory=Applied)
    done: int = 0  # bytes
    total: int | None = None  # bytes
    seconds: float = 0.0
    stage: str = "reading"  # reading, indexing, done

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds, at the rate so far; `None` where the end is not known."""
        if not self.total or not self.done:
            return None
        return self.seconds * max(self.total - self.done, 0) / self.done


def run(
    source: Source,
    store: LanceStore,
    home: Path,
    *,
    key: str,
    fingerprint: str = "",
    grant: Grant | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    restart: bool = False,
) -> Progress:
    """Read `source` to its end; `key` names it: the same command goes on where it stopped."""
    cursor = Cursor(home, key, fingerprint)
    skip = 0 if restart else cursor.read()
    return _Run(source, store, home, cursor, grant, report).go(skip)


@dataclass(slots=True)
class _Batch:
    """Records that go in together."""

    posts: list[Post] = field(default_factory=list)
    tables: list[pa.RecordBatch] = field(default_factory=list)  # posts that were read as columns
    others: list[Event] = field(default_factory=list)
    rejects: list[tuple[str, str, str]] = field(default_factory=list)
    records: int = 0
    done: int = 0

    def add(self, read: Record | Table) -> None:
        self.done = read.done
        if isinstance(read, Table):
            self.records += read.records
            self.tables.append(read.posts)
            self.rejects += [_why(record) for _, record in read.rejects]
            return
        self.records += 1
        if read.event is None:
            self.rejects.append(_why(read))
        elif isinstance(read.event, Upsert):
            self.posts.append(read.event.post)
        else:
            self.others.append(read.event)

    def take_posts(self) -> pa.RecordBatch:
        """All posts in Arrow form; they are the caller's from now on."""
        posts = pa.concat_batches([*self.tables, to_arrow(self.posts)])
        self.posts, self.tables = [], []
        return posts


def _why(record: Record) -> tuple[str, str, str]:
    return record.at, record.reject or "not usable", record.raw


class _Run:
    def __init__(
        self,
        source: Source,
        store: LanceStore,
        home: Path,
        cursor: Cursor,
        grant: Grant | None,
        report: Callable[[Progress], None],
    ) -> None:
        self._source, self._store = source, store
        self._cursor, self._report = cursor, report
        self._grant = grant.columns if grant else ()
        self._rejects = Rejects(home, source.name)
        self._progress = Progress(total=source.total)
        self._start = time.monotonic()
        self._records = 0

    def go(self, skip: int) -> Progress:
        self._records = skip
        batches = self._batches(skip)
        first = next(batches, None)
        if first is not None and first.records < BULK_BATCH:
            self._commit(first, None)
            for batch in batches:  # a slow source: small batches, each found at once
                self._commit(batch, None)
        elif first is not None:
            self._bulk(first, batches)
        self._cursor.clear()
        return self._tell("done")

    def _batches(self, skip: int) -> Iterator[_Batch]:
        """Batches by size, and by time where the source makes us wait."""
        if self._source.total is None:
            yield from self._live(skip)
            return
        batch = _Batch()
        broken: RookeryError | None = None
        source = self._source
        try:
            for read in source.tables(skip) if isinstance(source, Columnar) else source.read(skip):
                batch.add(read)
                if batch.records >= BULK_BATCH:
                    yield batch
                    batch = _Batch()
        except RookeryError as error:  # what came before the break goes in
            broken = error
        if batch.records:
            yield batch
        if broken:
            raise broken

    def _live(self, skip: int) -> Iterator[_Batch]:
        waiting: queue.Queue[Record | BaseException | None] = queue.Queue(maxsize=BULK_BATCH)

        def pump() -> None:
            try:
                for record in self._source.read(skip):
                    waiting.put(record)
                waiting.put(None)
            except BaseException as error:  # noqa: BLE001  it is raised again where the run is
                waiting.put(error)

        threading.Thread(target=pump, daemon=True).start()
        batch, due = _Batch(), time.monotonic() + LIVE_SECONDS
        while True:
            try:
                item = waiting.get(timeout=max(due - time.monotonic(), 0))
            except queue.Empty:
                item = None
                if not batch.records:
                    due = time.monotonic() + LIVE_SECONDS
                    continue
                yield batch
                batch, due = _Batch(), time.monotonic() + LIVE_SECONDS
                continue
            if isinstance(item, Record):
                batch.add(item)
                if batch.records == BULK_BATCH or time.monotonic() > due:
                    yield batch
                    batch, due = _Batch(), time.monotonic() + LIVE_SECONDS
                continue
            if batch.records:
                yield batch
            if item is not None:
                raise item
            return

    def _bulk(self, first: _Batch, rest: Iterator[_Batch]) -> None:
        """Analysis in worker processes, commits here in order, the text index behind them."""
        spec = self._store.preparer_spec
        workers = max(os.cpu_count() or 1, 1)
        under_way: deque[tuple[_Batch, Future[Prepared]]] = deque()
        with (
            _Behind(self._store.index_new) as index,
            ProcessPoolExecutor(
                workers, get_context("spawn"), initializer=_start_worker, initargs=(spec,)
            ) as pool,
        ):
            try:
                for batch in chain([first], rest):
                    under_way.append((batch, pool.submit(_prepare, batch.take_posts())))
                    while len(under_way) > workers + 1:
                        index.due(self._commit_next(under_way))
                while under_way:
                    index.due(self._commit_next(under_way))
            except RookeryError:  # the source broke: what was read before goes in
                while under_way:
                    self._commit_next(under_way)
                raise
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        self._tell("indexing")
        self._store.settle()

    def _commit_next(self, under_way: deque[tuple[_Batch, Future[Prepared]]]) -> int:
        """Commit the oldest batch; gives its records."""
        batch, prepared = under_way.popleft()
        self._commit(batch, prepared.result())
        return batch.records

    def _commit(self, batch: _Batch, prepared: Prepared | None) -> None:
        bulk = prepared is not None
        if prepared is None and (batch.posts or batch.tables):
            prepared = self._store.prepare(batch.take_posts())
        applied = self._store.apply_prepared(
            prepared, batch.others, index=not bulk, grant=self._grant
        )
        self._rejects.add(batch.rejects)
        self._records += batch.records
        self._cursor.write(self._records)
        self._progress = replace(
            self._progress,
            records=self._progress.records + batch.records,
            rejected=self._rejects.count,
            applied=self._progress.applied + applied,
            done=batch.done,
        )
        self._tell("reading")

    def _tell(self, stage: str) -> Progress:
        seconds = time.monotonic() - self._start
        self._progress = replace(self._progress, seconds=seconds, stage=stage)
        self._report(self._progress)
        return self._progress


class _Behind:
    """Work that goes on behind the run, in a thread, each time so many records went in."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._thread = ThreadPoolExecutor(1)
        self._at_work: Future[None] | None = None
        self._waiting = 0

    def due(self, records: int) -> None:
        """So many more went in; raises what the work before raised."""
        self._waiting += records
        if self._waiting >= INDEX_EVERY and (self._at_work is None or self._at_work.done()):
            if self._at_work is not None:
                self._at_work.result()
            self._waiting = 0
            self._at_work = self._thread.submit(self._work)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._thread.shutdown(wait=True)
        if kind is None and self._at_work is not None:
            self._at_work.result()


_worker: list[object] = []  # the Preparer of this worker process


def _start_worker(spec: PreparerSpec) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # the workers are the parallelism
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [spec.make()]


def _end_with_parent() -> None:
    """A worker of a run that was killed would wait for work for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _prepare(posts: pa.RecordBatch) -> Prepared:
    from rookery.store.prepare import Preparer

    (preparer,) = _worker
    assert isinstance(preparer, Preparer)
    return preparer.prepare(posts)
