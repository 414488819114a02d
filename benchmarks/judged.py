"""A test collection in BEIR's form, and how good a run over it is by the official measures."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import ir_measures
import numpy as np
from numpy.typing import NDArray

from benchmarks.bm25 import Floats

Candidates: TypeAlias = list[tuple[NDArray[np.intp], Floats]]
"""For each query its texts and their scores."""


@dataclass(frozen=True)
class Collection:
    """A test collection in BEIR's form."""

    corpus: str
    name: str
    ids: list[str]
    texts: list[str]
    queries: dict[str, str]
    judged: list[ir_measures.Qrel]

    def part(self, name: str, low: str, high: str) -> "Collection":
        """With the queries from `low` to `high` only."""
        kept = {q: text for q, text in self.queries.items() if low <= q <= high}
        judged = [j for j in self.judged if j.query_id in kept]
        return Collection(self.corpus, name, self.ids, self.texts, kept, judged)


def read(folder: Path, part: str = "") -> Collection:
    """Of files corpus, queries and qrels; `part` names those of a split."""
    docs = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line) for line in (folder / f"queries{part}.jsonl").open(encoding="utf-8")]
    rows = (folder / f"qrels{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    fields = [row.split("\t") for row in rows]
    return Collection(
        folder.name,
        folder.name + part,
        [doc["_id"] for doc in docs],
        [f"{doc.get('title', '')} {doc['text']}".strip() for doc in docs],
        {one["_id"]: one["text"] for one in asked},
        [ir_measures.Qrel(q, d, int(score)) for q, d, score in fields],
    )


def score(
    given: Collection, runs: Candidates, measures: Sequence[ir_measures.Measure]
) -> dict[str, float]:
    """The measures' means over the judged queries."""
    found = [
        ir_measures.ScoredDoc(query, given.ids[doc], float(value))
        for query, (docs, values) in zip(given.queries, runs, strict=True)
        for doc, value in zip(docs, values, strict=True)
    ]
    means = ir_measures.calc_aggregate(measures, given.judged, found)
    return {str(measure): float(means[measure]) for measure in measures}
