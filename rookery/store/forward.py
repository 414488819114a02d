"""The forward index: what scoring needs of each post, memory-mapped, one file a data file.

A data file of the engine never changes once written, so neither does its segment here; a post's
row address names both. All of it can be made again from the rows, and `purge` does so.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.store.prepare import FIELDS, PUBLIC

Addresses = npt.NDArray[np.uint64]  # fragment << 32 | row
_BODY = FIELDS.index("text")  # document frequency counts title and text


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of the forward index in the order that was asked for; n rows, d the vectors' width."""

    key: npt.NDArray[np.uint64]  # (n,)
    author: npt.NDArray[np.uint64]  # (n,)
    origin: npt.NDArray[np.uint64]  # (n,)
    at: npt.NDArray[np.int64]  # (n,) microseconds
    engagement: npt.NDArray[np.float32]  # (n,)
    flags: npt.NDArray[np.uint8]  # (n,)
    lang: npt.NDArray[np.uint16]  # (n,) 0 where unknown
    bounds: npt.NDArray[np.int64]  # (n, fields) where each field ends within its post
    offsets: npt.NDArray[np.int64]  # (n + 1,) where each post begins in `terms`
    terms: npt.NDArray[np.uint32]
    vector: npt.NDArray[np.int8]  # (n, d)


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
        meta = table.schema.metadata or {}
        self.public = int(meta.get(b"public", b"0"))  # public posts with words
        self.length = int(meta.get(b"length", b"0"))  # words in them
        columns = {name: table.column(name).chunk(0) for name in table.column_names}
        for name in _COLUMNS:
            setattr(self, name, columns[name].to_numpy())
        self.bounds = _rows(columns["bounds"])
        self.vector = _rows(columns["vector"])
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
    def df(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]:
        """Term ids in order and how many public posts hold each; both (m,)."""
        table = pa.ipc.open_file(pa.memory_map(str(self.df_path))).read_all()
        ids, counts = (table.column(name).combine_chunks() for name in ("id", "count"))
        return _flat(ids), _flat(counts)


def write_segment(
    folder: Path, name: str, forward: pa.RecordBatch, lexicon: pa.RecordBatch
) -> None:
    """Write what stands beside the data file `name`; durable when it returns, never half there."""
    _write(folder / f"{name}.words", lexicon)
    ids, counts, public, length = _document_frequency(forward)
    df = pa.record_batch([pa.array(ids), pa.array(counts)], names=["id", "count"])
    _write(folder / f"{name}.df", df)
    meta = {"public": str(public), "length": str(length)}
    _write(folder / f"{name}.arrow", forward.replace_schema_metadata(meta))


def _document_frequency(
    forward: pa.RecordBatch,
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32], int, int]:
    terms = forward.column("terms")
    offsets, values = terms.offsets.to_numpy(), terms.values.to_numpy()
    public = (forward.column("flags").to_numpy() & PUBLIC) > 0
    body = _rows(forward.column("bounds"))[:, _BODY].astype(np.int64) * public
    index = np.arange(body.sum()) + np.repeat(offsets[:-1] - (body.cumsum() - body), body)
    post = np.repeat(np.arange(len(body), dtype=np.uint64), body)
    pairs = np.unique(post << np.uint64(32) | values[index].astype(np.uint64))
    ids, counts = np.unique(pairs.astype(np.uint32), return_counts=True)
    return ids, counts.astype(np.int32), int((body > 0).sum()), int(body.sum())


def _write(path: Path, batch: pa.RecordBatch) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _rows(column: Any) -> npt.NDArray[Any]:
    """A fixed-size list column as a matrix, without a copy."""
    width = column.type.list_size
    values = column.values.to_numpy(zero_copy_only=True)
    matrix: npt.NDArray[Any] = values[column.offset * width :].reshape(-1, width)[: len(column)]
    return matrix


def _flat(column: Any) -> npt.NDArray[Any]:
    array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    flat: npt.NDArray[Any] = array.to_numpy()
    return flat


@dataclass(frozen=True)
class TermStats:
    """How common terms are among the public posts; closed groups leave no trace in it."""

    posts: int
    mean_length: float
    tables: tuple[tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]], ...]

    def df(self, ids: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """In how many public posts each term stands; same shape as `ids`."""
        total = np.zeros(len(ids), np.int64)
        for known, counts in self.tables:
            if len(known):
                spot = np.minimum(np.searchsorted(known, ids), len(known) - 1)
                total += np.where(known[spot] == ids, counts[spot], 0)
        return total


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
        out = np.empty(len(addresses), np.int64)
        for where, segment, rows in self._split(addresses):
            out[where] = segment.at[rows]
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
            within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
            source = np.repeat(segment.offsets[rows].astype(np.int64), lengths) + within
            terms[np.repeat(offsets[where], lengths) + within] = segment.terms[source]
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


_Table = tuple[npt.NDArray[np.uint32], npt.NDArray[np.int32]]  # ids in order, counts
_SMALL = 50_000  # terms: tables larger than this are merged into one, the rest looked up apart


class TermTables:
    """Document frequencies over segments; the merged table of the large ones is kept."""

    def __init__(self) -> None:
        self._of: frozenset[int] = frozenset()
        self._table: _Table | None = None

    def stats(self, segments: Sequence[Segment]) -> TermStats:
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
