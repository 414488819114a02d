"""Worker processes that know nothing of the program that started them.

Python has each import the program's main file, for what is defined there. Ours need nothing of it,
and a script that calls `Rookery.ingest` without a guard would be run again by each of them. And
where one is killed while another is being started, Python waits for that other for ever.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any


class Apart(ProcessPoolExecutor):
    """What is submitted, and its arguments, are of modules that can be imported.

    Raises BrokenProcessPool, here or of a future, where a worker has been killed.
    """

    def __init__(self, count: int, *first: Any) -> None:
        """`first` is called with its arguments in each process as it starts."""
        initializer, *arguments = first or (None,)
        super().__init__(count, get_context("spawn"), initializer, tuple(arguments))
        self._workers: set[BaseProcess] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        before = set(active_children())
        with _no_main():  # a process is started here, when there is work for one more
            future = super().submit(fn, *args, **kwargs)
        self._workers |= set(active_children()) - before
        if self._one_died():  # what was just submitted may have come too late to be told of it
            raise BrokenProcessPool("A worker process was ended.")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._one_died():
            for worker in self._workers:
                worker.kill()  # one that started meanwhile waits for work that never comes
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _one_died(self) -> bool:
        return any(worker.exitcode for worker in self._workers)


@contextmanager
def _no_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # of no file, as where somebody types
    try:
        yield
    finally:
        sys.modules["__main__"] = main
