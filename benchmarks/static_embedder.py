"""What the static embedder adds to BM25, beside its teacher, on TREC Microblog and CheckThat.

    python -m benchmarks.static_embedder [--quick] [--json FILE] [--cache DIR]

Every run is BM25's best 1,000 re-ordered by (1 - w) × BM25 / best + w × cosine, over BM25 alone and
over BM25 with feedback terms. Judgements are whole: what lies outside the pool still counts. Each w
is the best on the first collection (TREC 2011, CheckThat train) and serves the other too.
"""

import argparse
import json
import os
import platform
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from ir_measures import AP, Measure, P
from numpy.typing import NDArray

from benchmarks.bm25 import Floats, Index, Query
from benchmarks.judged import Candidates, Collection, read, score
from rookery.embed import Embedder, load_semantic, load_static
from rookery.errors import Unavailable
from rookery.text import STOP, Analyser

DEPTH = 1_000
WEIGHTS = tuple(step / 20 for step in range(20))
TREC = "search/trec-microblog-2011-2012"
CLAIMS = "search/checkthat-2020"


class Vectors:
    """One embedder's vectors of a collection's candidates, kept in a folder where one is named."""

    def __init__(self, embedder: Embedder, given: Collection, cache: Path | None) -> None:
        self._embedder = embedder
        self._texts = given.texts
        self._file = cache / f"{given.corpus}-{embedder.name}.npz" if cache else None
        self._rows = np.zeros((len(given.texts), embedder.dim), np.float32)
        self._known = np.zeros(len(given.texts), bool)
        if self._file and self._file.exists():
            kept = np.load(self._file)
            self._rows, self._known = kept["rows"].astype(np.float32), kept["known"]

    def want(self, docs: NDArray[np.intp]) -> None:
        """Embeds those of `docs` that are not known yet."""
        missing = docs[~self._known[docs]]
        if not len(missing):
            return
        self._rows[missing] = self._embedder.embed([self._texts[doc] for doc in missing])
        self._known[missing] = True
        if self._file:
            np.savez(self._file, rows=self._rows.astype(np.float16), known=self._known)

    def cosines(self, queries: Sequence[str], runs: Candidates) -> list[Floats]:
        """Of each query with its candidates."""
        self.want(np.unique(np.concatenate([docs for docs, _ in runs])))
        asked = self._embedder.embed(list(queries))
        return [self._rows[docs] @ vector for vector, (docs, _) in zip(asked, runs, strict=True)]


def mixed(runs: Candidates, cosines: list[Floats], weight: float) -> Candidates:
    """(1 - w) × score / best score + w × cosine."""
    return [
        (docs, (1 - weight) * values / max(float(values.max(initial=0)), 1e-9) + weight * cosine)
        for (docs, values), cosine in zip(runs, cosines, strict=True)
    ]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was re-ranked with what, and how good it then is."""

    collection: str
    ground: str
    embedder: str
    weight: float
    scores: dict[str, float]


def terms(analyser: Analyser, text: str) -> list[str]:
    """Stems without English function words."""
    return [term for term in analyser.terms(text) if term not in STOP["en"]]


def grounds(given: Collection, index: Index, analyser: Analyser) -> dict[str, Candidates]:
    """BM25's best 1,000 alone, and with feedback, at the settings of the data's README."""
    asked: list[Query] = [dict.fromkeys(terms(analyser, q), 1.0) for q in given.queries.values()]
    if given.name.startswith("checkthat"):
        return {"BM25": [index.best(query, DEPTH, 1.6, 0.4) for query in asked]}
    return {
        "BM25": [index.best(query, DEPTH, 0.05, 0.0) for query in asked],
        "BM25+RM3": [
            index.best(index.fed_back(query, 0.3, 0.2), DEPTH, 0.3, 0.2) for query in asked
        ],
    }


def best_weight(
    given: Collection, run: Candidates, cosines: list[Floats], measures: Sequence[Measure]
) -> float:
    """The weight of the cosine under which the first measure is highest."""

    def first(weight: float) -> float:
        return next(iter(score(given, mixed(run, cosines, weight), measures[:1]).values()))

    return max(WEIGHTS, key=first)


def compare(
    chosen_on: Collection,
    others: Sequence[Collection],
    embedders: Sequence[Embedder],
    measures: Sequence[Measure],
    cache: Path | None,
) -> Iterator[Row]:
    """Each embedder on each ground; its weight is the best on the first collection, for all."""
    analyser = Analyser()
    index = Index([terms(analyser, text) for text in chosen_on.texts])
    parts = [chosen_on, *others]
    runs = [grounds(part, index, analyser) for part in parts]
    for part, run in zip(parts, runs, strict=True):
        for ground, candidates in run.items():
            yield Row(part.name, ground, "none", 0.0, score(part, candidates, measures))
    for embedder in embedders:
        vectors = Vectors(embedder, chosen_on, cache)
        for ground in runs[0]:
            cosines = [
                vectors.cosines(list(part.queries.values()), run[ground])
                for part, run in zip(parts, runs, strict=True)
            ]
            weight = best_weight(chosen_on, runs[0][ground], cosines[0], measures)
            for part, run, cosine in zip(parts, runs, cosines, strict=True):
                after = score(part, mixed(run[ground], cosine, weight), measures)
                yield Row(part.name, ground, embedder.name, weight, after)


def shares(rows: Sequence[Row], static: str, teacher: str) -> Iterator[dict[str, object]]:
    """The part of the teacher's gain in the first measure that the static embedder keeps."""
    value = {(r.collection, r.ground, r.embedder): next(iter(r.scores.values())) for r in rows}
    for collection, ground, embedder in value:
        whole = value.get((collection, ground, teacher))
        if embedder == static and whole is not None:
            alone = value[collection, ground, "none"]
            kept = (value[collection, ground, static] - alone) / (whole - alone)
            name = f"share of the teacher's gain, {collection}, {ground}"
            yield {"name": name, "value": round(kept, 3), "unit": "of 1", "n": DEPTH}


def speed(embedder: Embedder, texts: Sequence[str]) -> float:
    """Texts a second of processor time, the second time round."""
    embedder.embed(texts[: len(texts) // 4])
    start = time.process_time()
    embedder.embed(texts)
    return len(texts) / (time.process_time() - start)


def posts(data: Path, count: int) -> list[str]:
    """Titles and texts of Reddit posts that the embedder was not timed on before."""
    rows = pq.read_table(data / "posts" / "reddit-2.parquet", columns=["title", "text"])
    rows = rows.slice(1_000, count).to_pydict()
    return [f"{title} {text}" for title, text in zip(rows["title"], rows["text"], strict=True)]


def measure(data: Path, embedders: Sequence[Embedder], cache: Path | None) -> list[Row]:
    """Every row of the table."""
    trec, claims = read(data / TREC), read(data / CLAIMS, "-train")
    early, late = trec.part("TREC 2011", "MB001", "MB050"), trec.part("TREC 2012", "MB051", "MB110")
    dev = read(data / CLAIMS, "-dev")
    rows = list(compare(early, [late], embedders, [AP, P @ 30], cache))
    return rows + list(compare(claims, [dev], embedders, [AP @ 5, P @ 1], cache))


def show(rows: Sequence[Row]) -> None:
    """The table, a line a run."""
    for row in sorted(rows, key=lambda row: (row.collection, row.ground)):
        scores = "  ".join(f"{name} {value:.4f}" for name, value in row.scores.items())
        print(f"{row.collection:22}{row.ground:10}{row.embedder:26}w {row.weight:.2f}  {scores}")


def main() -> None:
    """Reads the flags, measures, prints the table and a line a figure."""
    flags = argparse.ArgumentParser(description="What the static embedder adds to BM25.")
    flags.add_argument("--quick", action="store_true", help="without the teacher's slow vectors")
    flags.add_argument("--json", type=Path)
    flags.add_argument("--cache", type=Path, help="where the teacher's vectors are kept")
    given = flags.parse_args()
    data = Path(os.environ.get("ROOKERY_DATA", "../shared/data"))
    static = load_static()
    embedders: list[Embedder] = [static]
    figures: list[dict[str, object]] = []
    figures.append(rate("static", static, posts(data, 20_000)))
    try:
        if not given.quick:
            teacher = load_semantic()
            embedders.append(teacher)
            figures.append(rate("MiniLM int8", teacher, posts(data, 300)))
    except Unavailable as missing:
        print(missing)
    rows = measure(data, embedders, given.cache)
    show(rows)
    figures += shares(rows, static.name, "all-MiniLM-L6-v2-int8")
    for figure in figures:
        print(f"{figure['name']}: {figure['value']} {figure['unit']}")
    if given.json:
        given.json.write_text(json.dumps(report(figures, rows), indent=1) + "\n", encoding="utf-8")


def rate(name: str, embedder: Embedder, texts: Sequence[str]) -> dict[str, object]:
    """How many Reddit posts a core embeds in a second."""
    value = round(speed(embedder, texts))
    return {
        "name": f"posts a second a core, {name}",
        "value": value,
        "unit": "1/s",
        "n": len(texts),
    }


def report(figures: Sequence[dict[str, object]], rows: Sequence[Row]) -> dict[str, object]:
    """The figures with the commit and the machine that gave them."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    table = [asdict(row) for row in rows]
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    return {"commit": commit, "machine": machine, "figures": list(figures), "table": table}


if __name__ == "__main__":
    main()
