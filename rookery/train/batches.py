"""What the loop asks of data: the windows of any step for any rank, and of the kept-back part."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from rookery.train.order import Order
from rookery.train.shards import Shards
from rookery.train.windows import Windows

Tokens = npt.NDArray[np.int64]

_LOOKED_AT, _AT_ONCE = 256, 8  # windows of the kept-back part


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are computed side by side, each array (rows, context)."""

    tokens: Tokens
    targets: (
        Tokens  # what follows each token; `model.likelihood.IGNORED` where nothing is to be learned
    )
    documents: Tokens | None = None  # numbers of the texts that are packed into a row

    @classmethod
    def of_windows(cls, windows: Tokens) -> Batch:
        """Of running text (rows, context + 1): every token is learned from those before it."""
        return cls(windows[:, :-1], windows[:, 1:])


class Batches(Protocol):
    @property
    def rows(self) -> int:
        """How many there are: a run goes on over as many as it began with."""
        ...

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        """Rows of a step that are `rank`'s, batch / ranks of them; always the same."""
        ...

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        """Rows that are never trained on, and the bytes of their targets."""
        ...


class ShardBatches:
    """Batches of the shards that `train.build` makes, in the order of `train.order`."""

    def __init__(
        self, shards: Shards, tokenizer: Tokenizer, context: int, batch: int, seed: int
    ) -> None:
        self.shards = shards
        self._windows = Windows(shards, context)
        self._held = Windows(shards, context, "kept_back")
        self.held = len(self._held)  # rows of the kept-back part
        self.order = Order(len(self._windows), batch, seed)
        self._tokenizer = tokenizer

    @property
    def rows(self) -> int:
        return self.order.windows

    def first(self, rows: int, held: int | None = None) -> ShardBatches:
        """The same over the first rows alone, and of the kept-back part over its first `held`."""
        made = copy(self)
        made.order = replace(self.order, windows=min(rows, self.rows))
        made.held = self.held if held is None else min(held, self.held)
        return made

    @property
    def sizes(self) -> str:
        """Tells by the sizes of the shards that hold the rows whether they are those of before."""
        return self._windows.sizes(self.rows)

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        windows = self._windows.read(self.order.batch_of(step, rank, ranks))
        return Batch.of_windows(windows.astype(np.int64))

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        most = min(self.held, _LOOKED_AT)
        for first in range(0, most, _AT_ONCE):
            last = min(first + _AT_ONCE, most)
            windows = self._held.read(np.arange(first, last)).astype(np.int64)
            said = self._tokenizer.decode_batch(windows[:, 1:].tolist(), skip_special_tokens=True)
            yield Batch.of_windows(windows), sum(len(text.encode()) for text in said)
