"""Fits the judgements of `rookery/answer/`: which sentences speak to a question, whether all
together answer it, and whether a post carries what is said of it.

python -m recipes.judgements CLAPNQ.jsonl [--only answers|supports] [--write]

From questions 1-150 of ClapNQ (Apache-2.0; its posts are the sentences of one text) and from the
examples to learn from of our instruction data; what is kept back of both is not looked at. Prints
what cross-validation gives; needs the extra [semantic], as one fit of each is with its vectors.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from recipes.answer_cases import Case, made_of, posts, texts
from recipes.instructions import apart, examples
from recipes.support_cases import Claim, claims
from rookery.answer.composed.compose import one_text, speaking
from rookery.answer.reading.judgement import WEIGHTS, Judgement, judgements, written
from rookery.answer.reading.likeness import Floats, Likeness
from rookery.answer.reading.measures import Beside, beside, of_all, of_each
from rookery.answer.reading.sentences import sentences
from rookery.answer.support import against, measures
from rookery.durable import write_whole
from rookery.embed import load_semantic

T = TypeVar("T")
_OF_POSTS = (
    "speaks",
    "covered",
    "aligned",
    "near",
    "closer",
    "holds",
    "asks",
    "asked",
)  # the others
# tell how a text is written, which says nothing of posts by many people
_FOLDS, _ROUNDS = 10, 4
_REFUSED = 0.85  # of the claims that no post carries: what is wrong is worse than what is missed
_PULL = 15.0  # towards weights of 0: from 5 to 40 it made no difference


def fitted(names: Sequence[str], x: Floats, y: Floats) -> Judgement:
    """Logistic regression by Newton's steps; the classes weigh the same. `x` is (n, names)."""
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    scaled = np.c_[(x - mean) / deviation, np.ones(len(x))]
    share = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    weight = np.zeros(scaled.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-scaled @ weight))
        slope = scaled.T @ ((chance - y) * share) + _PULL * np.r_[weight[:-1], 0]
        curve = (scaled * (chance * (1 - chance) * share)[:, None]).T @ scaled
        weight -= np.linalg.solve(curve + _PULL * np.eye(len(weight)), slope)

    def rounded(values: Floats) -> tuple[float, ...]:
        return tuple(float(f"{v:.6g}") for v in values)

    return Judgement(
        tuple(names), rounded(mean), rounded(deviation), rounded(weight[:-1]),
        float(f"{weight[-1]:.6g}"), 0.5,
    )  # fmt: skip


def left_out(names: Sequence[str], x: Floats, y: Floats) -> Floats:
    """The chance of each case by fits that did not see it. (n,)"""
    chances = np.zeros(len(y))
    for seed in range(_ROUNDS):
        order = np.random.default_rng(seed).permutation(len(y))
        for fold in range(_FOLDS):
            out = order[fold::_FOLDS]
            kept = np.setdiff1d(order, out)
            made = fitted(names, x[kept], y[kept])
            chances[out] += made.probability(dict(zip(names, x[out].T, strict=True))) / _ROUNDS
    return chances


def judged(
    name: str, rows: Sequence[Mapping[str, float]], y: Floats, refused: float | None = None
) -> Judgement:
    """Fitted, with the cut at which it errs on both sides alike, by what was left out; or at which
    this share of what does not hold is refused.
    """
    names = list(rows[0])
    x = np.array([[row[n] for n in names] for row in rows])
    chances = left_out(names, x, y)
    right = [min((chances[y == 1] >= t).mean(), (chances[y == 0] < t).mean()) for t in chances]
    cut = chances[int(np.argmax(right))]
    if refused is not None:
        cut = np.quantile(chances[y == 0], refused)
    cut = float(f"{cut:.4g}")
    yes, no = (chances[y == 1] >= cut).mean(), (chances[y == 0] < cut).mean()
    print(f"{name}: {len(y)} cases, area {area(y, chances):.3f}, right {yes:.3f} and {no:.3f}")
    made = fitted(names, x, y)
    return Judgement(made.names, made.mean, made.deviation, made.weight, made.bias, cut)


def area(y: Floats, chances: Floats) -> float:
    """The area under the curve of hits and false alarms."""
    rank = np.empty(len(y))
    rank[np.argsort(chances, kind="stable")] = np.arange(1, len(y) + 1)
    held = int(y.sum())
    return float((rank[y == 1].sum() - held * (held + 1) / 2) / (held * (len(y) - held)))


def answers(
    cases: tuple[Sequence[Case], Sequence[Case]], likeness: Likeness
) -> dict[str, Judgement]:
    """Fitted on cases of posts and on cases of one text."""
    ours, theirs = cases
    print(f"{len(ours)} cases of posts, {len(theirs)} of texts")
    compared = {id(c): _compared(c, likeness) for c in _counted([*ours, *theirs])}
    made: dict[str, Judgement] = {}
    for read in ("", " semantic"):
        seen = {
            key: found if read else replace(found, closer=None, wider=None)
            for key, found in compared.items()
        }
        held = [c for c in ours if c.answered]
        rows = [r for c in held for r in _rows(of_each(seen[id(c)]))]
        cited = [one for c in held for one in _made_of(c, seen[id(c)], likeness)]
        speaks = made[f"speaks{read}"] = judged(f"speaks{read}", rows, np.array(cited))
        of_posts = [
            of_all(f, np.clip(speaks.probability(of_each(f)), 0.001, 0.999))
            for f in (seen[id(c)] for c in ours)
        ]
        of_posts = [{n: v for n, v in row.items() if n.startswith(_OF_POSTS)} for row in of_posts]
        made[f"posts{read}"] = judged(f"posts{read}", of_posts, _answers(ours))
        of_texts = [of_all(f := seen[id(c)], speaking(f, c.posts)) for c in theirs]
        made[f"text{read}"] = judged(f"text{read}", of_texts, _answers(theirs))
    return made


def supports(cases: Sequence[Claim], likeness: Likeness) -> dict[str, Judgement]:
    """Fitted on the claims that no plain rule is against, which it will be asked of."""
    ruled = [bool(against(c.text, c.cited)) for c in cases]
    rows, y = list[Mapping[str, float]](), list[float]()
    for claim, out in zip(_counted(cases), ruled, strict=True):
        if (
            not out
            and not (row := measures(claim.text, claim.cited, likeness, claim.lang))["denies"]
        ):
            rows.append(row)
            y.append(float(claim.carried))
    lost = sum(c.carried for c in cases) - sum(y)
    print(
        f"{len(cases)} claims, {len(y)} left by the plain rules, of those carried {lost:.0f} lost"
    )
    without = [{n: v for n, v in row.items() if n not in ("closer", "denies")} for row in rows]
    all_of_it = [{n: v for n, v in row.items() if n != "denies"} for row in rows]
    answers = np.array(y)
    return {
        "supports": judged("supports", without, answers, _REFUSED),
        "supports semantic": judged("supports semantic", all_of_it, answers, _REFUSED),
    }


def _made_of(case: Case, found: Beside, likeness: Likeness) -> list[float]:
    terms = likeness.text(case.answer, case.lang).terms
    posts = [s.post for s in found.sentences]
    return made_of(case, [t.terms for t in found.texts], posts, terms)


def _compared(case: Case, likeness: Likeness) -> Beside:
    found = sentences(case.posts)
    one = one_text(case.posts)
    return beside(case.question, found, likeness, case.lang, one_text=one)


def _answers(cases: Sequence[Case]) -> Floats:
    return np.array([float(c.answered) for c in cases])


def _rows(measured: Mapping[str, Floats]) -> list[dict[str, float]]:
    return [dict(zip(measured, row, strict=True)) for row in zip(*measured.values(), strict=True)]


def _counted(cases: Sequence[T]) -> Iterator[T]:
    for number, case in enumerate(cases, 1):
        print(f"\r{number} of {len(cases)} compared", end="", file=sys.stderr, flush=True)
        yield case
    print(file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("--only", choices=("answers", "supports"), help="the others stay")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    likeness = Likeness(load_semantic(threads=1))
    learned, _ = apart(examples())
    made: dict[str, Judgement] = {}
    if given.only != "supports":
        ours = [e for e in learned if e.task == "answer"]
        cases = list(posts(ours, likeness)), list(texts(given.clapnq))
        made |= answers(cases, likeness)
    if given.only != "answers":
        told = [e for e in learned if e.task in ("answer", "summary")]
        made |= supports(list(claims(told, likeness)), likeness)
    if given.write:
        kept = judgements() if given.only else {}
        write_whole(WEIGHTS, written({**kept, **made}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
