"""What the loop asks of data: the windows of any step for any rank, and of the kept-back part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int64]


class Batches(Protocol):
    def step(self, step: int, rank: int, ranks: int) -> Tokens:
        """Windows of a step that are `rank`'s, (batch / ranks, context + 1); always the same."""

    def kept_back(self) -> Iterator[tuple[Tokens, int]]:
        """Windows (n, context + 1) that are never trained on, and the bytes of their targets."""
