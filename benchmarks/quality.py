"""How good the ranking is on judged collections, whole and with each of its parts taken away.

Called by `python -m benchmarks.search --only quality shares`: the product's own searcher, through
`rookery.evaluate`, on the whole judgements of TREC Microblog 2011 and 2012 and CheckThat! 2020 dev.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from benchmarks.figures import Figure, above, at_least, unmeasured
from rookery.app import semantic_reader
from rookery.embed import load_static
from rookery.evaluate.judged import judgements, measure
from rookery.evaluate.search import indexed, read_queries, write_run
from rookery.search.searcher import Searcher
from rookery.search.semantic import SemanticReader
from rookery.search.tuning import DEFAULT, RankingSettings


@dataclass(frozen=True, slots=True)
class Topics:
    """Some queries of a collection, and what the issue asks of them: with and without the extra."""

    name: str
    first: str  # ids of queries, in the order of their text
    last: str
    goals: Mapping[str, tuple[float, float]]  # by measure: default and [semantic]


TREC_2011 = Topics("TREC 2011", "MB001", "MB050", {"MAP": (0.392, 0.414), "P@30": (0.435, 0.459)})
TREC_2012 = Topics("TREC 2012", "MB051", "MB110", {"MAP": (0.230, 0.241), "P@30": (0.350, 0.365)})
CHECKTHAT = Topics("CheckThat! dev", "", "~", {"MAP@5": (0.70, 0.82)})

COLLECTIONS = (
    ("trec-microblog-2011-2012", "", (TREC_2011, TREC_2012)),
    ("checkthat-2020", "-dev", (CHECKTHAT,)),
)

_DOCUMENTS = replace(DEFAULT, k1_per_word=1e9, b=0.75)  # k1 then is `k1_most`, 1.2
WITHOUT: dict[str, RankingSettings] = {
    "feedback": replace(DEFAULT, feedback_terms=0),
    "giving way of feedback where few posts match": replace(DEFAULT, feedback_matches=0),
    "static vectors": replace(DEFAULT, vector_weight=0),
    "reposts held back": replace(DEFAULT, repost=0),
    "languages": replace(DEFAULT, foreign=0),
    "reposts held back and languages": replace(DEFAULT, repost=0, foreign=0),
    "weights of fields (1 for all)": replace(DEFAULT, fields=(1.0,) * len(DEFAULT.fields)),
    "k1 and b of ours (the engine's 1.2 and .75)": _DOCUMENTS,
    "all of these": replace(
        _DOCUMENTS, feedback_terms=0, vector_weight=0, repost=0, foreign=0,
        fields=(1.0,) * len(DEFAULT.fields),
    ),
}  # fmt: skip
"""Each part of the ranking, and the settings without it."""

CLOSER: dict[str, RankingSettings] = {
    "reading before feedback": replace(DEFAULT, semantic_first_weight=0),
    "weight by the query's length (.45 for all)": replace(
        DEFAULT, semantic_weight=0.45, semantic_weight_long=0.45
    ),
}
"""The same, of what only [semantic] has."""

MODES = ("default", "[semantic]")


class Judged:
    """A collection in a store of its own, asked again and again by other settings."""

    def __init__(self, folder: Path, part: str, topics: Sequence[Topics], work: Path) -> None:
        self._asked = read_queries(folder / f"queries{part}.jsonl")
        self._work, self.topics = work, topics
        self._store = indexed(folder / "corpus.jsonl", work / "store", load_embedder=load_static)
        head, *rows = (folder / f"qrels{part}.tsv").read_text("utf-8").splitlines(keepends=True)
        for one in topics:
            own = [row for row in rows if one.first <= row.partition("\t")[0] <= one.last]
            self._qrels(one).write_text(head + "".join(own), "utf-8")

    def _qrels(self, topics: Topics) -> Path:
        return self._work / f"{topics.name}.tsv"

    @cached_property
    def reader(self) -> SemanticReader | None:
        """The transformer, which keeps the vectors of what it has read; `None` where it is not."""
        return semantic_reader("auto", self._work / "cache")

    def measured(
        self, mode: str, settings: RankingSettings = DEFAULT
    ) -> dict[str, dict[str, float]]:
        """By topics and measure."""
        searcher = Searcher(
            self._store,
            embedder=self._store.embedder,
            semantic=self.reader if mode == "[semantic]" else None,
            settings=settings,
        )
        run = self._work / "run.trec"
        write_run(searcher, self._asked, run)
        return {one.name: measure(run, judgements(self._qrels(one))) for one in self.topics}


def quality(folder: Path, *, shares: bool) -> Iterator[Figure]:
    """The figures of the whole ranking; with `shares` also of what is left without each part."""
    for name, part, topics in COLLECTIONS:
        if find_spec("ir_measures") is None:
            yield from _unmeasured(topics, MODES, "the extra [eval] is not installed")
            continue
        with tempfile.TemporaryDirectory(prefix="rookery-bench-") as work:
            judged = Judged(folder / name, part, topics, Path(work))
            for mode in MODES:
                yield from _whole_and_parts(judged, mode, shares)


def _whole_and_parts(judged: Judged, mode: str, shares: bool) -> Iterator[Figure]:
    if mode == "[semantic]" and judged.reader is None:
        yield from _unmeasured(judged.topics, [mode], "the extra [semantic] is not installed")
        return
    whole = judged.measured(mode)
    for topics in judged.topics:
        for name, goals in topics.goals.items():
            value, goal = whole[topics.name][name], goals[MODES.index(mode)]
            n = int(whole[topics.name]["judged"])
            judge = at_least if (topics, mode) == (CHECKTHAT, "[semantic]") else above
            yield judge(f"{topics.name} {name}, {mode}", value, goal, name, n)
    if not shares:
        return
    for without, settings in (WITHOUT | (CLOSER if mode == "[semantic]" else {})).items():
        values = judged.measured(mode, settings)
        for topics in judged.topics:
            first = next(iter(topics.goals))  # MAP, or MAP@5
            value, all_ = values[topics.name][first], whole[topics.name][first]
            n = int(values[topics.name]["judged"])
            name = f"{topics.name} {first}, {mode} without {without}"
            yield Figure(name, value, first, n, peer=all_, ratio=value / all_)


def _unmeasured(topics: Sequence[Topics], modes: Sequence[str], why: str) -> Iterator[Figure]:
    for one in topics:
        for name in one.goals:
            yield from (unmeasured(f"{one.name} {name}, {mode}", name, why) for mode in modes)


def share_table(figures: Sequence[Figure]) -> Iterator[str]:
    """What is left without each part, and its share: a row a part, a column a collection."""
    values = {f.name: f.value for f in figures if f.value is not None}
    for mode in MODES:
        columns = [
            f"{t.name} {next(iter(t.goals))}, {mode}" for _, _, all_ in COLLECTIONS for t in all_
        ]
        parts = list(WITHOUT | (CLOSER if mode == "[semantic]" else {}))
        if not any(f"{column} without {parts[0]}" in values for column in columns):
            continue
        yield f"| {mode} without | " + " | ".join(c.partition(",")[0] for c in columns) + " |"
        yield "|---" * (len(columns) + 1) + "|"
        yield "| (nothing) | " + " | ".join(_cell(values.get(c), None) for c in columns) + " |"
        for part in parts:
            cells = [_cell(values.get(f"{c} without {part}"), values.get(c)) for c in columns]
            yield f"| {part} | " + " | ".join(cells) + " |"
        yield ""


def _cell(value: float | None, whole: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if whole is None else f"{value:.4f} ({value - whole:+.4f})"
