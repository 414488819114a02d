"""What a large run has others do: analysis in worker processes, work behind it in a thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Self

import pyarrow as pa

from rookery.apart import Apart

if TYPE_CHECKING:
    from rookery.store.prepare import PreparerSpec
    from rookery.store.prepared import Prepared


MOST_WORKERS = 3  # unless set otherwise: keeps an ingest under 3 GB (measured in docs/log.md)


def usual_workers(cores: int) -> int:
    """One a core, as far as memory allows."""
    return min(cores, MOST_WORKERS)


def own_cores() -> int:
    """How many this process may use: a container or `taskset` may leave it few of many."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Behind:
    """Work that goes on behind the run, in a thread, each time so many records went in."""

    def __init__(self, work: Callable[[], None], every: int) -> None:
        self._work, self._every = work, every
        self._thread = ThreadPoolExecutor(1)
        self._at_work: Future[None] | None = None
        self._waiting = 0

    def due(self, records: int) -> None:
        """So many more went in; raises what the work before raised."""
        self._waiting += records
        if self._waiting >= self._every and (self._at_work is None or self._at_work.done()):
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


def analysts(count: int, spec: PreparerSpec) -> ProcessPoolExecutor:
    """Processes that `prepare`, each with a preparer of its own."""
    return Apart(count, _start_worker, spec)


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


def prepare(posts: pa.RecordBatch) -> Prepared:
    """In a worker process."""
    from rookery.store.prepare import Preparer

    (preparer,) = _worker
    assert isinstance(preparer, Preparer)
    return preparer.prepare(posts)
