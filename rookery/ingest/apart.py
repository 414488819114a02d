"""Worker processes that know nothing of the program that started them.

Python has each import the program's main file, for what is defined there. Ours need nothing of it,
and a script that calls `Rookery.ingest` without a guard would be run again by each of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class Apart(ProcessPoolExecutor):
    """What is submitted, and its arguments, are of modules that can be imported."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        with _no_main():  # a process is started here, when there is work for one more
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _no_main() -> Iterator[None]:
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # of no file, as where somebody types
    try:
        yield
    finally:
        sys.modules["__main__"] = main
