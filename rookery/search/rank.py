"""Ranks candidates for a query: words, feedback, vectors, a closer reading, priors; in that order.

Pure arithmetic over arrays: fetching candidates, folding duplicates and showing results are for
others. Every post's score is the sum of its parts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rookery.search.feedback import Expansion, expand, self_reliance, unexpanded
from rookery.search.priors import engagement, kept_share, recency
from rookery.search.score import TermCounts, Texts, gains
from rookery.search.tuning import DEFAULT, Floats, RankingSettings, Rows, TermIds, Vectors

Reading = Callable[[Rows], Floats]
"""Given k rows of the candidates, the query's semantic cosine with each, (k,)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its terms without function words, and its static vector where there is one."""

    terms: TermIds  # (m,), repeats count once
    vector: Vectors | None = None  # (d,)
    ignore: TermIds = field(
        default_factory=lambda: np.zeros(0, np.uint32)
    )  # function words, sorted


@dataclass(frozen=True, slots=True)
class Candidates:
    """n posts in the order they came in: of two that score the same, the earlier is the original.

    What is not known, or must not count, is `None`.
    """

    texts: Texts
    vectors: Vectors | None = None  # (n, d), any scale
    copies: npt.NDArray[np.bool_] | None = None  # (n,) reposts of another's post
    age_days: Floats | None = None  # (n,) at the moment of asking, NaN where unknown
    heat: Floats | None = None  # (n,) ln(1 + likes + 2 reposts + replies)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows of the candidates, best first; scores and parts are by row of the candidates."""

    order: Rows  # (n,)
    scores: Floats  # (n,)
    parts: dict[str, Floats]  # each (n,); they sum to `scores`
    expansion: Expansion

    def explain(self, row: int) -> dict[str, float]:
        """What each part gave to one post, without those that gave nothing."""
        return {name: float(part[row]) for name, part in self.parts.items() if part[row]}


def rank(
    asked: Asked,
    posts: Candidates,
    stats: TermCounts,
    *,
    read: Reading | None = None,
    settings: RankingSettings = DEFAULT,
) -> Ranking:
    """All candidates, best first; `read` is asked twice, for `semantic_posts` rows at most.

    With no words the priors alone decide; with no candidates the ranking is empty.
    """
    n = len(posts.texts.offsets) - 1
    copies = posts.copies if posts.copies is not None else np.zeros(n, np.bool_)
    keep = kept_share(copies, settings)
    reader = _Reader(posts.texts, read) if read else None

    alone = unexpanded(asked.terms)
    first = _share(gains(posts.texts, alone.ids, stats, settings) @ alone.own) * keep
    best, trust = _best_for_feedback(first, keep, reader, settings)
    query = expand(asked.terms, posts.texts, best, trust, ignore=asked.ignore, settings=settings)
    parts = _words(posts.texts, query, stats, settings)
    _mix(parts, "vectors", _cosines(asked, posts, best, trust, settings), settings.vector_weight)
    if reader:
        weight = _semantic_weight(len(alone.ids), settings)
        _mix(parts, "semantic", _read_best(_total(parts, n) * keep, reader, settings), weight)
    parts["repost"] = _total(parts, n) * (keep - 1)
    if posts.age_days is not None:
        parts["recency"] = recency(posts.age_days, settings)
    if posts.heat is not None:
        parts["engagement"] = engagement(posts.heat, settings)
    scores = _total(parts, n)
    return Ranking(_descending(scores), scores, parts, query)


class _Reader:
    """Reads posts once, and of posts that say the same words only the first."""

    def __init__(self, texts: Texts, read: Reading) -> None:
        self._texts = texts
        self._read = read
        self._known: dict[bytes, float] = {}

    def __call__(self, rows: Rows) -> Floats:
        """The semantic cosines of `rows` (k,), negative ones as 0; (k,)."""
        words = [self._words(row) for row in rows]
        new: dict[bytes, int] = {}
        for said, row in zip(words, rows.tolist(), strict=True):
            if said not in self._known:
                new.setdefault(said, row)
        if new:
            found = self._read(np.fromiter(new.values(), np.intp, len(new)))
            self._known.update(zip(new, np.maximum(found, 0).tolist(), strict=True))
        return np.array([self._known[w] for w in words])

    def _words(self, row: int) -> bytes:
        return self._texts.terms[self._texts.offsets[row] : self._texts.offsets[row + 1]].tobytes()


def _best_for_feedback(
    first: Floats, keep: Floats, reader: _Reader | None, settings: RankingSettings
) -> tuple[Rows, Floats]:
    """The rows that feedback learns from and how far each is trusted; both (k,)."""
    best = _descending(first)
    best = best[first[best] > 0]
    if reader is None:
        best = best[: settings.feedback_posts]
        return best, first[best]
    best = best[: settings.semantic_first]
    weight = settings.semantic_first_weight
    trust = (1 - weight) * first[best] + weight * reader(best) * keep[best]
    top = _descending(trust)[: settings.feedback_posts]
    return best[top], trust[top]


def _words(
    texts: Texts, query: Expansion, stats: TermCounts, settings: RankingSettings
) -> dict[str, Floats]:
    """What the query's own words and the related ones give; the best post's sum is 1."""
    each = gains(texts, query.ids, stats, settings)
    said, related = each @ query.own, each @ query.related
    top = max((said + related).max(initial=0.0), 1e-300)
    return {"words": said / top, "related": related / top}


def _cosines(
    asked: Asked, posts: Candidates, best: Rows, trust: Floats, settings: RankingSettings
) -> Floats | None:
    """The query's static cosine with each post, after Rocchio (1971) moved it to the best posts."""
    if asked.vector is None or posts.vectors is None or not asked.vector.any():
        return None
    aim = _unit(asked.vector)
    near = best[: settings.vector_posts]
    if len(near):
        weights = trust[: settings.vector_posts] ** settings.feedback_focus
        centre = _unit(weights @ _unit(posts.vectors[near]))
        aim = _unit((1 - settings.vector_shift) * aim + settings.vector_shift * centre)
    rows = posts.vectors.astype(np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    cosines: Floats = np.maximum(rows @ aim / np.maximum(length, 1e-12), 0).astype(np.float64)
    return cosines


def _read_best(scores: Floats, reader: _Reader, settings: RankingSettings) -> Floats:
    """Semantic cosines; posts beyond the best get that of the least of those that were read."""
    best = _descending(scores)[: settings.semantic_posts]
    read = reader(best)
    cosines = np.full(len(scores), read.min(initial=1.0))
    cosines[best] = read
    return cosines


def _semantic_weight(count: int, settings: RankingSettings) -> float:
    """More for a longer query: most of its words are in no good answer."""
    long = self_reliance(count, settings)
    return (1 - long) * settings.semantic_weight + long * settings.semantic_weight_long


def _mix(parts: dict[str, Floats], name: str, value: Floats | None, weight: float) -> None:
    """Gives `value` its weight in the whole and scales the other parts to the rest."""
    if value is None:
        return
    for other, part in parts.items():
        parts[other] = (1 - weight) * part
    parts[name] = weight * value


def _total(parts: dict[str, Floats], n: int) -> Floats:
    total = np.zeros(n)
    for part in parts.values():
        total += part
    return total


def _share(scores: Floats) -> Floats:
    """Scores as a share of the best."""
    share: Floats = scores / max(scores.max(initial=0.0), 1e-300)
    return share


def _descending(scores: Floats) -> Rows:
    """Rows by score; those equal to nine digits (a sum's last ones are chance) as given."""
    order: Rows = np.argsort(-np.round(scores, 9), kind="stable")
    return order


def _unit(vectors: Vectors) -> npt.NDArray[np.float32]:
    """Vectors (..., d) at length 1, as float32; zeros stay zeros."""
    rows = vectors.astype(np.float32)
    scaled: npt.NDArray[np.float32] = rows / np.maximum(
        np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12
    )
    return scaled
