"""The forward index: what scoring needs of each post, memory-mapped, one file a data file.

A data file of the engine never changes once written, so neither does its segment here; a post's
row address names both. All of it can be made again from the rows, and `purge` does so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.durable import replacing
from rookery.store.frequency import TermStats
from rookery.store.prepared import Prepared
from rookery.store.rows import FIELDS, Addresses, Gathered, matrix
from rookery.text import runs

ENDINGS = (".arrow", ".df", ".words")  # of the files beside a data file
_COLUMNS = {
    "key": np.uint64,
    "author": np.uint64,
    "origin": np.uint64,
    "at": np.int64,
    "engagement": np.float32,
    "flags": np.uint8,
    "lang": np.uint16,
}


class Segment:
    """One immutable file of the forward index, memory-mapped."""

    def __init__(self, path: Path) -> None:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        self._table = table  # keeps the map alive
        columns = {name: table.column(name).chunk(0) for name in table.column_names}
        for name in _COLUMNS:
            setattr(self, name, columns[name].to_numpy())
        self.bounds = matrix(columns["bounds"])
        self.vector = matrix(columns["vector"])
        self.offsets = columns["terms"].offsets.to_numpy()
        self.terms = columns["terms"].values.to_numpy()
        self.df_path = path.with_suffix(".df")

    key: npt.NDArray[np.uint64]
    author: npt.NDArray[np.uint64]
    origin: npt.NDArray[np.uint64]
    at: npt.NDArray[np.int64]
    engagement: npt.NDArray[np.float32]
    flags: npt.NDArray[np.uint8]
    lang: npt.NDArray[np.uint16]

    @cached_property
    def _counts(self) -> pa.Table:
        return pa.ipc.open_file(pa.memory_map(str(self.df_path))).read_all()

    @cached_property
    def df(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        """Term ids in order and how many public posts hold each; both (m,)."""
        ids, counts = (self._counts.column(name).combine_chunks() for name in ("id", "count"))
        return _flat(ids), _flat(counts)

    @property
    def public(self) -> int:
        """Public posts with words."""
        return int(self._counts.schema.metadata[b"public"])

    @property
    def length(self) -> int:
        """Words in them."""
        return int(self._counts.schema.metadata[b"length"])


def write_segment(folder: Path, name: str, prepared: Prepared) -> None:
    """Write what stands beside the data file `name`; durable when it returns, never half there."""
    _write(folder / f"{name}.words", prepared.lexicon)
    _write(folder / f"{name}.df", prepared.frequencies)
    _write(folder / f"{name}.arrow", prepared.forward)


def _write(path: Path, batch: pa.RecordBatch) -> None:
    with (
        replacing(path) as part,
        pa.OSFile(str(part), "wb") as sink,
        pa.ipc.new_file(sink, batch.schema) as writer,
    ):
        writer.write_batch(batch)


def _flat(column: Any) -> npt.NDArray[Any]:
    array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    flat: npt.NDArray[Any] = array.to_numpy()
    return flat


class Forward:
    """The segments of one version of the store: row addresses to what scoring needs."""

    def __init__(self, segments: dict[int, Segment], stats: TermStats, dim: int) -> None:
        self._segments = segments
        self.stats = stats
        self._dim = dim

    @property
    def segments(self) -> dict[int, Segment]:
        """By the number of the fragment."""
        return self._segments

    def find(self, keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], Addresses]:
        """Where the posts with these keys lie: positions in `keys`, and their addresses.

        Deleted rows are among them, and one key may lie in several places.
        """
        order = np.argsort(keys)
        wanted = keys[order]
        spots, addresses = [], []
        for number, segment in self._segments.items():
            spot = np.minimum(np.searchsorted(wanted, segment.key), len(wanted) - 1)
            rows = np.flatnonzero(wanted[spot] == segment.key)
            spots.append(order[spot[rows]])
            addresses.append(rows.astype(np.uint64) | np.uint64(number << 32))
        if not spots:
            return np.zeros(0, np.int64), np.zeros(0, np.uint64)
        return np.concatenate(spots), np.concatenate(addresses)

    def times(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        """When each post was created, in microseconds; shape (n,)."""
        return self._column("at", addresses)

    def heat(self, addresses: Addresses) -> npt.NDArray[np.float32]:
        """ln(1 + likes + 2 reposts + replies) of each post; shape (n,)."""
        return self._column("engagement", addresses)

    def _column(self, name: str, addresses: Addresses) -> npt.NDArray[Any]:
        out = np.empty(len(addresses), _COLUMNS[name])
        for where, segment, rows in self._split(addresses):
            out[where] = getattr(segment, name)[rows]
        return out

    def gather(self, addresses: Addresses) -> Gathered:
        """Everything of the posts at `addresses`, in that order."""
        n = len(addresses)
        parts = list(self._split(addresses))
        flat: dict[str, Any] = {name: np.zeros(n, kind) for name, kind in _COLUMNS.items()}
        bounds = np.zeros((n, len(FIELDS)), np.int64)
        vector = np.zeros((n, self._dim), np.int8)
        for where, segment, rows in parts:
            for name, out in flat.items():
                out[where] = getattr(segment, name)[rows]
            bounds[where] = segment.bounds[rows]
            vector[where] = segment.vector[rows]
        offsets = np.concatenate([[0], bounds[:, -1].cumsum()]).astype(np.int64)
        terms = np.empty(int(offsets[-1]), np.uint32)
        for where, segment, rows in parts:
            lengths = bounds[where, -1]
            source = runs(segment.offsets[rows].astype(np.int64), lengths)
            terms[runs(offsets[where], lengths)] = segment.terms[source]
        return Gathered(**flat, bounds=bounds, offsets=offsets, terms=terms, vector=vector)

    def _split(
        self, addresses: Addresses
    ) -> Sequence[tuple[npt.NDArray[np.int64], Segment, npt.NDArray[np.int64]]]:
        fragments = (addresses >> np.uint64(32)).astype(np.int64)
        rows = (addresses & np.uint64(0xFFFFFFFF)).astype(np.int64)
        out = []
        for number in np.unique(fragments):
            where = np.flatnonzero(fragments == number)
            out.append((where, self._segments[int(number)], rows[where]))
        return out
