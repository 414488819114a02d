"""A post's states as they follow each other: which stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf
from typing import Any

import pyarrow as pa

from rookery.post import ARROW, Post, from_row
from rookery.store.consent import CONSENT, Choices, Words
from rookery.store.prepared import Prepared

STATE = [name for name in ARROW.names if name != "observed_at"]  # what makes a post differ
_CONTENT = [name for name in STATE if name not in CONSENT]
_COUNTS = ("likes", "reposts", "replies", "quotes", "views")


@dataclass(frozen=True, slots=True)
class Known:
    """A live row that a new state may replace."""

    address: int
    version: int
    audience: str
    born: int
    state: Mapping[str, Any]  # the columns `STATE`
    words: Words  # of its author, in this state and those before

    @property
    def granted(self) -> set[str]:
        """The consent columns that say yes by the operator's ground."""
        return {n for n in CONSENT if self.state[n] == "yes" and n not in self.words}


def consent_differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(new[name] != old[name] for name in CONSENT)


def differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """In anything but consent."""
    return any(new[name] != old[name] for name in _CONTENT)


def closes(new: Mapping[str, Any], version: int, old: Known) -> bool:
    """Whether it says once more, and later, that not everybody may read the post.

    That is news though nothing differs: an older open state may come yet.
    """
    return new["visibility"] is not None and version > old.version


def replaces(new: Mapping[str, Any], version: int, old: Known) -> bool:
    """Whether a state of this version takes the place of the known one."""
    if version != old.version:
        return version > old.version
    return differs(new, old.state) and weight(new) > weight(old.state)


def weight(state: Mapping[str, Any]) -> tuple[float, int, int, bytes]:
    """Which of equally new states stands, whatever order they come in: the heaviest.

    That which fewer may read, so that a doubt opens nothing. Counts mostly grow, so that the higher
    are the newer; then the state that says more; then any, as long as it is always the same.
    """
    said = [(name, state[name]) for name in _CONTENT if state[name] is not None]
    counts = sum(state[name] or 0 for name in _COUNTS)
    any_state = hashlib.blake2b(repr(said).encode("utf-8", "replace")).digest()
    return _closeness(state), counts, len(said), any_state


def _closeness(state: Mapping[str, Any]) -> float:
    groups = state["visibility"]
    return -inf if groups is None else -len(set(groups))


def restated(known: Known, choices: Choices) -> Post:
    """The post as it stands in the store, with these choices and of the same version."""
    post = from_row({**known.state, **choices})
    held = datetime.fromtimestamp(known.version / 1e6, UTC) if known.version > -(2**63) else None
    return replace(post, observed_at=held if post.version != held else None)


def joined(first: Prepared, second: Prepared) -> Prepared:
    """Two batches as one."""
    rows = pa.concat_batches([first.rows, second.rows])
    return Prepared(rows, pa.concat_batches([first.forward, second.forward]))
