"""Ingest, queries and quality of search, beside LanceDB called bare, tantivy and SQLite FTS5.

    python -m benchmarks.search [--quick | --only PART …] [--json FILE] [--rows N] [--minutes M]

All in one run on the same Reddit posts; a peer that is not installed (benchmarks/peers/search.txt)
is left out and said so. Latencies are of warm queries, at the top 20. PART is speed, growth,
quality (judged collections) or shares (these, and what is left without each part of the ranking;
only where it is named). --quick measures ours alone, on all posts: ingest with vectors, the first
query, each kind of warm query, semantic reading, the wait for a fresh post, memory at rest; all
else is copied from benchmarks/results/search.json.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.engines import PEERS, TOP, Built, analyse, built
from benchmarks.figures import Figure, Origin, against, at_least, at_most, report, under, unmeasured
from benchmarks.growth import FILTERED, PHRASE, SIZES, grown, growth
from benchmarks.latency import Latency, milliseconds, timed, timed_in_turns
from benchmarks.live import RATE, writing
from benchmarks.ours import ingest, resident, size
from benchmarks.posts import data_folder, queries, rows
from benchmarks.quality import quality, share_table
from rookery.app import Rookery
from rookery.search.results import Order

KEPT = Path(__file__).parent / "results" / "search.json"
ALL = 1_000_000  # more posts than there are
QUERIES = 300  # of each kind and of each peer; quick: 100
SEMANTIC = 40  # queries that the transformer reads for, once each
FRESH = 30  # batches whose posts are waited for; quick: 10
PARTS = ("speed", "growth", "quality", "shares")
BARE = "bare LanceDB's"


class Speed:
    """One home of all the posts, and what is asked of it."""

    def __init__(self, work: Path, table: pa.Table, asked: int) -> None:
        self._work, self._table, self._n = work, table, len(table)
        self._asked = queries(table, asked)
        self._source = work / "posts.parquet"
        self._home = work / "hybrid"
        pq.write_table(table, self._source)

    def quick(self, fresh: int) -> Iterator[Figure]:
        """Ours alone."""
        took, peak = ingest(self._home, self._source, vectors=True)
        yield from self._ingested(took, peak)
        network = self._open(self._home)
        yield self._first(network)
        ours = timed(partial(network.search.search, limit=TOP), self._asked)
        yield from latencies("hybrid query", ours)
        yield from self._kinds(network)
        yield from self._semantic(network)
        with writing(self._home) as writer:
            yield fresh_post(writer.waits(network, fresh))
        yield self._memory()

    def whole(self, minutes: float) -> Iterator[Figure]:
        """Beside the peers, and for `minutes` while posts come in."""
        peers = self._peers()
        plain_home = self._work / "plain"
        plain, plain_peak = ingest(plain_home, self._source, vectors=False)
        took, peak = ingest(self._home, self._source, vectors=True)
        bare = peers.get("lancedb")
        for name, seconds, most in (
            ("ingest without vectors", plain, 2.5),
            ("ingest with vectors", took, 5.0),
        ):
            time_of = bare.seconds if bare else None
            yield against(name, seconds, time_of, "s", self._n, most=most, of=BARE)
        yield under("ingest without vectors, peak memory", plain_peak, 3, "GB", self._n)
        yield from self._ingested(took, peak)
        yield Figure("disk without vectors", size(plain_home), "MB", self._n)
        yield from self._peers_built(peers)

        yield from latencies(
            "words query (no vectors)",
            timed(partial(self._open(plain_home).search.search, limit=TOP), self._asked),
        )
        shutil.rmtree(plain_home)
        network = self._open(self._home)
        yield self._first(network)
        ours = yield from self._beside_peers(network, peers)
        yield from self._kinds(network)
        yield from self._semantic(network)
        yield from self._while_posts_come(network, ours, minutes)
        yield self._memory()

    def _open(self, home: Path) -> Rookery:
        return Rookery.open(home, embed={"semantic": "off", "vectors": home == self._home})

    def _peers(self) -> dict[str, Built]:
        analysed = self._work / "analysed.arrow"
        analyse(self._table, analysed)
        made = {
            key: built(key, self._work / key, analysed if peer.stems else self._source)
            for key, peer in PEERS.items()
            if peer.installed
        }
        analysed.unlink()
        return made

    def _peers_built(self, peers: dict[str, Built]) -> Iterator[Figure]:
        for key, peer in PEERS.items():
            if made := peers.get(key):
                yield Figure(f"{peer.name}, ingest", made.seconds, "s", self._n)
                yield Figure(f"{peer.name}, ingest, peak memory", made.peak, "GB", self._n)
                yield Figure(f"{peer.name}, disk", made.disk, "MB", self._n)
            else:
                yield unmeasured(f"{peer.name}, ingest", "s", "not installed")

    def _ingested(self, took: float, peak: float) -> Iterator[Figure]:
        yield under("ingest with vectors, peak memory", peak, 3, "GB", self._n)
        yield at_least("ingest with vectors, rate", self._n / took, 10_000, "posts/s", self._n)
        yield Figure("disk", size(self._home), "MB", self._n)

    def _first(self, network: Rookery) -> Figure:
        """The first of a process: the store is opened in it."""
        took = milliseconds(network.search.search, self._asked[0])
        return Figure("first query", took, "ms", 1)

    def _beside_peers(
        self, network: Rookery, peers: dict[str, Built]
    ) -> Generator[Figure, None, Latency]:
        """Gives our latency too, which others are held against."""
        search: Callable[[str], object] = partial(network.search.search, limit=TOP)
        bare = peers.get("lancedb")
        spelt = dict(zip(self._asked, stemmed(self._asked), strict=True))
        asks = [search]
        if bare:
            asks.append(lambda query: bare.ask(spelt[query]))
        ours, *others = timed_in_turns(asks, self._asked)
        of = {key: timed(made.ask, self._asked) for key, made in peers.items() if key != "lancedb"}
        if others:
            of["lancedb"] = others[0]
        yield from latencies("hybrid query", ours)
        for key, peer in PEERS.items():
            if key in of:
                yield from latencies(peer.name, of[key])
            else:
                yield unmeasured(f"{peer.name}, p99", "ms", "not installed")
        theirs = of["lancedb"].p99 if "lancedb" in of else None
        name = "hybrid query p99 against"
        yield against(f"{name} bare LanceDB", ours.p99, theirs, "ms", ours.n, most=8, of=BARE)
        yield against(f"{name} SQLite FTS5", ours.p99, of["sqlite"].p99, "ms", ours.n,
                      most=1, of="SQLite FTS5's", equal=False)  # fmt: skip
        return ours

    def _kinds(self, network: Rookery) -> Iterator[Figure]:
        search = partial(network.search.search, limit=TOP)
        kinds: tuple[tuple[str, str, Order], ...] = (
            ("phrase", PHRASE, "relevance"),
            ("filter", FILTERED, "relevance"),
            ("latest", "{}", "latest"),
        )
        for name, form, order in kinds:
            formed = [form.format(query) for query in self._asked]
            yield from latencies(f"{name} query", timed(partial(search, order=order), formed))
        page = timed(partial(search, beside=True), self._asked)
        yield from latencies("page of results (all that stands beside too)", page)

    def _semantic(self, network: Rookery) -> Iterator[Figure]:
        """What re-ranking by the transformer adds to the same queries, asked once and again."""
        names = (("a first query", 400), ("a query with cached vectors", 50))
        reading = Rookery.open(self._home)
        if reading.semantic is None:
            for name, most in names:
                why = "the extra [semantic] is not installed"
                yield unmeasured(f"semantic, added to {name}, p50", "ms", why, f"≤ {most}")
            return
        asked = self._asked[-SEMANTIC:]
        reading.search.warm()
        plain, read = (partial(n.search.search, limit=TOP) for n in (network, reading))
        without = [milliseconds(plain, query) for query in asked]
        for name, most in names:  # each turn asks all: the second finds the vectors of the first
            with_it = [milliseconds(read, query) for query in asked]
            added = float(np.median(with_it) - np.median(without))
            yield at_most(f"semantic, added to {name}, p50", added, most, "ms", len(asked))

    def _while_posts_come(
        self, network: Rookery, quiet: Latency, minutes: float
    ) -> Iterator[Figure]:
        search = partial(network.search.search, limit=TOP)
        taken: list[float] = []
        with writing(self._home) as writer:
            end = time.monotonic() + minutes * 60
            while time.monotonic() < end:
                for query in self._asked:
                    taken.append(milliseconds(search, query))
                    time.sleep(0.05)  # a reader who reads, so that the writer has a core
            again = timed(search, self._asked[:50])
            came = writer.posts
            waits = writer.waits(network, FRESH)
        busy = float(np.percentile(taken, 99))
        name = f"hybrid query p99 while {RATE} posts a second come in"
        yield against(name, busy, quiet.p99, "ms", len(taken), most=2, of="the quiet one's")
        yield at_least("minutes of that", minutes, 10, "min", 1)
        yield Figure("posts that came in meanwhile", came, "posts", came)
        yield Figure("hybrid query p50 at the end of that", again.p50, "ms", again.n)
        yield fresh_post(waits)

    def _memory(self) -> Figure:
        name = "resident memory of rookery serve at rest"
        return at_most(name, resident(self._home), 500, "MB", self._n)


def latencies(name: str, latency: Latency) -> Iterator[Figure]:
    yield Figure(f"{name}, p50", latency.p50, "ms", latency.n)
    yield Figure(f"{name}, p99", latency.p99, "ms", latency.n)


def fresh_post(waits: Sequence[float]) -> Figure:
    """The longest of the waits."""
    name = "fresh post, from the call that takes it until a search finds it, longest"
    if not waits:
        return Figure(name, None, "ms", 0, goal="≤ 1,000", holds=False, why="none was found")
    return at_most(name, max(waits), 1_000, "ms", len(waits))


def stemmed(asked: Sequence[str]) -> list[str]:
    """The queries as the bare engine must get them: it holds stems."""
    from rookery.text import Analyser

    analyser = Analyser()
    return [" ".join(analyser.terms(query, "en")) for query in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description="Search beside its peers, in one run.")
    parser.add_argument("--quick", action="store_true", help="ours alone; the rest is copied")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", default=PARTS[:3])
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--rows", type=int, help="fewer posts than all: no goal is judged")
    parser.add_argument("--minutes", type=float, default=10, help="while posts come in")
    given = parser.parse_args()
    os.environ.setdefault("LANCE_LOG", "error")
    origin = Origin()
    with tempfile.TemporaryDirectory(prefix="rookery-bench-") as work:
        measured = parts(given, Path(work))
        figures = report(
            measured, origin, given.json, kept=KEPT if given.quick else None, quick=given.quick
        )
    print("", *grown(figures), *share_table(figures), sep="\n")


def parts(given: argparse.Namespace, work: Path) -> Iterator[Figure]:
    folder = data_folder()
    for figure in _speed(given, folder, work):
        yield replace(figure, holds=None, why="fewer posts") if given.rows else figure
    if given.quick:
        return
    if "growth" in given.only:
        yield from growth(folder, [n for n in SIZES if n < (given.rows or ALL)], QUERIES)
    if "quality" in given.only or "shares" in given.only:
        yield from quality(folder / "search", shares="shares" in given.only)


def _speed(given: argparse.Namespace, folder: Path, work: Path) -> Iterator[Figure]:
    table = rows(folder, given.rows or ALL)
    if given.quick:
        yield from Speed(work, table, QUERIES // 3).quick(FRESH // 3)
    elif "speed" in given.only:
        yield from Speed(work, table, QUERIES).whole(given.minutes)


if __name__ == "__main__":
    main()
