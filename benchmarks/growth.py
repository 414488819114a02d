"""How each figure of `benchmarks.search` grows with the number of posts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.engines import TOP
from benchmarks.figures import Figure
from benchmarks.latency import milliseconds, timed
from benchmarks.ours import ingest, resident, size
from benchmarks.posts import queries, rows
from rookery.app import Rookery

SIZES = (10_000, 100_000)  # and all, which the main run measures
FILTERED = "{} since:2013-03 min_likes:20"
PHRASE = '"{}"'

GROWING = {
    "ingest with vectors, rate": "posts/s",
    "ingest with vectors, peak memory": "GB",
    "disk": "MB",
    "first query": "ms",
    "hybrid query, p99": "ms",
    "phrase query, p99": "ms",
    "filter query, p99": "ms",
    "resident memory of rookery serve at rest": "MB",
}
"""Figures that the main run gives for all posts, and their units."""


def growth(folder: Path, sizes: Sequence[int], asked: int) -> Iterator[Figure]:
    """Each growing figure, its name followed by ` at N`."""
    for n in sizes:
        with tempfile.TemporaryDirectory(prefix="rookery-bench-") as work:
            values = _values(Path(work), rows(folder, n), asked)
            for (name, unit), value in zip(GROWING.items(), values, strict=True):
                count = asked if name.endswith("p99") else 1 if name == "first query" else n
                yield Figure(f"{name} at {n:,}", value, unit, count)


def _values(work: Path, table: pa.Table, count: int) -> Iterator[float]:
    """In the order of `GROWING`."""
    home, source = work / "home", work / "posts.parquet"
    pq.write_table(table, source)
    took, peak = ingest(home, source, vectors=True)
    yield len(table) / took
    yield peak
    yield size(home)
    network = Rookery.open(home, embed={"semantic": "off"})
    asked = queries(table, count)
    yield milliseconds(network.search.search, asked[0])
    search = partial(network.search.search, limit=TOP)
    for form in ("{}", PHRASE, FILTERED):
        yield timed(search, [form.format(query) for query in asked]).p99
    yield resident(home)


def grown(figures: Sequence[Figure]) -> Iterator[str]:
    """The growing figures as a table: a row each, a column a size."""
    values = {f.name: f for f in figures if f.value is not None}
    if not any(f"{name} at {n:,}" in values for name in GROWING for n in SIZES):
        return
    head = ["", *(f"{n:,}" for n in SIZES), "all"]
    lines = [head]
    for name, unit in GROWING.items():
        named = [*(f"{name} at {n:,}" for n in SIZES), name]
        cells = [f"{values[one].value:,.4g}" if one in values else "-" for one in named]
        lines.append([f"{name}, {unit}", *cells])
    width = max(len(line[0]) for line in lines)
    for first, *cells in lines:
        yield first.ljust(width) + "".join(cell.rjust(12) for cell in cells)
    yield ""
