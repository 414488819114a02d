"""Ingest and query speed on the Reddit posts beside LanceDB called bare, tantivy and SQLite FTS5.

    python -m benchmarks.search [--quick] [--json FILE] [--rows N] [--minutes M]

All in one run on the same rows; a peer that is not installed (benchmarks/peers/search.txt) is left
out and said so. Latencies are of warm queries, in milliseconds, at the top 20 (bare: its top 20).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.engines import TOP, analysed, bare_lancedb, sqlite, tantivy
from benchmarks.figures import Figure, report
from benchmarks.latency import Latency, milliseconds, timed, timed_in_turns
from benchmarks.ours import LIVE_PROCESS, LIVE_RATE, ingest, resident, size
from benchmarks.posts import data_folder, queries, rows
from rookery.app import Rookery
from rookery.search.results import Order

QUERIES = 300
SEMANTIC = 40  # queries that the transformer reads for, once each


@dataclass(slots=True)
class Run:
    """What one run measures, figure by figure."""

    work: Path
    table: pa.Table
    quick: bool
    minutes: float

    def figures(self) -> Iterator[Figure]:
        n = len(self.table)
        source = self.work / "posts.parquet"
        pq.write_table(self.table, source)
        asked = queries(self.table, QUERIES if not self.quick else 100)
        stemmed = self._stemmed(asked)

        bare_rows = analysed(self.table)
        bare = bare_lancedb(self.work / "bare", bare_rows)
        del bare_rows
        plain, plain_peak = ingest(self.work / "plain", source, vectors=False)
        hybrid, hybrid_peak = ingest(self.work / "hybrid", source, vectors=True)
        shutil.rmtree(self.work / "plain")
        base = bare[0] if bare else None
        for name, took, peak, most in (
            ("ingest without vectors", plain, plain_peak, 2.5),
            ("ingest with vectors", hybrid, hybrid_peak, 5.0),
        ):
            yield self._against(name, took, base, most, "s", n)
            yield Figure(f"{name}, peak memory", peak, "GB", n, goal="< 3", holds=peak < 3,
                         quick=self.quick)  # fmt: skip
        yield Figure("ingest with vectors, rate", n / hybrid, "posts/s", n, goal="≥ 10,000",
                     holds=n / hybrid >= 10_000, quick=self.quick)  # fmt: skip
        yield Figure("disk", size(self.work / "hybrid"), "MB", n,
                     peer=size(self.work / "bare") if bare else None, quick=self.quick)  # fmt: skip

        network = Rookery.open(self.work / "hybrid", embed={"semantic": "off"})
        first = milliseconds(network.search.search, asked[0])
        search = partial(network.search.search, limit=TOP)
        yield Figure("first query", first, "ms", 1, quick=self.quick)
        spelt = dict(zip(asked, stemmed, strict=True))
        asks: list[Callable[[str], object]] = [search]
        if bare:
            ask_bare = bare[1]
            asks.append(lambda query: ask_bare(spelt[query]))
        ours, *others = timed_in_turns(asks, asked)
        bare_ms = others[0] if others else None
        _, ask = sqlite(self.work, self.table)
        fts5 = timed(ask, asked[:100])
        peer = tantivy(self._folder("tantivy"), self.table)
        quickest = timed(peer[1], asked) if peer else None
        yield from self._latencies("hybrid query", ours)
        for name, latency in (("bare LanceDB", bare_ms), ("SQLite FTS5", fts5),
                              ("tantivy", quickest)):  # fmt: skip
            if latency:
                yield from self._latencies(name, latency)
            else:
                yield Figure(f"{name}, p99", None, "ms", 0, why="not installed", quick=self.quick)
        yield self._against("hybrid query p99 against bare LanceDB", ours.p99,
                            bare_ms.p99 if bare_ms else None, 8, "ms", ours.n)  # fmt: skip
        yield self._against("hybrid query p99 against SQLite FTS5", ours.p99, fts5.p99, 1, "ms",
                            ours.n)  # fmt: skip
        for name, form in (
            ("phrase", '"{}"'),
            ("filter", "{} since:2013-03 min_likes:20"),
            ("latest", "{}"),
        ):
            order: Order = "latest" if name == "latest" else "relevance"
            formed = [form.format(q) for q in asked]
            latency = timed(partial(search, order=order), formed)
            yield from self._latencies(f"{name} query", latency)
        latency = timed(partial(search, beside=True), asked)
        yield from self._latencies("page of results (all that stands beside too)", latency)
        yield from self._semantic(network, asked[-SEMANTIC:])
        yield from self._fresh(network, asked, ours)
        yield self._memory()

    def _against(
        self, name: str, value: float, peer: float | None, most: float, unit: str, n: int
    ) -> Figure:
        ratio = value / peer if peer else None
        return Figure(name, value, unit, n, peer, ratio, f"≤ {most} × the peer",
                      None if ratio is None else ratio <= most, self.quick,
                      "" if peer else "the peer is not installed")  # fmt: skip

    def _latencies(self, name: str, latency: Latency) -> Iterator[Figure]:
        yield Figure(f"{name}, p50", latency.p50, "ms", latency.n, quick=self.quick)
        yield Figure(f"{name}, p99", latency.p99, "ms", latency.n, quick=self.quick)

    def _semantic(self, network: Rookery, asked: Sequence[str]) -> Iterator[Figure]:
        """What re-ranking by the transformer adds to the same queries, asked once and again."""
        reading = Rookery.open(self.work / "hybrid")
        names = (("a first query", 400), ("a query with cached vectors", 50))
        if reading.semantic is None:
            for name, _ in names:
                why = "the extra [semantic] is not installed"
                yield Figure(f"semantic, added to {name}", None, "ms", 0, why=why, quick=self.quick)
            return
        reading.search.warm()
        plain, read = (partial(n.search.search, limit=TOP) for n in (network, reading))
        without = [milliseconds(plain, q) for q in asked]
        for name, most in names:  # each turn asks all: the second finds the vectors of the first
            added = float(np.median([milliseconds(read, q) for q in asked]) - np.median(without))
            yield Figure(f"semantic, added to {name}, p50", added, "ms", len(asked),
                         goal=f"≤ {most}", holds=added <= most, quick=self.quick)  # fmt: skip

    def _fresh(self, network: Rookery, asked: Sequence[str], quiet: Latency) -> Iterator[Figure]:
        """Queries while another process puts posts in; and how long a post takes to be found."""
        script = self.work / "live_run.py"
        script.write_text(LIVE_PROCESS)
        writer = subprocess.Popen(
            [sys.executable, str(script), str(self.work / "hybrid")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PYTHONPATH": ".", "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        search = partial(network.search.search, limit=TOP)
        taken: list[float] = []
        end = time.monotonic() + self.minutes * 60
        while time.monotonic() < end:
            for query in asked:
                taken.append(milliseconds(search, query))
                time.sleep(0.05)  # a reader who reads, so that the writer has a core
        again = timed(search, asked[:50])
        written, _ = writer.communicate("", timeout=120)
        busy = float(np.percentile(taken, 99))
        yield self._against(
            f"hybrid query p99 while {LIVE_RATE} posts a second come in ({self.minutes:g} min, "
            f"{int(written or 0):,} posts)",
            busy, quiet.p99, 2, "ms", len(taken),
        )  # fmt: skip
        yield Figure("hybrid query p50 at the end of that", again.p50, "ms", 50, quick=self.quick)

    def _memory(self) -> Figure:
        """Resident memory of the server at rest."""
        held = resident(self.work / "hybrid")
        return Figure("resident memory of rookery serve at rest", held, "MB", len(self.table),
                      goal="≤ 500", holds=held <= 500, quick=self.quick)  # fmt: skip

    def _stemmed(self, asked: Sequence[str]) -> list[str]:
        """The queries as the bare engine must get them: it holds stems."""
        from rookery.text import Analyser

        analyser = Analyser()
        return [" ".join(analyser.terms(q, "en")) for q in asked]

    def _folder(self, name: str) -> Path:
        folder = self.work / name
        folder.mkdir()
        return folder


def growth(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """How ingest and queries grow with the number of posts."""
    for n in sizes:
        with tempfile.TemporaryDirectory(prefix="rookery-bench-") as work:
            table = rows(folder, n)
            source = Path(work) / "posts.parquet"
            pq.write_table(table, source)
            took, _ = ingest(Path(work) / "home", source, vectors=True)
            network = Rookery.open(Path(work) / "home", embed={"semantic": "off"})
            latency = timed(partial(network.search.search, limit=TOP), queries(table, 100))
            yield Figure(f"ingest of {n:,}", n / took, "posts/s", n)
            yield Figure(f"hybrid query at {n:,}, p99", latency.p99, "ms", latency.n)


def main() -> None:
    parser = argparse.ArgumentParser(description="Search speed beside its peers, in one run.")
    parser.add_argument("--quick", action="store_true", help="30,000 posts and half a minute")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0)
    given = parser.parse_args()
    os.environ.setdefault("LANCE_LOG", "error")
    folder = data_folder()
    table = rows(folder, given.rows or (30_000 if given.quick else 1_000_000))
    minutes = given.minutes or (0.5 if given.quick else 10)
    with tempfile.TemporaryDirectory(prefix="rookery-bench-") as work:
        measured = Run(Path(work), table, given.quick, minutes).figures()
        further = [] if given.quick else growth(folder, (10_000, 100_000))
        report(chain(measured, further), given.json)


if __name__ == "__main__":
    main()
