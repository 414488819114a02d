"""Closer reading: a transformer's vectors of posts, made on demand and kept by post.

Kept in one file of fixed records, the newest `KEPT` of them, so that a million posts need not wait
for it; a changed text is read anew, and `forget` leaves nothing of what is deleted or replaced.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rookery.embed.protocol import Embedder
from rookery.locks import exclusive
from rookery.store.rows import key64, quantise

KEPT = 200_000  # posts: 80 MB on disk and 3 MB of memory for their places
_READ = 140  # characters of a post: a tweet whole, and the gist of a long post in half the time
_AT_ONCE = 10_000  # records whose names are read at a time: a map of all would hold them in memory
_ODD = np.uint64(0x9E3779B97F4A7C15)  # parts a post's key from an equal text's

Names = npt.NDArray[np.uint64]


class SemanticReader:
    """Cosines of a query with posts; vectors are kept under `folder`."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self.path = folder / f"{embedder.name.replace('/', '-')}.vectors"
        self._record = np.dtype(
            [("post", np.uint64), ("text", np.uint64), ("vector", np.int8, (embedder.dim,))]
        )
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._file = 0  # the inode that the places are of
        self._names, self._places = np.zeros(0, np.uint64), np.zeros(0, np.int32)  # names in order
        self._load()

    def query(self, text: str) -> npt.NDArray[np.float32]:
        """The unit vector of a query, (d,)."""
        vector: npt.NDArray[np.float32] = self._embedder.embed([text])[0]
        return vector

    def cosines(
        self,
        query: npt.NDArray[np.float32],
        keys: npt.NDArray[np.uint64],
        texts: Callable[[], Sequence[str]] | Sequence[str],
    ) -> npt.NDArray[np.float64]:
        """The cosine of each post (by key, with its text) with the query; (n,)."""
        read = [t[:_READ] for t in (texts() if callable(texts) else texts)]
        records = np.zeros(len(read), self._record)
        records["post"], records["text"] = keys, [key64(t) for t in read]
        with self._lock:
            rows, places = self._find(records)
            new = np.flatnonzero(places < 0)
            records["vector"][places >= 0] = rows["vector"][places[places >= 0]]
            if len(new):
                records["vector"][new] = quantise(self._embedder.embed([read[i] for i in new]))
                self._keep(records[new])
        vectors = records["vector"].astype(np.float32)
        norms = np.maximum(np.linalg.norm(vectors, axis=1), 1e-9)
        cosines: npt.NDArray[np.float64] = (vectors @ query / norms).astype(np.float64)
        return cosines

    def forget(self, keep: Iterable[tuple[int, str]]) -> int:
        """Rewrite the file with the vectors of these posts (key, text as it is now) alone.

        Gives how many went: of other posts, and of what these said before.
        """
        pairs = [(key, key64(text[:_READ])) for key, text in keep]
        kept = np.zeros(len(pairs), self._record)
        if pairs:
            kept["post"], kept["text"] = zip(*pairs, strict=True)
        with self._lock:
            return self._forget(_names(kept))

    def _forget(self, keep: Names) -> int:
        with exclusive(self.path.with_suffix(".lock")):
            rows = self._load()
            held = np.isin(_names(rows), keep)
            gone = int((~held).sum())
            part = self.path.with_suffix(".part")
            part.write_bytes(rows[held].tobytes())
            part.replace(self.path)
            self._load()
        return gone

    def _load(self) -> npt.NDArray[Any]:
        """The records of the file, and the places of those that it gained since the last time."""
        if not self.path.exists():
            self._forget_places(0)
            return np.zeros(0, self._record)
        with self.path.open("rb") as file:
            found = os.fstat(file.fileno())
            # a record that a killed process left half is dropped
            whole = found.st_size // self._record.itemsize
            if found.st_ino != self._file or whole < len(self._names):
                self._forget_places(found.st_ino)
            file.seek(len(self._names) * self._record.itemsize)
            while (known := len(self._names)) < whole:
                count = min(_AT_ONCE, whole - known)
                self._place(_names(np.fromfile(file, self._record, count)))
            if not whole:
                return np.zeros(0, self._record)
            return np.memmap(file, self._record, "r", shape=(whole,))

    def _forget_places(self, file: int) -> None:
        self._file = file
        self._names, self._places = self._names[:0], self._places[:0]

    def _place(self, new: Names) -> None:
        """Take in the names of the records that follow those that have a place."""
        order = np.argsort(new, kind="stable")
        at = np.searchsorted(self._names, new[order])
        places = (order + len(self._names)).astype(np.int32)
        self._names = np.insert(self._names, at, new[order])
        self._places = np.insert(self._places, at, places)

    def _find(self, records: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int32]]:
        """All records of the file, and the place of each of `records` there, -1 for none."""
        rows = self._load()
        places = self._places_of(records)
        held = places >= 0
        there = rows[["post", "text"]][places[held]]
        if not np.array_equal(there, records[["post", "text"]][held]):
            # rewritten by another process, and what came to be has the inode of what was
            self._forget_places(0)
            rows = self._load()
            places = self._places_of(records)
        return rows, places

    def _places_of(self, records: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
        if not len(self._names):
            return np.full(len(records), -1, np.int32)
        wanted = _names(records)
        at = np.minimum(np.searchsorted(self._names, wanted), len(self._names) - 1)
        return np.where(self._names[at] == wanted, self._places[at], np.int32(-1))

    def _keep(self, records: npt.NDArray[Any]) -> None:
        with exclusive(self.path.with_suffix(".lock")), self.path.open("ab") as file:
            size = file.tell()
            whole = size - size % self._record.itemsize
            if whole != size:
                os.truncate(self.path, whole)
            file.write(records.tobytes())
        rows = self._load()
        if len(rows) > KEPT:
            self._forget(_names(rows[-KEPT // 2 :]))


def words(title: str | None, text: str | None) -> str:
    """What of a post is read."""
    return f"{title}. {text}" if title else text or ""


def _names(records: npt.NDArray[Any]) -> Names:
    """One number for a post and its text; (n,)."""
    names: Names = records["post"] * _ODD + records["text"]
    return names
