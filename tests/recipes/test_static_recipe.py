"""What the recipe keeps between runs belongs to the teacher that made it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from recipes.static_embedder import taught
from rookery.embed import Vectors


class Constant:
    """A teacher that says one number."""

    dim = 2

    def __init__(self, name: str, says: float) -> None:
        self.name, self._says = name, says

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), self.dim), self._says, np.float32)


def test_vectors_kept_of_one_teacher_are_not_taken_for_the_others(tmp_path: Path) -> None:
    first = taught(Constant("float", 0.25), ["a", "b"], tmp_path)
    other = taught(Constant("int8", 0.5), ["a", "b"], tmp_path)
    again = taught(Constant("float", 9), ["a", "b"], tmp_path)
    assert first.tolist() == again.tolist() == [[0.25, 0.25]] * 2
    assert other.tolist() == [[0.5, 0.5]] * 2
