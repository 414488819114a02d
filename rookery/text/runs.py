"""Where the parts of many texts lie in one flat array."""

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
