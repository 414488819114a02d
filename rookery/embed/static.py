"""The static embedder that ships with the package: a text's vector is the sum of its tokens'.

Made by recipes/static_embedder.py from all-MiniLM-L6-v2; the folder `static/` is in model2vec's
form and opens there too. docs/static-embedder.md tells what it was made from and how good it is.
"""

import json
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from rookery.embed.pieces import Pieces
from rookery.embed.protocol import Vectors, unit_rows
from rookery.errors import NotFound

SHIPPED = Path(__file__).parent / "static"
CHUNK = 64  # texts at a time: their gathered rows (some 4 MB) stay in the processor's cache


class StaticEmbedder:
    """A table of token vectors (tokens, dim), float32, and the tokenizer that names its rows.

    >>> static = load_static()
    >>> static.embed(["a cat", "tax law"]) @ static.embed(["a kitten"]).T
    """

    def __init__(self, name: str, table: Vectors, tokenizer: Tokenizer) -> None:
        self._name = name
        self._table = table
        self._pieces = Pieces(tokenizer)

    @property
    def name(self) -> str:
        """The model's name and version, from its config.json."""
        return self._name

    @property
    def dim(self) -> int:
        """Numbers a vector."""
        return int(self._table.shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows (N, dim) of the first 128 words of each text; no known word gives zeros."""
        ids, ends = self._pieces(texts)
        sums = np.zeros((len(texts), self.dim), np.float32)
        bounds = [0, *ends.tolist()]
        for start in range(0, len(texts), CHUNK):
            here = bounds[start : start + CHUNK + 1]
            rows = self._table[ids[here[0] : here[-1]]]
            # a slice at a time: np.add.reduceat adds down columns and took five times as long
            for place, (begin, end) in enumerate(pairwise(here), start):
                np.add.reduce(rows[begin - here[0] : end - here[0]], axis=0, out=sums[place])
        return unit_rows(sums)

    def length(self, word: str) -> float:
        """The length of a word's vector before it is made 1."""
        ids, _ = self._pieces([word])
        return float(np.linalg.norm(self._table[ids].sum(axis=0)))


@cache  # its table takes 20 MB, and the store, a search and an answer all want it
def load_static(folder: Path = SHIPPED) -> StaticEmbedder:
    """The shipped model, or another in model2vec's form. Raises NotFound where there is none."""
    if not (folder / "model.safetensors").is_file():
        raise NotFound(f"No static embedder in {folder}: reinstall rookery, or run its recipe.")
    tensors = load_file(folder / "model.safetensors")
    table = tensors["embeddings"].astype(np.float32)
    if "weights" in tensors:
        table *= tensors["weights"].astype(np.float32)[:, None]
    name = json.loads((folder / "config.json").read_text(encoding="utf-8"))["name"]
    return StaticEmbedder(name, table, Tokenizer.from_file(str(folder / "tokenizer.json")))
