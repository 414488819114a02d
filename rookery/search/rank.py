"""Ranks candidates for a query: words, feedback, vectors, a closer reading, priors; in that order.

Pure arithmetic over arrays: fetching candidates, folding duplicates and showing results are for
others. Every post's score is the sum of its parts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rookery.search.feedback import Expansion, expand, self_reliance, unexpanded
from rookery.search.priors import copies_kept, engagement, readable, recency
from rookery.search.score import TermCounts, Texts, first_of_same, gains
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
    languages: npt.NDArray[np.integer] | None = None  # (n,) any codes, 0 where unknown
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
    """All candidates, best first; `read` is asked twice, at most `semantic_first` and then
    `semantic_posts` rows, none of them twice.

    With no words the priors alone decide; with no candidates the ranking is empty.
    """
    n = len(posts.texts.offsets) - 1
    same = first_of_same(posts.texts)
    own_work = copies_kept(posts.copies, settings) if posts.copies is not None else np.ones(n)
    reader = _Reader(read, same) if read else None

    first = _twice(asked, posts.texts, stats, own_work, settings)
    best, trust = _best_for_feedback(first, own_work, reader, settings)
    spoken = np.ones(n)
    if posts.languages is not None:
        spoken = readable(posts.languages, best, trust, settings)
    keep, trust = own_work * spoken, trust * spoken[best]
    query = expand(asked.terms, posts.texts, best, trust, ignore=asked.ignore, settings=settings)
    own = self_reliance(query.said, settings=settings)
    parts = _words(posts.texts, query, stats, settings)
    cosines = _cosines(asked, posts)
    whole = dict(parts)
    if cosines is not None:
        whole = _mixed(parts, "vectors", cosines[same], settings.vector_weight)
    if reader:  # what was read says all that the static vectors would, and better
        cosines = _read_best(_total(whole, n) * keep, reader, settings)
        weight = (1 - own) * settings.semantic_weight + own * settings.semantic_weight_long
        whole = _mixed(parts, "semantic", cosines, weight)
    relevance = _total(whole, n)
    whole["repost"] = relevance * (own_work - 1)
    whole["language"] = relevance * own_work * (spoken - 1)
    if posts.age_days is not None:
        whole["recency"] = recency(posts.age_days, settings)
    if posts.heat is not None:
        whole["engagement"] = engagement(posts.heat, settings)
    scores = _total(whole, n)
    return Ranking(_descending(scores), scores, whole, query)


class _Reader:
    """Reads each post once, and of posts that say the same words only the first."""

    def __init__(self, read: Reading, same: Rows) -> None:
        self._read, self._same = read, same
        self._known = np.full(len(same), np.nan)

    def __call__(self, rows: Rows) -> Floats:
        """The semantic cosines of `rows` (k,), negative ones as 0; (k,)."""
        firsts = self._same[rows]
        new = np.unique(firsts[np.isnan(self._known[firsts])])
        if len(new):
            self._known[new] = np.maximum(self._read(new), 0)
        return self._known[firsts]


def _twice(
    asked: Asked, texts: Texts, stats: TermCounts, keep: Floats, settings: RankingSettings
) -> Floats:
    """Scores (n,) by words, and for a short query by what a first round of feedback adds."""
    alone = unexpanded(asked.terms)
    own = self_reliance(alone.said, len(keep), settings)
    plain = _share(gains(texts, alone.ids, stats, settings) @ alone.own * keep)
    best, trust = _best_for_feedback(plain, keep, None, settings)
    query = expand(asked.terms, texts, best, trust, ignore=asked.ignore, settings=settings)
    related = _total(_words(texts, query, stats, settings), len(keep)) * keep
    return _share(own * plain + (1 - own) * related)


def _best_for_feedback(
    scores: Floats, keep: Floats, reader: _Reader | None, settings: RankingSettings
) -> tuple[Rows, Floats]:
    """The rows that feedback learns from and how far each is trusted; both (k,)."""
    best = _descending(scores)[: settings.semantic_first if reader else settings.feedback_posts]
    best = best[scores[best] > 0]
    if reader is None:
        return best, scores[best]
    weight = settings.semantic_first_weight
    trust = (1 - weight) * scores[best] + weight * reader(best) * keep[best]
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


def _cosines(asked: Asked, posts: Candidates) -> Floats | None:
    """The query's static cosine with each post, negative ones as 0; (n,)."""
    if asked.vector is None or posts.vectors is None or not asked.vector.any():
        return None
    rows = posts.vectors.astype(np.float32)
    query = asked.vector.astype(np.float32)
    norms = np.sqrt(np.einsum("ij,ij->i", rows, rows)) * np.sqrt(query @ query)
    cosines: Floats = np.maximum(rows @ query / np.maximum(norms, 1e-12), 0).astype(np.float64)
    return cosines


def _read_best(scores: Floats, reader: _Reader, settings: RankingSettings) -> Floats:
    """Semantic cosines; posts beyond the best get that of the least of those that were read."""
    best = _descending(scores)[: settings.semantic_posts]
    read = reader(best)
    cosines = np.full(len(scores), read.min(initial=1.0))
    cosines[best] = read
    return cosines


def _mixed(parts: dict[str, Floats], name: str, value: Floats, weight: float) -> dict[str, Floats]:
    """`parts` with `value` at its weight in the whole; the others share the rest."""
    shared = {other: (1 - weight) * part for other, part in parts.items()}
    return {**shared, name: weight * value}


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
