"""What turns text into vectors looks like from outside, whichever model is behind it."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (N, dim): one row a text, of length 1, or all zeros where the text holds no word."""


class Embedder(Protocol):
    """Text in, unit vectors out; the dot product of two rows is their cosine.

    A text's row depends on that text alone: not on the others in the call, nor on earlier calls.
    """

    @property
    def name(self) -> str:
        """Tells stored vectors apart: two embedders of one name give the same vectors."""

    @property
    def dim(self) -> int:
        """Numbers a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in their order; a text without a word becomes a row of zeros."""


def unit_rows(rows: Vectors) -> Vectors:
    """The rows at length 1 (float32); a row of zeros stays so."""
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))[:, None]
    units: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return units
