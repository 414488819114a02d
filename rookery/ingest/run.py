"""Runs a source into the store: batches, a cursor to go on from, rejects, and progress.

A batch is committed before the cursor moves, and the store takes the same event twice without
harm; so a run that is killed at any point goes on with nothing lost and nothing doubled.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from rookery.errors import RookeryError
from rookery.ingest.aside import Behind, analysts, own_cores, prepare, usual_workers
from rookery.ingest.batches import Batch, batches
from rookery.ingest.cursor import Cursor, Rejects
from rookery.ingest.grant import Ground
from rookery.ingest.protocol import Mapped, Source
from rookery.post import Applied

if TYPE_CHECKING:
    from rookery.store import BulkStore
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
    before: int = 0  # records that an interrupted run took in before this one
    rejects: Path | None = None  # the file of what was rejected, where something was
    left_out: Mapping[str, str] = field(default_factory=dict)  # files, and one sentence why
    unmapped: Sequence[str] = ()  # a sentence for each column that was named and is nowhere

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
    store: BulkStore,
    home: Path,
    *,
    key: str,
    fingerprint: str = "",
    ground: Ground | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    restart: bool = False,
    workers: int | None = None,
) -> Progress:
    """Read `source` to its end; `key` names it: the same command goes on where it stopped.

    A large source is analysed by so many `workers`, `usual_workers` unless said.
    """
    cursor = Cursor(home, key, fingerprint)
    skip, left_out = (0, {}) if restart else cursor.read()
    return _Run(source, store, home, cursor, ground, report, workers).go(skip, left_out)


class _Run:
    def __init__(
        self,
        source: Source,
        store: BulkStore,
        home: Path,
        cursor: Cursor,
        ground: Ground | None,
        report: Callable[[Progress], None],
        workers: int | None,
    ) -> None:
        self._source, self._store = source, store
        self._cursor, self._report = cursor, report
        self._workers = workers or usual_workers(own_cores())
        self._ground = ground
        self._grant = ground.grant.columns if ground else ()
        self._rejects = Rejects(home, source.name)
        self._progress = Progress(total=source.total)
        self._start = time.monotonic()
        self._passed = 0  # records of the source that need no reading again
        self._left_out: dict[str, str] = {}

    def go(self, skip: int, left_out: dict[str, str]) -> Progress:
        self._passed, self._left_out = skip, left_out
        self._progress = replace(self._progress, before=skip, left_out=dict(left_out))
        read = batches(self._source, skip, size=BULK_BATCH, seconds=LIVE_SECONDS)
        first = next(read, None)
        if first is not None and self._ground:
            with self._ground.written(lambda: self._progress.applied.granted):
                self._take(first, read)
        elif first is not None:
            self._take(first, read)
        self._cursor.clear()
        if isinstance(self._source, Mapped):
            self._progress = replace(self._progress, unmapped=self._source.unmapped)
        return self._tell("done")

    def _take(self, first: Batch, rest: Iterator[Batch]) -> None:
        if first.records >= BULK_BATCH:
            self._bulk(first, rest)
            return
        self._commit(first, None)
        for batch in rest:  # a slow source: small batches, each found at once
            self._commit(batch, None)

    def _bulk(self, first: Batch, rest: Iterator[Batch]) -> None:
        """Analysis in worker processes, commits here in order, the text index behind them."""
        under_way: deque[tuple[Batch, Future[Prepared]]] = deque()
        with (
            Behind(self._store.index_new, every=INDEX_EVERY) as index,
            analysts(self._workers, self._store.preparer_spec) as pool,
        ):
            try:
                for batch in chain([first], rest):
                    under_way.append((batch, pool.submit(prepare, batch.take_posts())))
                    while len(under_way) > self._workers + 1:
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

    def _commit_next(self, under_way: deque[tuple[Batch, Future[Prepared]]]) -> int:
        """Commit the oldest batch; gives its records."""
        batch, prepared = under_way.popleft()
        self._commit(batch, prepared.result())
        return batch.records

    def _commit(self, batch: Batch, prepared: Prepared | None) -> None:
        bulk = prepared is not None
        if prepared is None and (batch.posts or batch.tables):
            prepared = self._store.prepare(batch.take_posts())
        applied = self._store.apply_prepared(
            prepared, batch.others, index=not bulk, grant=self._grant
        )
        self._rejects.add(batch.rejects)
        self._passed += batch.passed
        self._left_out |= {left.file: left.why for left in batch.left_out}
        self._cursor.write(self._passed, self._left_out)
        self._progress = replace(
            self._progress,
            records=self._progress.records + batch.records,
            rejected=self._rejects.count,
            rejects=self._rejects.path if self._rejects.count else None,
            applied=self._progress.applied + applied,
            done=batch.done or self._progress.done,
            left_out=dict(self._left_out),
        )
        self._tell("reading")

    def _tell(self, stage: str) -> Progress:
        seconds = time.monotonic() - self._start
        self._progress = replace(self._progress, seconds=seconds, stage=stage)
        self._report(self._progress)
        return self._progress
