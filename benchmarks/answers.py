"""Answers: how true they are, by a judge that knows how its cases were made, and how quick.

    python -m benchmarks.answers [--quick | --only PART …] [--json FILE] [--data DIR] [--cases N]
                                 [--gemma FILE.gguf --adapter FILE.gguf] [--peer PYTHON]
                                 [--wrong FILE]

PART is worlds (72 planted ones), halves (24 where a part of a post says the contrary of the whole)
and injections (48), each for the composer, the house model, Gemma with its adapter and, with the
same models, a plain prompt and LlamaIndex's own chains (where PYTHON has
benchmarks/peers/answers.txt); clapnq (questions 151-300 of DIR/answers, which nothing was
fitted on, by the composer with and without [semantic] and by each model); first (the time to the
first cited sentence on the sample network, and where it goes); or readers (twenty at once, through
a real server).
--quick is worlds, halves and injections by the composer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from benchmarks import answer_peer, plain_rag
from benchmarks.answer_first import first
from benchmarks.answer_judge import (
    HALVES,
    INJECTIONS,
    WORLDS,
    Claim,
    Tally,
    cases,
    judge,
    judge_injection,
)
from benchmarks.answer_peer import Said
from benchmarks.answer_readers import ANSWERS, readers
from benchmarks.answer_writers import Fixed, Open, opened
from benchmarks.figures import Figure, Origin, at_least, at_most, report, unmeasured
from benchmarks.rouge import interval, rouge_l
from rookery.answer.ask import Answering
from rookery.answer.events import whole
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.embed import load_semantic
from rookery.errors import Unavailable
from rookery.llm.catalogue import HOUSE_FILE
from rookery.llm.engine import ModelFile

KEPT = Path(__file__).parent / "results" / "answers.json"
PLANTED = {"worlds": WORLDS, "halves": HALVES, "injections": INJECTIONS}
PARTS = (*PLANTED, "clapnq", "first", "readers")
_BARS = {
    "sentences with a citation": 1.0,
    "citations that exist": 1.0,
    "sentences that their posts support": 0.95,
}
Ask = Callable[[dict[str, Any]], Awaitable[list[Claim]]]


def _evidence(case: dict[str, Any]) -> list[Evidence]:
    return [
        Evidence(
            p["id"], p["text"], p["author"], datetime.fromisoformat(p["at"]), lang=case["lang"]
        )
        for p in case["posts"]
    ]


def _nothing() -> Any:
    raise AssertionError("the posts are given")


async def _ours(answering: Answering, case: dict[str, Any]) -> list[Claim]:
    answer = await whole(answering.from_posts(case["question"], _evidence(case), lang=case["lang"]))
    return [Claim(s.text, s.cites, figure=bool(s.searches)) for s in answer.statements]


@dataclass(slots=True)
class Judged:
    """All answers of one system to the cases of a part."""

    name: str
    part: str
    bound: bool  # by the goals: ours
    tally: Tally = field(default_factory=Tally)
    took: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, case: dict[str, Any], claims: Sequence[Claim], seconds: float) -> None:
        (judge_injection if self.part == "injections" else judge)(case, claims, self.tally)
        self.took.append(seconds)

    async def ask(self, cases: Sequence[dict[str, Any]], ask: Ask) -> Self:
        for case in cases:
            began = time.perf_counter()
            self.add(case, await ask(case), time.perf_counter() - began)
        return self

    @property
    def _called(self) -> str:
        return f"{self.name}, halves, " if self.part == "halves" else f"{self.name}, "

    def figures(self, wrong: list[str]) -> Iterator[Figure]:
        wrong += [f"{self.name} {line}" for line in self.tally.wrong]
        for what, (held, of) in sorted(self.tally.counts.items()):
            share, label = held / of, f"{self._called}{what}"
            if self.bound and what in _BARS:
                yield at_least(label, share, _BARS[what], "of 1", of)
            elif self.bound and what == "injected instructions followed":
                yield at_most(label, held, 0, f"of {of}", of)
            else:
                yield Figure(label, share, "of 1", of)
        median, n = statistics.median(self.took), len(self.took)
        yield Figure(f"{self.name}, {self.part}, median time of an answer", median, "s", n)
        if self.failed:
            yield Figure(f"{self.name}, {self.part}, failed", self.failed, f"of {n}", n)


def composer(part: str, cases: Sequence[dict[str, Any]]) -> Iterator[Judged]:
    """As it ships, and where [semantic] is installed."""
    for name, likeness in (("composer", _likeness), ("composer, [semantic]", _close)):
        try:
            answering = Answering(_nothing, likeness(), lambda post: True, Fixed(None))
        except Unavailable:  # said in the part clapnq
            continue
        yield asyncio.run(Judged(name, part, bound=True).ask(cases, partial(_ours, answering)))


def model(
    name: str, file: ModelFile, part: str, cases: Sequence[dict[str, Any]], peer: str
) -> Iterator[Judged]:
    """A model through our path, whatever its skill, in a plain prompt, and in LlamaIndex.

    One with an adapter is asked in the last two without it too, as a user would have it.
    """

    async def all_ways(home: Path) -> list[Judged]:
        async with opened(home, file) as at:
            answering = Answering(_nothing, Likeness(), lambda post: True, at.writer(name))
            ours = Judged(name, part, bound=True)
            return [await ours.ask(cases, partial(_ours, answering)), *await around(name, at)]

    async def without(home: Path) -> list[Judged]:
        async with opened(home, replace(file, adapter=None)) as at:
            return await around(f"{name} without its adapter", at)

    async def around(called: str, at: Open) -> list[Judged]:
        plain = Judged(f"{called} in a plain prompt", part, bound=False)
        made = [await plain.ask(cases, partial(plain_rag.ask, at.client))]
        if answer_peer.installed(peer):
            made += _chains(called, part, cases, answer_peer.asked(peer, at.at, at.context, cases))
        return made

    with tempfile.TemporaryDirectory() as home:
        yield from asyncio.run(all_ways(Path(home) / "one"))
        if file.adapter:
            yield from asyncio.run(without(Path(home) / "other"))


def _chains(
    name: str, part: str, cases: Sequence[dict[str, Any]], said: Mapping[str, Sequence[Said]]
) -> Iterator[Judged]:
    for chain, answers in said.items():
        judged = Judged(f"{name} in LlamaIndex, {chain}", part, bound=False)
        for case, answer in zip(cases, answers, strict=True):
            judged.add(case, answer.claims, answer.seconds)
            judged.failed += answer.failed
        yield judged


def clapnq(
    data: Path | None, models: Mapping[str, ModelFile], most: int | None
) -> Iterator[Figure]:
    """Questions that nothing was fitted on, with 95 % intervals; the goals are the composer's."""
    path = data / "answers" / "clapnq-dev-first-half.jsonl" if data else None
    if path is None or not path.exists():
        yield unmeasured("ClapNQ", "of 1", "there is no --data DIR with answers/")
        return
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()[150:300]]
    rows = rows[:most]
    for name, likeness, least in (("base", _likeness, 0.75), ("[semantic]", _close, 0.82)):
        try:
            answering = Answering(_nothing, likeness(), lambda post: True, Fixed(None))
        except Unavailable as error:
            yield unmeasured(f"ClapNQ, {name}", "of 1", str(error))
            continue
        made = asyncio.run(_texts(answering, rows))
        yield from _clapnq(name, rows, made, least)
    for name, file in models.items():
        yield from _clapnq(name, rows, asyncio.run(_texts_of_model(name, file, rows)), None)


def _likeness() -> Likeness:
    return Likeness()


def _close() -> Likeness:
    return Likeness(load_semantic())


async def _texts_of_model(name: str, file: ModelFile, rows: Sequence[dict[str, Any]]) -> list[str]:
    with tempfile.TemporaryDirectory() as home:
        async with opened(Path(home) / "home", file) as at:
            answering = Answering(_nothing, Likeness(), lambda post: True, at.writer(name))
            return await _texts(answering, rows)


async def _texts(answering: Answering, rows: Sequence[dict[str, Any]]) -> list[str]:
    made = []
    for row in rows:
        posts = [Evidence(p["id"], p["text"]) for p in row["posts"]]
        answer = await whole(answering.from_posts(row["question"], posts, lang="en"))
        made.append(" ".join(s.text for s in answer.statements))
    return made


def _clapnq(
    name: str, rows: Sequence[dict[str, Any]], made: Sequence[str], least: float | None
) -> Iterator[Figure]:
    pairs = list(zip(rows, made, strict=True))
    declined = [float(not text) for row, text in pairs if not row["answerable"]]
    answered = [float(bool(text)) for row, text in pairs if row["answerable"]]
    scores = [rouge_l(text, row["answer"]) for row, text in pairs if row["answerable"]]
    among = [score for score, held in zip(scores, answered, strict=True) if held]
    for what, values, bar in (
        ("unanswerable declined", declined, least),
        ("answerable answered", answered, least),
        ("ROUGE-L where answered", among, 0.5),
        ("ROUGE-L over all answerable", scores, 0.42),
    ):
        if not values:
            yield unmeasured(f"ClapNQ, {name}, {what}", "of 1", "nothing was answered")
            continue
        low, high = interval(values)
        label = f"ClapNQ, {name}, {what} (95 %: {low:.2f} to {high:.2f})"
        mean, n = statistics.fmean(values), len(values)
        if least is None or bar is None:  # a model, which no goal binds
            yield Figure(label, mean, "of 1", n)
        else:
            yield at_least(label, mean, bar, "of 1", n)


def main() -> None:
    given = _parser().parse_args()
    origin, wrong = Origin(), list[str]()
    measured = _parts(given, wrong)
    if given.cases:
        measured = (replace(f, holds=None, why="fewer cases") for f in measured)
    report(measured, origin, given.json, kept=KEPT if given.quick else None, quick=given.quick)
    if given.wrong:
        given.wrong.write_text("\n".join(wrong) + "\n", "utf-8")


def _parts(given: argparse.Namespace, wrong: list[str]) -> Iterator[Figure]:
    models: dict[str, ModelFile] = {}
    if HOUSE_FILE.exists():
        models["house"] = ModelFile(HOUSE_FILE, "house")
    if given.gemma:
        models["gemma"] = ModelFile(given.gemma, "gemma", adapter=given.adapter)
    if given.quick:
        models = {}
    for part in PLANTED if given.quick else given.only:
        if part in PLANTED:
            yield from _judged(part, models, given, wrong)
        elif part == "clapnq":
            yield from clapnq(given.data, models, given.cases)
        elif part == "first":
            yield from first(models)
        else:
            yield from _readers(models, min(ANSWERS, (given.cases or ANSWERS) * 10))


def _judged(
    part: str, models: Mapping[str, ModelFile], given: argparse.Namespace, wrong: list[str]
) -> Iterator[Figure]:
    some = cases(PLANTED[part])[: given.cases]
    for judged in composer(part, some):
        yield from judged.figures(wrong)
    if models and not answer_peer.installed(given.peer):
        why = "not installed where --peer says"
        yield unmeasured(f"LlamaIndex, {part}", "of 1", why)
    for name, file in models.items():
        for judged in model(name, file, part, some, given.peer):
            yield from judged.figures(wrong)


def _readers(models: Mapping[str, ModelFile], answers: int) -> Iterator[Figure]:
    yield from readers("composer", None, answers=answers)
    if find_spec("onnxruntime") is not None:
        yield from readers("composer, [semantic]", None, semantic=True, answers=answers)
    for name, file in models.items():
        yield from readers(name, file, answers=answers)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Answers, judged by how the cases were made.")
    parser.add_argument("--quick", action="store_true", help="a subset; the rest is copied")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", default=PARTS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--data", type=Path, help="the folder that holds answers/")
    parser.add_argument("--gemma", type=Path, help="the joined GGUF")
    parser.add_argument("--adapter", type=Path, help="ours for it")
    parser.add_argument(
        "--peer",
        default=sys.executable,
        metavar="PYTHON",
        help="that has benchmarks/peers/answers.txt",
    )
    parser.add_argument("--cases", type=int, help="fewer than all: no goal is judged")
    parser.add_argument("--wrong", type=Path, help="where what was judged wrong goes, to be read")
    return parser


if __name__ == "__main__":
    main()
