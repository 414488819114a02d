"""What turns text into vectors looks like from outside, whichever model is behind it."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]
"""Shape (N, dim): one row a text, of length 1, or all zeros where the text holds no word."""


class Embedder(Protocol):
    """Text in, unit vectors out; the dot product of two rows is their cosine.

    A row depends on its text, not on earlier calls nor (but for rounding) on its neighbours.
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


def well_formed(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")
