"""Windows of tokens over all shards: what the order numbers and a model reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rookery.errors import BadInput, Conflict
from rookery.train.shards import Shards, Tokens


class Windows:
    """Windows of `context` + 1 tokens over the shards of a part: the last is the next one's first.

    No window reaches over the end of a shard.
    """

    def __init__(self, shards: Shards, context: int, part: str = "train") -> None:
        if context < 1:
            raise BadInput(f"A window holds at least one token, and not {context}.")
        self.context, self._dtype = context, shards.description().dtype
        self._tokens = [shards.tokens(number, part) for number in shards.numbers()]
        counts = [max((len(tokens) - 1) // context, 0) for tokens in self._tokens]
        self._ends = np.cumsum(np.array(counts, np.int64))

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def sizes(self, rows: int) -> str:
        """A hash of the lengths of the shards that hold the first rows."""
        last = int(np.searchsorted(self._ends, rows - 1, "right"))
        said = ",".join(str(len(tokens)) for tokens in self._tokens[: last + 1])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def read(self, windows: npt.NDArray[np.int64] | Sequence[int]) -> Tokens:
        """The tokens of these windows; shape (n, context + 1)."""
        wanted = np.asarray(windows, np.int64)
        if len(wanted) and (wanted.min() < 0 or wanted.max() >= len(self)):
            raise Conflict(
                f"There are {len(self)} windows here, and number {wanted.max()} was asked for: "
                "the training data is not what the run began with."
            )
        shard = np.searchsorted(self._ends, wanted, "right")
        rows = []
        for s, window in zip(shard.tolist(), wanted.tolist(), strict=True):
            first = (window - (int(self._ends[s - 1]) if s else 0)) * self.context
            rows.append(self._tokens[s][first : first + self.context + 1])
        if not rows:
            return np.zeros((0, self.context + 1), self._dtype)
        return np.stack(rows)
