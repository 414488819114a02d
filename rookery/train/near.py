"""Near-duplicates by MinHash (Broder, 1997) and bands of it (LSH), over whole batches of texts.

A text is the set of its runs of three words. Two texts that share the share s of their runs are
taken for one with chance 1 - (1 - s^8)^14: 5 % at a half, 56 % at .7, 92 % at .8, all at .95. The
first of them stays. What is kept of a text is 14 numbers of 64 bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.text import Vocabulary

BANDS, DEEP = 14, 8  # as FineWeb's (Penedo et al., 2024)
RUN = 3  # words: with FineWeb's five, one word changed in a post of 20 would hide it
_AT_ONCE = 1 << 18  # runs: they and what is worked out of them stay in the cache

Keys = npt.NDArray[np.uint64]  # (n, BANDS)

_dice = np.random.Generator(np.random.PCG64(20_180_207))  # fixed: keys of two runs are compared
_FACTORS = _dice.integers(0, 2**63, BANDS * DEEP, np.uint64) * np.uint64(2) + np.uint64(1)
_SUMMANDS = _dice.integers(0, 2**64, BANDS * DEEP, np.uint64)
_PLACES = _dice.integers(0, 2**63, RUN, np.uint64) * np.uint64(2) + np.uint64(1)


class Signer:
    """Gives texts their keys; keeps the words that it has met, so one a process."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._hashes = np.zeros(0, np.uint64)  # by a word's number

    def keys(self, texts: Sequence[str]) -> Keys:
        """A key for each band of each text: near-duplicates have one in common."""
        if self._vocabulary.full:
            self._vocabulary.clear()
            self._hashes = np.zeros(0, np.uint64)
        split = self._vocabulary.split(pa.array(texts, pa.string()))
        new = self._vocabulary.words[len(self._hashes) :].to_pylist()
        more = b"".join(hashlib.blake2b(w.encode(), digest_size=8).digest() for w in new)
        self._hashes = np.concatenate([self._hashes, np.frombuffer(more, "<u8")])
        words = self._hashes[split.numbers]
        ends = split.lengths.cumsum()
        found = np.empty((len(texts), BANDS), np.uint64)
        start = 0
        while start < len(texts):
            first = ends[start] - split.lengths[start]
            stop = max(int(np.searchsorted(ends, first + _AT_ONCE, "right")), start + 1)
            lengths = split.lengths[start:stop]
            found[start:stop] = _keys(words[first : ends[stop - 1]], lengths)
            start = stop
        return found


def _keys(words: npt.NDArray[np.uint64], lengths: npt.NDArray[np.int64]) -> Keys:
    """The keys of texts whose words' hashes stand one after the other."""
    runs, starts = _runs(words, lengths)
    keys = np.zeros((len(lengths), BANDS), np.uint64)
    for band in range(BANDS):
        key = np.full(len(lengths), band, np.uint64)
        for k in range(band * DEEP, (band + 1) * DEEP):
            # multiply and shift (Dietzfelbinger et al., 1997): the upper half is well mixed
            hashed = ((runs * _FACTORS[k] + _SUMMANDS[k]) >> np.uint64(32)).astype(np.uint32)
            key = _mixed(key ^ np.minimum.reduceat(hashed, starts).astype(np.uint64))
        keys[:, band] = key
    return keys


def _runs(
    words: npt.NDArray[np.uint64], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """A hash of each run of each text, and where each text's begin; a shorter text is one run."""
    counts = np.maximum(lengths - RUN + 1, 1)
    starts = counts.cumsum() - counts
    text = np.repeat(np.arange(len(lengths)), counts)
    at = np.arange(len(text)) - starts[text] + (lengths.cumsum() - lengths)[text]
    padded = np.concatenate([words, np.zeros(RUN, np.uint64)])
    hashed = np.zeros(len(text), np.uint64)
    ends = lengths.cumsum()[text]
    for k in range(RUN):
        word = np.where(at + k < ends, padded[at + k], np.uint64(0))
        hashed = _mixed(hashed + word * _PLACES[k])
    return hashed, starts


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)  # MurmurHash3's
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    mixed: npt.NDArray[np.uint64] = values ^ (values >> np.uint64(33))
    return mixed


class Seen:
    """The keys of all texts so far, a few sorted runs a band: 112 bytes a text."""

    def __init__(self) -> None:
        self._runs: list[list[npt.NDArray[np.uint64]]] = [[] for _ in range(BANDS)]

    def again(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Which of these texts are near one that was added, or near one before them here."""
        found = np.zeros(len(keys), bool)
        for band, runs in enumerate(self._runs):
            column = keys[:, band]
            first = np.zeros(len(keys), bool)
            first[np.unique(column, return_index=True)[1]] = True
            found |= ~first
            for run in runs:
                at = np.minimum(np.searchsorted(run, column), len(run) - 1)
                found |= run[at] == column
        return found

    def add(self, keys: Keys) -> None:
        """Two runs become one as soon as they are of about one size, so that there are few."""
        if not len(keys):
            return
        for band, runs in enumerate(self._runs):
            new = np.sort(keys[:, band])
            while runs and len(runs[-1]) < 2 * len(new):
                new = np.sort(np.concatenate([runs.pop(), new]), kind="stable")
            runs.append(new)
