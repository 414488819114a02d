"""Folds copies: near-duplicates and reposts stand as one result, the best-ranked of them.

Pure over arrays. Two posts are near-duplicates when their words overlap by `ALIKE` (Jaccard,
Broder 1997) and there are enough of them to tell. What the first posts of an order are folded into
does not depend on how many follow.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from rookery.store.rows import FIELDS, Gathered
from rookery.text.runs import runs

ALIKE = 0.8  # of a rumour's copies with a word or two changed .82 and more, of replies to it .6
_FEW = 4  # different words: below this only equal posts are copies
_BUCKETS, _BANDS, _BAND = 32, 24, 6  # at `ALIKE` one pair in a thousand has no band in common
_COMPARED = 8  # leaders that a post is compared with: those most like it by their buckets
_CROWD = 16  # leaders a band knows: what more share tells of none of them
_EMPTY = np.uint32(0xFFFFFFFF)
_ODD = np.uint32(0x9E3779B1)
_CHANCE = np.random.default_rng(1)
_OF_BAND = np.array([_CHANCE.permutation(_BUCKETS)[:_BAND] for _ in range(_BANDS)])
_MIX = _CHANCE.integers(1 << 63, size=(_BANDS, _BAND), dtype=np.uint64)
_BODY = FIELDS.index("text")


def fold(posts: Gathered, order: npt.NDArray[np.intp]) -> list[list[int]]:
    """Groups of rows, best first by `order`, each led by the row that stands for it."""
    origin = np.where(posts.origin > 0, posts.origin, posts.key)[order].tolist()
    leaders = _Leaders(posts, order)
    groups: list[list[int]] = []
    by_origin: dict[int, list[int]] = {}
    led_by: dict[int, list[int]] = {}  # place in `order` to its group
    for place, row in enumerate(order.tolist()):
        group = by_origin.get(origin[place])
        if group is None:
            leader = leaders.like(place)
            group = led_by[leader] if leader is not None else None
        if group is None:
            group = led_by[place] = []
            groups.append(group)
            leaders.add(place)
        group.append(row)
        by_origin.setdefault(origin[place], group)
    return groups


class _Leaders:
    """Posts that lead a group, found by what a post has in common with them."""

    def __init__(self, posts: Gathered, order: npt.NDArray[np.intp]) -> None:
        self._starts = posts.offsets[:-1][order]
        self._ends = self._starts + posts.bounds[order, _BODY]
        self._terms = posts.terms
        self._sketches, self._bands = _sketched(self._terms, self._starts, self._ends)
        self._lonely = _lonely(self._bands)
        self._with: dict[int, list[int]] = defaultdict(list)  # band to leaders that have it
        self._words: dict[int, frozenset[int]] = {}

    def add(self, place: int) -> None:
        if not self._lonely[place]:
            for band in self._bands[place].tolist():
                if len(self._with[band]) < _CROWD:
                    self._with[band].append(place)

    def like(self, place: int) -> int | None:
        """The first leader that the post at `place` is a near-duplicate of."""
        if self._lonely[place]:
            return None
        near = {leader for band in self._bands[place].tolist() for leader in self._with[band]}
        if not near:
            return None
        words = self._of(place)
        return next((n for n in self._likeliest(place, near) if _alike(words, self._of(n))), None)

    def _likeliest(self, place: int, near: set[int]) -> list[int]:
        """Those of `near` that are worth comparing, in their order."""
        among = np.array(sorted(near))
        if len(among) > _COMPARED:
            shared = (self._sketches[among] == self._sketches[place]).sum(axis=1)
            among = np.sort(among[np.argsort(-shared, kind="stable")[:_COMPARED]])
        likeliest: list[int] = among.tolist()
        return likeliest

    def _of(self, place: int) -> frozenset[int]:
        if place not in self._words:
            words = self._terms[self._starts[place] : self._ends[place]]
            self._words[place] = frozenset(words.tolist())
        return self._words[place]


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    both = len(one & other)
    union = len(one) + len(other) - both
    return both == union if min(len(one), len(other)) < _FEW else both >= ALIKE * union


def _sketched(
    terms: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint64]]:
    """Each post's words in buckets, of each the least (n, buckets); and bands of them (n, bands).

    One hash a word, and an empty bucket has what the next one has (Shrivastava, Li, "Densifying One
    Permutation Hashing", 2014). A post without words has bands that are like no other's.
    """
    n, lengths = len(starts), ends - starts
    hashed = terms[runs(starts, lengths)] * _ODD
    bucket = np.repeat(np.arange(n) * _BUCKETS, lengths) + (hashed >> np.uint32(27))
    least = np.full(n * _BUCKETS, _EMPTY)
    np.minimum.at(least, bucket, hashed * _ODD)
    sketches = _densified(least.reshape(n, _BUCKETS))
    bands = (sketches[:, _OF_BAND].astype(np.uint64) * _MIX).sum(axis=2, dtype=np.uint64)
    bare = lengths == 0
    bands[bare] = np.arange(bare.sum() * _BANDS, dtype=np.uint64).reshape(-1, _BANDS)
    return sketches, bands


def _densified(sketches: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Each empty bucket with the value of the next that is not, past the end the first's."""
    twice = np.concatenate([sketches, sketches], axis=1)
    places = np.where(twice != _EMPTY, np.arange(twice.shape[1]), twice.shape[1] - 1)
    following = np.minimum.accumulate(places[:, ::-1], axis=1)[:, ::-1][:, :_BUCKETS]
    filled: npt.NDArray[np.uint32] = np.take_along_axis(twice, following, axis=1)
    # as it came from further away it is another value: else one word would fill many alike
    return filled + (following - np.arange(_BUCKETS)).astype(np.uint32) * _ODD


def _lonely(bands: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which posts have no band in common with any other; (n,)."""
    _, place, counts = np.unique(bands, return_inverse=True, return_counts=True)
    lonely: npt.NDArray[np.bool_] = (counts[place.reshape(bands.shape)] == 1).all(axis=1)
    return lonely
