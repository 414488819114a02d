"""How many posts match by time, in bins of a width that a person would choose."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from rookery.search.results import Bin, Histogram
from rookery.store.rows import NOWHEN

_STEPS = [60, 300, 900, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400]
_MOST = 48  # bins
_FIRST = int(datetime.min.replace(tzinfo=UTC).timestamp())  # a bin of the year 1 may begin before


def histogram(times: npt.NDArray[np.int64]) -> Histogram | None:
    """Bins over the times (microseconds) that are known; `None` where none is."""
    known = times[times != NOWHEN] // 1_000_000
    if not len(known):
        return None
    span = int(known.max() - known.min())
    years = -(-span // (_MOST * _STEPS[-1])) * _STEPS[-1]
    step = next((s for s in _STEPS if span / s <= _MOST), years)
    first = int(known.min()) // step
    counts = np.bincount(known // step - first)
    bins = tuple(
        Bin(datetime.fromtimestamp(max((first + i) * step, _FIRST), UTC), int(n))
        for i, n in enumerate(counts)
    )
    passed = known[known <= datetime.now(UTC).timestamp()]
    newest = datetime.fromtimestamp(int(passed.max()), UTC) if len(passed) else None
    return Histogram(step, bins, newest)
