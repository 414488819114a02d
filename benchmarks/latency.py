"""How long a query takes once everything is warm."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    p50: float
    p99: float
    n: int


def milliseconds(ask: Callable[[str], object], query: str) -> float:
    """Milliseconds of one query."""
    start = time.perf_counter()
    ask(query)
    return (time.perf_counter() - start) * 1e3


def timed(ask: Callable[[str], object], queries: Sequence[str]) -> Latency:
    """Warm latencies in ms: each query is asked once before it is measured."""
    for query in queries:
        ask(query)
    taken = [milliseconds(ask, query) for query in queries]
    return Latency(float(np.percentile(taken, 50)), float(np.percentile(taken, 99)), len(taken))
