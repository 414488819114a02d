"""What a reader's closed groups add to the words and languages that all readers share.

Made from posts read through the reader's own view and kept by the groups that the reader is in, so
that nobody else is ever served from it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from rookery.people import Reader
from rookery.search.threads import latest
from rookery.store import View
from rookery.store.lexicon import COLUMNS, Lexicon, counted
from rookery.store.where import Is, Not

CLOSED = Not(Is("audience", ("public",)))
_READ = 20_000  # posts, the newest, whose words are known: a second or less to count
_FRESH = 20.0  # seconds that something made is used
_PATIENCE = 50  # times as long as it took to make, if that is longer
_KEPT = 64  # combinations of groups

Made = TypeVar("Made")


class ByGroups(Generic[Made]):
    """What `make` gives for a reader's view, made anew now and then for each set of groups."""

    def __init__(self, make: Callable[[View], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._kept: dict[frozenset[str], tuple[float, Made]] = {}

    def of(self, view: View, reader: Reader) -> Made | None:
        """`None` for a reader of no group; `view` is the reader's."""
        if not reader.groups:
            return None
        with self._lock:
            until, made = self._kept.get(reader.groups, (0.0, None))
            began = time.monotonic()
            if made is None or began > until:
                made = self._make(view)
                took = time.monotonic() - began
                self._kept.pop(reader.groups, None)  # the newest stands last
                self._kept[reader.groups] = (began + max(_FRESH, _PATIENCE * took), made)
                if len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
            return made


def closed_words(view: View) -> Lexicon:
    """The words of the newest closed posts that the reader of `view` may read."""
    closed = view.find(CLOSED)
    newest = latest(closed, view.times(closed), _READ)
    rows = view.column(newest, COLUMNS).combine_chunks()
    return Lexicon([counted(batch) for batch in rows.to_batches()])
