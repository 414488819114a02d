"""Related words from the best posts: RM3 pseudo-relevance feedback.

Lavrenko & Croft, "Relevance-Based Language Models" (2001), mixed with the query as in
Abdul-Jaleel et al., "UMass at TREC 2004". Which posts are best is the caller's to say.
"""

from dataclasses import dataclass

import numpy as np

from rookery.search.score import Texts
from rookery.search.tuning import BODY, DEFAULT, Floats, RankingSettings, Rows, TermIds


@dataclass(frozen=True, slots=True)
class Expansion:
    """A query of m terms with what it said itself and what the best posts add; weights sum to 1."""

    ids: TermIds  # (m,) the query's own first
    own: Floats  # (m,)
    related: Floats  # (m,)

    @property
    def said(self) -> int:
        """How many different terms the query itself holds."""
        return int((self.own > 0).sum())

    def related_ids(self, limit: int) -> TermIds:
        """The terms that the query does not hold, the strongest first."""
        new = np.flatnonzero((self.own == 0) & (self.related > 0))
        return self.ids[new[np.argsort(-self.related[new], kind="stable")][:limit]]


def self_reliance(
    count: int, matches: float = np.inf, settings: RankingSettings = DEFAULT
) -> float:
    """How far a query of `count` different words speaks for itself, 0 to 1.

    Three words need the help of feedback; a pasted paragraph says what it means, and its
    feedback drifts. So it does where ten posts are most of the `matches`: they tell of each other.
    """
    own = count / (count + settings.patience)
    return 1 - (1 - own) / (1 + (settings.feedback_matches / max(matches, 1)) ** 2)


def unexpanded(query: TermIds) -> Expansion:
    """The query alone: each different word weighs the same."""
    ids = _distinct(query)
    weight = np.full(len(ids), 1 / max(len(ids), 1))
    return Expansion(ids, weight, np.zeros(len(ids)))


def expand(
    query: TermIds,
    texts: Texts,
    best: Rows,
    scores: Floats,
    *,
    ignore: TermIds,
    settings: RankingSettings = DEFAULT,
) -> Expansion:
    """`query` with the words that `best` (k,) rows of `texts` have in common.

    `scores` (k,) of those rows say how much each counts; `ignore` are function words, sorted.
    Learns from title and text only: names and tags of the side fields repeat by habit.
    """
    alone = unexpanded(query)
    own = self_reliance(len(alone.ids), len(texts.offsets) - 1, settings)
    ids, weights = _model(texts, best, scores, ignore, settings)
    if not len(ids):
        return alone
    fresh = ids[~np.isin(ids, alone.ids)]
    every = np.concatenate([alone.ids, fresh])
    order = np.argsort(ids)
    spot = np.minimum(np.searchsorted(ids, every, sorter=order), len(ids) - 1)
    shared = np.where(ids[order[spot]] == every, weights[order[spot]], 0.0)
    said = np.concatenate([alone.own, np.zeros(len(fresh))])
    return Expansion(every, own * said, (1 - own) * shared)


def _model(
    texts: Texts, best: Rows, scores: Floats, ignore: TermIds, settings: RankingSettings
) -> tuple[TermIds, Floats]:
    """The strongest terms of `best` and their weights, which sum to 1."""
    trust = np.maximum(scores, 0) ** settings.feedback_focus
    lengths = texts.bounds[best, BODY - 1]
    kept = [texts.terms[s : s + n] for s, n in zip(texts.offsets[best], lengths, strict=True)]
    terms = np.concatenate([*kept, np.zeros(0, np.uint32)])
    each = trust / np.maximum(lengths, 1) ** settings.feedback_length
    weight = np.repeat(each, lengths)
    if len(ignore):
        spot = np.minimum(np.searchsorted(ignore, terms), len(ignore) - 1)
        weight = np.where(ignore[spot] == terms, 0.0, weight)
    ids, inverse = np.unique(terms, return_inverse=True)
    total = np.bincount(inverse, weights=weight, minlength=len(ids))
    top = np.argsort(-total, kind="stable")[: settings.feedback_terms]
    top = top[total[top] > 0]
    return ids[top], total[top] / max(total[top].sum(), 1e-300)


def _distinct(ids: TermIds) -> TermIds:
    """Each id once, in the order of first sight."""
    _, first = np.unique(ids, return_index=True)
    return ids[np.sort(first)]
