"""Folds copies: near-duplicates and reposts stand as one result, the best-ranked of them.

Pure over arrays. Two posts are near-duplicates when their words overlap by `ALIKE` (Jaccard,
Broder 1997) and there are enough of them to tell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rookery.store.forward import Gathered
from rookery.store.prepare import FIELDS

ALIKE = 0.8  # of a rumour's copies with a word or two changed .82 and more, of replies to it .6
_FEW = 4  # different words: below this only equal posts are copies
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
    """Which of the posts in `order` are near-duplicates; (n, n)."""
    n = len(order)
    words = [
        np.unique(posts.terms[posts.offsets[r] : posts.offsets[r] + posts.bounds[r, _BODY]])
        for r in order.tolist()
    ]
    sizes = np.array([len(w) for w in words], np.float32)
    if not n or not sizes.sum():
        return np.zeros((n, n), bool)
    known, column = np.unique(np.concatenate(words), return_inverse=True)
    held = np.zeros((n, len(known)), np.float32)
    held[np.repeat(np.arange(n), sizes.astype(int)), column] = 1
    shared = held @ held.T
    union = sizes[:, None] + sizes[None, :] - shared
    overlap = shared / np.maximum(union, 1)
    few = np.minimum(sizes[:, None], sizes[None, :]) < _FEW
    alike: npt.NDArray[np.bool_] = np.where(few, overlap == 1, overlap >= ALIKE) & (shared > 0)
    return alike
