"""The stems that languages give one word count as one term, so that no word ranks twice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rookery.search.compile import Compiled
from rookery.search.tuning import TermIds
from rookery.store.frequency import TermStats
from rookery.text import term_ids


def one_id_a_word(compiled: Compiled) -> tuple[TermIds, dict[int, int]]:
    """The query's term ids, and for each further stem of a word the id that stands for it."""
    ids, same = [], {}
    for word in compiled.terms:
        first, *others = term_ids(word.stems).tolist()
        ids.append(first)
        same.update({other: first for other in others if other != first})
    return np.array(ids, np.uint32), same


def renamed(terms: TermIds, same: dict[int, int]) -> TermIds:
    """`terms` with each further stem as the id that stands for it."""
    if not same:
        return terms
    out = terms.copy()
    for other, first in same.items():
        out[terms == np.uint32(other)] = first
    return out


class RenamedStats:
    """Term statistics in which the stems of one word count as one term."""

    def __init__(self, stats: TermStats, same: dict[int, int]) -> None:
        self._stats, self._same = stats, same
        self.posts, self.mean_length = stats.posts, stats.mean_length

    def df(self, ids: TermIds) -> npt.NDArray[np.int64]:
        counts = self._stats.df(ids)
        for other, first in self._same.items():
            spot = np.flatnonzero(ids == first)
            if len(spot):
                counts[spot] += self._stats.df(np.array([other], np.uint32))[0]
        return counts
