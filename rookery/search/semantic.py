"""Closer reading: a transformer's vectors of posts, made on demand and kept by post.

Kept in one memory-mapped file of fixed records, the newest `KEPT` of them, so that a million posts
need not wait for it; a changed text is read anew, and `forget` leaves nothing of a deleted post.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rookery.embed.protocol import Embedder
from rookery.store.locks import exclusive
from rookery.store.rows import key64, quantise

KEPT = 200_000  # posts: 80 MB on disk and 30 MB of memory for their places
_READ = 140  # characters of a post: a tweet whole, and the gist of a long post in half the time


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
        self._place: dict[tuple[int, int], int] = {}
        self._rows = np.zeros(0, self._record)
        self._size = -1
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
        names = [(int(k), key64(t)) for k, t in zip(keys, read, strict=True)]
        with self._lock:
            self._load()
            new = [i for i, name in enumerate(names) if name not in self._place]
            if new:
                vectors = quantise(self._embedder.embed([read[i] for i in new]))
                self._keep([names[i] for i in new], vectors)
            rows = self._rows["vector"][[self._place[n] for n in names]].astype(np.float32)
        norms = np.maximum(np.linalg.norm(rows, axis=1), 1e-9)
        cosines: npt.NDArray[np.float64] = (rows @ query / norms).astype(np.float64)
        return cosines

    def forget(self, keep: Collection[int]) -> int:
        """Rewrite the file with the vectors of the posts in `keep` alone; gives how many went."""
        with self._lock:
            return self._forget(keep)

    def _forget(self, keep: Collection[int]) -> int:
        with exclusive(self.path.with_suffix(".lock")):
            self._load()
            held = np.isin(self._rows["post"], np.fromiter(keep, np.uint64, len(keep)))
            gone = int((~held).sum())
            part = self.path.with_suffix(".part")
            part.write_bytes(self._rows[held].tobytes())
            part.replace(self.path)
            self._size = -1
            self._load()
        return gone

    def _load(self) -> None:
        size = self.path.stat().st_size if self.path.exists() else 0
        if size == self._size:
            return
        whole = size // self._record.itemsize  # a record that a killed process left half is dropped
        if whole:
            self._rows = np.memmap(self.path, self._record, "r", shape=(whole,))
        else:
            self._rows = np.zeros(0, self._record)
        names = zip(self._rows["post"].tolist(), self._rows["text"].tolist(), strict=True)
        self._place = {name: i for i, name in enumerate(names)}
        self._size = size

    def _keep(self, names: Sequence[tuple[int, int]], vectors: npt.NDArray[np.int8]) -> None:
        rows = np.zeros(len(names), self._record)
        rows["post"] = [post for post, _ in names]
        rows["text"] = [text for _, text in names]
        rows["vector"] = vectors
        with exclusive(self.path.with_suffix(".lock")), self.path.open("ab") as file:
            size = file.tell()
            whole = size - size % self._record.itemsize
            if whole != size:
                os.truncate(self.path, whole)
            file.write(rows.tobytes())
        self._load()
        if len(self._rows) > KEPT:
            newest = self._rows["post"][-KEPT // 2 :].tolist()
            self._forget(set(newest))
