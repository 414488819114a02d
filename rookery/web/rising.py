"""What rises, counted once for all who read the same groups, until the store changes.

Counting takes the longest of all that the first page shows, and gives everybody the same.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from rookery.people import Reader
from rookery.search.results import Trend
from rookery.search.service import Search

MOST = 64  # answers that are kept: groups of readers, times the spans that they ask for
FRESH = 30.0  # seconds: a post that is dated ahead comes of age without any change

Key = tuple[frozenset[str], bool, int, float]


@dataclass(frozen=True, slots=True)
class _Kept:
    seq: int
    made: float
    trends: list[Trend]


class Rising:
    """Gives trends; `settled` is the number of the last change, once all can see it."""

    def __init__(self, search: Search, settled: Callable[[], int | None]) -> None:
        self._search, self._settled = search, settled
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, reader: Reader, limit: int, hours: float = 24) -> list[Trend]:
        """As `Search.trends` gives them now."""
        key = (reader.groups, reader.everything, limit, hours)
        # A change has its number before it can be seen: what is counted in between could hold a
        # post under the number of its own deletion, so then nothing is kept and nothing is taken.
        seq = self._settled()
        with self._lock:
            kept = self._kept.get(key)
        if kept and kept.seq == seq and time.monotonic() - kept.made < FRESH:
            return kept.trends
        made = time.monotonic()
        found = self._search.trends(reader, limit, hours=hours)
        with self._lock:
            if seq is None:
                self._kept.pop(key, None)
            else:
                self._kept[key] = _Kept(seq, made, found)
                self._kept.move_to_end(key)
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return found
