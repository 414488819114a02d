"""BM25F over a batch of posts given as term ids: how well each post holds each word.

Knows nothing of where the posts came from. Robertson & Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), section 3.6 for weighted fields.
"""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from rookery.search.tuning import BODY, DEFAULT, Floats, RankingSettings, Rows, TermIds


class Texts(Protocol):
    """n posts as term ids in reading order, one field after the other."""

    @property
    def terms(self) -> TermIds:
        """All posts' terms, (nnz,)."""

    @property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Where each post begins in `terms`, (n + 1,)."""

    @property
    def bounds(self) -> npt.NDArray[np.int64]:
        """Where each field ends, counted from the post's own beginning, (n, fields)."""


class TermCounts(Protocol):
    """How common words are in the whole collection."""

    @property
    def posts(self) -> int:
        """How many posts there are."""

    @property
    def mean_length(self) -> float:
        """Words of a post's title and text, on average."""

    def df(self, ids: TermIds) -> npt.NDArray[np.int64]:
        """In how many posts each term stands; same shape as `ids`."""


def idf(stats: TermCounts, ids: TermIds) -> Floats:
    """How much each term tells, never negative; same shape as `ids`."""
    df = np.minimum(stats.df(ids), stats.posts)
    return np.log1p((stats.posts - df + 0.5) / (df + 0.5))


def frequencies(texts: Texts, ids: TermIds, fields: tuple[float, ...]) -> Floats:
    """Occurrences of each of `ids` (m,) in each post, weighted by field; (n, m).

    Three thousand tweets against eighty terms take about 1 ms: a table over the low 16 bits of an
    id turns away all but a few of the posts' terms before any exact comparison.
    """
    n, m = len(texts.offsets) - 1, len(ids)
    if not m:
        return np.zeros((n, 0))
    slots = np.zeros(1 << 16, np.bool_)
    slots[ids & 0xFFFF] = True
    maybe = np.flatnonzero(slots[texts.terms & 0xFFFF])
    order = np.argsort(ids, kind="stable")
    found = texts.terms[maybe]
    column = order[np.minimum(np.searchsorted(ids[order], found), m - 1)]
    same = ids[column] == found
    place, column = maybe[same], column[same]
    ends = (texts.offsets[:-1, None] + texts.bounds).ravel()
    row, field = np.divmod(np.searchsorted(ends, place, side="right"), len(fields))
    weight = np.asarray(fields)[field]
    flat = np.bincount(row * m + column, weights=weight, minlength=n * m)
    return flat.astype(np.float64, copy=False).reshape(n, m)


def gains(
    texts: Texts, ids: TermIds, stats: TermCounts, settings: RankingSettings = DEFAULT
) -> Floats:
    """What each of `ids` (m,) gives to each post when its weight is 1; (n, m), never negative.

    A post's BM25 score for a query with weights w (m,) is `gains(...) @ w`.
    """
    tf = frequencies(texts, ids, settings.fields)
    length = texts.bounds[:, BODY - 1] / max(stats.mean_length, 1e-9)
    k1 = settings.k1(stats.mean_length)
    held = np.maximum(k1 * (1 - settings.b + settings.b * length), 1e-9)
    each = tf + held[:, None]
    np.divide(tf, each, out=each)
    each *= idf(stats, ids) * (k1 + 1)
    return each


def first_of_same(texts: Texts) -> Rows:
    """For each post the first that says the same words in title and text; (n,).

    Quotation marks and capitals make no other post of it, and must not part two vectors.
    """
    mixed = texts.terms.astype(np.uint64) + np.uint64(1)
    mixed *= np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash, then shift and again
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    begin = texts.offsets[:-1]
    bags = sums[begin + texts.bounds[:, BODY - 1]] - sums[begin]
    _, first, group = np.unique(bags, return_index=True, return_inverse=True)
    same: Rows = first[group].astype(np.intp)
    return same
