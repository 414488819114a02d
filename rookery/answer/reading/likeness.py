"""How near sentences come to a question: by the words they share, each as rare as it is, and by
vectors of words and of whole sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from rookery.embed import StaticEmbedder, load_static
from rookery.embed.protocol import Embedder
from rookery.text import STOP, Analyser, words

Floats = npt.NDArray[np.float64]
# a "No," that begins a sentence answers somebody, and denies nothing in it
_TO_SOMEBODY = re.compile(r"^\s*(?:no|nope)\s*[,.!;:–—-]\s*(?=\S)", re.IGNORECASE)
_CACHED = 50_000  # words whose vectors are remembered


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or a question, read once."""

    words: tuple[str, ...]
    told: tuple[str, ...]  # without function words, where that leaves any
    terms: frozenset[str]  # the stems of these


def joined(texts: Sequence[Text]) -> Text:
    """Several as one."""
    return Text(
        tuple(w for t in texts for w in t.words),
        tuple(dict.fromkeys(w for t in texts for w in t.told)),
        frozenset[str]().union(*(t.terms for t in texts)),
    )


class Likeness:
    """Compares texts. Keeps vectors of words, so one serves all questions; safe in threads.

    `semantic` reads whole sentences, where the extra is installed; else the static vectors do.
    """

    def __init__(self, semantic: Embedder | None = None, own: str = "en") -> None:
        self._static: StaticEmbedder = load_static()
        self.semantic = semantic
        self._own, self._analyser = own, Analyser(own)
        self._word = lru_cache(_CACHED)(self._read_word)

    def text(self, said: str, lang: str | None = None) -> Text:
        """`said` as words and terms; without a language in the network's own."""
        found = tuple(words(_TO_SOMEBODY.sub("", said)))
        of, stop = self._analyser.of(lang), STOP.get(lang or self._own, STOP["en"])
        told = tuple(w for w in found if w not in stop) or found
        return Text(found, told, frozenset(of[w] for w in told))

    def stems(self, said: Sequence[str], lang: str | None) -> list[str]:
        """The terms of words in lower case."""
        of = self._analyser.of(lang)
        return [of[word] for word in said]

    def weight(self, word: str) -> float:
        """How rare a word is, by the length of its vector."""
        return self._word(word)[1]

    def weights(self, question: Text) -> Floats:
        """How much each told word of the question says: 1 in all. (n,)"""
        lengths = np.array([self._word(w)[1] for w in question.told])
        return lengths / max(float(lengths.sum()), 1e-9)

    def covered(self, question: Text, by: frozenset[str], lang: str | None = None) -> float:
        """The share of the question's told words, by weight, whose stems stand in `by`."""
        weights = self.weights(question)
        of = self._analyser.of(lang)
        held = [w in by or of[w] in by for w in question.told]
        return float(weights[np.array(held, bool)].sum()) if held else 0.0

    def aligned(self, question: Text, other: Text) -> Floats:
        """For each told word of the question the cosine of the nearest word of the other. (n,)"""
        if not other.told or not question.told:
            return np.zeros(len(question.told))
        cosines: Floats = (self._vectors(question.told) @ self._vectors(other.told).T).max(1)
        return cosines

    def static(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of whole texts by the static embedder. (n, d)"""
        return self._static.embed(texts)

    def _vectors(self, told: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.stack([self._word(w)[0] for w in told])

    def _read_word(self, word: str) -> tuple[npt.NDArray[np.float32], float]:
        vector: Any = self._static.embed([word])[0]
        return vector, self._static.length(word)
