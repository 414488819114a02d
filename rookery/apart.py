"""Worker processes that know nothing of the program that started them.

Python has each import the program's main file, for what is defined there. Ours need nothing of it,
and a script that calls `Rookery.ingest` without a guard would be run again by each of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from types import ModuleType
from typing import Any


class Apart(ProcessPoolExecutor):
    """What is submitted, and its arguments, are of modules that can be imported."""

    def __init__(self, count: int, *first: Any) -> None:
        """`first` is called with its arguments in each process as it starts."""
        initializer, *arguments = first or (None,)
        super().__init__(count, get_context("spawn"), initializer, tuple(arguments))
        # all at once, before anything watches them, as Python itself does where it forks: one that
        # is started later, while another has just been killed, is waited for without an end
        self._safe_to_dynamically_spawn_children = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _no_main():  # processes are started here
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _no_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # of no file, as where somebody types
    try:
        yield
    finally:
        sys.modules["__main__"] = main
