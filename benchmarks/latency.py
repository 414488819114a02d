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
    return timed_in_turns([ask], queries)[0]


def timed_in_turns(
    asks: Sequence[Callable[[str], object]], queries: Sequence[str]
) -> list[Latency]:
    """The same of each of `asks`, query by query in turns: what else the machine does, all meet."""
    for query in queries:
        for ask in asks:
            ask(query)
    taken = [[milliseconds(ask, query) for ask in asks] for query in queries]
    return [
        Latency(float(np.percentile(one, 50)), float(np.percentile(one, 99)), len(one))
        for one in zip(*taken, strict=True)
    ]
