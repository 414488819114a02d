"""How common terms are among the public posts; closed groups leave no trace in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.store.rows import BODY, PUBLIC, matrix
from rookery.text import distinct, runs

_SMALL = 50_000  # terms: tables larger than this are merged into one, the rest looked up apart

_Table = tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]  # ids in order, counts


def frequencies(forward: pa.RecordBatch) -> pa.RecordBatch:
    """Term ids in order and how many public posts hold each in title or text.

    The schema's metadata has `public` (posts with words) and `length` (words in them).
    """
    terms = forward.column("terms")
    offsets, values = terms.offsets.to_numpy(), terms.values.to_numpy()
    public = (forward.column("flags").to_numpy() & PUBLIC) > 0
    body = matrix(forward.column("bounds"))[:, BODY].astype(np.int64) * public
    post = np.repeat(np.arange(len(body)), body)
    pairs = distinct(post << 32 | values[runs(offsets[:-1], body)])
    held = np.sort((pairs & 0xFFFFFFFF).astype(np.uint32))
    begins = np.flatnonzero(np.append(True, held[1:] != held[:-1]))[: len(held)]
    ids, counts = held[begins], np.diff(np.append(begins, len(held)))
    meta = {"public": str((body > 0).sum()), "length": str(body.sum())}
    schema = pa.schema([("id", pa.uint32()), ("count", pa.int32())], metadata=meta)
    return pa.RecordBatch.from_arrays([pa.array(ids), pa.array(counts, pa.int32())], schema=schema)


@dataclass(frozen=True)
class TermStats:
    """How common terms are among the public posts."""

    posts: int
    mean_length: float
    tables: tuple[_Table, ...]

    def df(self, ids: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """In how many public posts each term stands; same shape as `ids`."""
        total = np.zeros(len(ids), np.int64)
        for known, counts in self.tables:
            if len(known):
                spot = np.minimum(np.searchsorted(known, ids), len(known) - 1)
                total += np.where(known[spot] == ids, counts[spot], 0)
        return total


class Counted(Protocol):
    """A segment of the forward index, as far as it has counted terms."""

    @property
    def public(self) -> int: ...

    @property
    def length(self) -> int: ...

    @property
    def df(self) -> _Table: ...


class TermTables:
    """Document frequencies over segments; the merged table of the large ones is kept."""

    def __init__(self) -> None:
        self._of: frozenset[int] = frozenset()
        self._table: _Table | None = None

    def stats(self, segments: Sequence[Counted]) -> TermStats:
        large = [s for s in segments if len(s.df[0]) > _SMALL]
        known = frozenset(map(id, large))
        if known != self._of:  # a live batch adds a small one: the large stay
            self._of, self._table = known, _merged([s.df for s in large]) if large else None
        small = tuple(s.df for s in segments if len(s.df[0]) <= _SMALL)
        posts = sum(s.public for s in segments)
        length = sum(s.length for s in segments)
        tables = (self._table, *small) if self._table else small
        return TermStats(posts, length / posts if posts else 1.0, tables)


def _merged(tables: Sequence[_Table]) -> _Table:
    known, spot = np.unique(np.concatenate([ids for ids, _ in tables]), return_inverse=True)
    counts = np.bincount(spot, weights=np.concatenate([c for _, c in tables]))
    return known, counts.astype(np.int32)
