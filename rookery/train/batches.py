"""What the loop asks of data: the windows of any step for any rank, and of the kept-back part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from rookery.train.order import Order
from rookery.train.shards import Shards
from rookery.train.windows import Windows

Tokens = npt.NDArray[np.int64]


_LOOKED_AT, _AT_ONCE = 256, 8  # windows of the kept-back part


class Batches(Protocol):
    def step(self, step: int, rank: int, ranks: int) -> Tokens:
        """Windows of a step that are `rank`'s, (batch / ranks, context + 1); always the same."""

    def kept_back(self) -> Iterator[tuple[Tokens, int]]:
        """Windows (n, context + 1) that are never trained on, and the bytes of their targets."""


class ShardBatches:
    """Batches of the shards that `train.build` makes, in the order of `train.order`."""

    def __init__(
        self, shards: Shards, tokenizer: Tokenizer, context: int, batch: int, seed: int
    ) -> None:
        self._windows = Windows(shards, context)
        self._held = Windows(shards, context, "kept_back")
        self._order = Order(len(self._windows), batch, seed)
        self._tokenizer = tokenizer

    def step(self, step: int, rank: int, ranks: int) -> Tokens:
        return self._windows.read(self._order.batch_of(step, rank, ranks)).astype(np.int64)

    def kept_back(self) -> Iterator[tuple[Tokens, int]]:
        for first in range(0, min(len(self._held), _LOOKED_AT), _AT_ONCE):
            last = min(first + _AT_ONCE, len(self._held), _LOOKED_AT)
            windows = self._held.read(np.arange(first, last)).astype(np.int64)
            said = self._tokenizer.decode_batch(windows[:, 1:].tolist(), skip_special_tokens=True)
            yield windows, sum(len(text.encode()) for text in said)
