"""Folds copies: near-duplicates and reposts stand as one result, the best-ranked of them.

Pure over arrays. Two posts are near-duplicates when their words overlap by `ALIKE` (Jaccard,
Broder 1997) and there are enough of them to tell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rookery.store.rows import FIELDS, Gathered

ALIKE = 0.8  # of a rumour's copies with a word or two changed .82 and more, of replies to it .6
_FEW = 4  # different words: below this only equal posts are copies
_HASHES = 32
_ODD = np.random.default_rng(1).integers(0, 2**31, _HASHES).astype(np.uint32) * 2 + 1
_BODY = FIELDS.index("text")


def fold(posts: Gathered, order: npt.NDArray[np.intp]) -> list[list[int]]:
    """Groups of rows, best first by `order`, each led by the row that stands for it."""
    origin = np.where(posts.origin > 0, posts.origin, posts.key)
    alike = _alike(posts, order)
    groups: list[list[int]] = []
    led_by: dict[int, list[int]] = {}  # place in `order` to its group
    by_origin: dict[int, list[int]] = {}
    for place, row in enumerate(order.tolist()):
        copies = np.flatnonzero(alike[place, :place])
        leader = next((led_by[c] for c in copies.tolist() if c in led_by), None)
        group = by_origin.get(int(origin[row])) or leader
        if group is None:
            group = []
            groups.append(group)
            led_by[place] = group
        group.append(row)
        by_origin.setdefault(int(origin[row]), group)
    return groups


def _alike(posts: Gathered, order: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which of the posts in `order` are near-duplicates; (n, n).

    Sketches (MinHash, Broder 1997) name the pairs worth comparing, so that a hundred long posts
    cost a millisecond or two.
    """
    n = len(order)
    words = [
        np.unique(posts.terms[posts.offsets[r] : posts.offsets[r] + posts.bounds[r, _BODY]])
        for r in order.tolist()
    ]
    alike = np.zeros((n, n), bool)
    some = np.flatnonzero([len(w) > 0 for w in words])
    if len(some) < 2:
        return alike
    sketch = _sketches([words[i] for i in some.tolist()])
    shared = (sketch[:, None, :] == sketch[None, :, :]).sum(axis=2)
    for a, b in zip(*np.nonzero(np.triu(shared >= _HASHES // 2, 1)), strict=True):
        i, j = int(some[a]), int(some[b])
        both = len(np.intersect1d(words[i], words[j], assume_unique=True))
        union = len(words[i]) + len(words[j]) - both
        few = min(len(words[i]), len(words[j])) < _FEW
        alike[i, j] = alike[j, i] = both == union if few else both >= ALIKE * union
    return alike


def _sketches(words: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    """The least of each of `_HASHES` hashes over each post's words; (n, hashes)."""
    starts = np.cumsum([0, *(len(w) for w in words[:-1])])
    hashed = np.concatenate(words)[:, None] * _ODD[None, :]
    sketch: npt.NDArray[np.uint32] = np.minimum.reduceat(hashed ^ (hashed >> np.uint32(15)), starts)
    return sketch
