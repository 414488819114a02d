"""Which windows make the batch of a step: a pure function of the seed and the step.

Each pass over the windows is a permutation of its own, computed where it is needed (a Feistel
network over the window's index, walked until it falls inside), so nothing grows with the data, a
run that was killed goes on with the very next token, and any number of ranks sees the same batches.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rookery.errors import BadInput

_ROUNDS = 6  # four make a network hard to tell from chance (Luby, Rackoff, 1988); two to spare
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64


@dataclass(frozen=True, slots=True)
class Order:
    """The order of `windows` windows, `batch` of them a step over all ranks together."""

    windows: int
    batch: int
    seed: int

    def __post_init__(self) -> None:
        if self.windows < 1:
            raise BadInput("There is no window of text to train on: the shards hold too little.")
        if self.batch < 1:
            raise BadInput(f"A batch holds at least one window, and not {self.batch}.")

    def batch_of(self, step: int, rank: int = 0, ranks: int = 1) -> npt.NDArray[np.int64]:
        """Windows of `rank`'s share of the batch of `step` (from 0); shape (batch / ranks,).

        The shares of all ranks, one after the other, are the batch.
        """
        if self.batch % ranks:
            raise BadInput(
                f"A batch of {self.batch} windows cannot be shared by {ranks} ranks evenly: "
                "take a batch that they divide."
            )
        share = self.batch // ranks
        first = step * self.batch + rank * share
        places = np.arange(first, first + share, dtype=np.int64)
        passes = places // self.windows
        found = np.empty(share, np.int64)
        for number in np.unique(passes).tolist():
            here = passes == number
            found[here] = permuted(places[here] % self.windows, self.windows, self.seed, number)
        return found

    def passes(self, step: int) -> float:
        """How often the text has been gone through before `step`."""
        return step * self.batch / self.windows


def permuted(
    places: npt.NDArray[np.int64], size: int, seed: int, number: int
) -> npt.NDArray[np.int64]:
    """Where permutation `number` of `seed` has each of `places`, all of them below `size`."""
    half = max((size - 1).bit_length() + 1, 2) // 2  # bits of each half: under four times `size`
    said = f"rookery order {seed} {number}".encode()
    keys = np.frombuffer(hashlib.blake2b(said, digest_size=8 * _ROUNDS).digest(), "<u8")
    found = _feistel(places.astype(np.uint64), np.uint64(half), keys)
    while len(outside := np.flatnonzero(found >= size)):  # a walk along its cycle comes back in
        found[outside] = _feistel(found[outside], np.uint64(half), keys)
    return found.astype(np.int64)


def _feistel(
    values: npt.NDArray[np.uint64], half: np.uint64, keys: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """A bijection of the numbers below 4 ** half."""
    mask = (np.uint64(1) << half) - np.uint64(1)
    left, right = values >> half, values & mask
    for key in keys:
        left, right = right, left ^ (_mixed(right + key) & mask)
    return (left << half) | right


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _MIX[0]
    values = (values ^ (values >> np.uint64(27))) * _MIX[1]
    mixed: npt.NDArray[np.uint64] = values ^ (values >> np.uint64(31))
    return mixed
