"""The words that stand nearest to a misspelt one, among the most common of a lexicon.

Every word of about its length is compared, many at a time: a few milliseconds, and a megabyte where
an index of deletions (SymSpell) took 65 and three seconds to make.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.store.lexicon import Lexicon

SHORT = 4  # letters: below this a word has too many neighbours
_KNOWN = 30_000  # of the most common words
_FARTHEST = 2  # letters put in, left out, changed, or exchanged with the next

Letters = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Near:
    """A word that may be meant."""

    word: str
    count: int  # posts that hold it
    distance: int


@dataclass(frozen=True, slots=True)
class _OneLength:
    """n words of L letters, the most common first."""

    letters: Letters  # (L, n)
    counts: npt.NDArray[np.int64]  # (n,)


class Spelling:
    """The words of a lexicon that are taken to be spelt well."""

    def __init__(self, lexicon: Lexicon) -> None:
        length = pc.utf8_length(lexicon.words)
        fit = pc.and_(pc.utf8_is_alpha(lexicon.words), pc.greater_equal(length, SHORT))
        rows = np.flatnonzero(fit.to_numpy(zero_copy_only=False))
        rows = rows[np.argsort(-lexicon.counts[rows], kind="stable")[:_KNOWN]]
        length = length.to_numpy()[rows]
        self._of: dict[int, _OneLength] = {}
        for size in np.unique(length).tolist():
            held = rows[length == size]
            text = "".join(lexicon.words.take(pa.array(held)).to_pylist())
            letters = np.ascontiguousarray(_letters(text).reshape(-1, size).T)
            self._of[size] = _OneLength(letters, lexicon.counts[held])

    def nearest(self, word: str) -> list[Near]:
        """The words at the least distance from `word`, the most common first; none for a word that
        is among them itself, or that nothing is near to.
        """
        said = _letters(word)
        own = self._of.get(len(said))
        if own is not None and (own.letters == said[:, None]).all(axis=0).any():
            return []
        best, found = _FARTHEST, list[Near]()
        for size in range(len(said) - _FARTHEST, len(said) + _FARTHEST + 1):
            if (words := self._of.get(size)) is None:
                continue
            apart = _distances(said, words.letters)
            if (least := int(apart.min())) > best:
                continue
            if least < best:
                best, found = least, []
            for i in np.flatnonzero(apart == best).tolist():
                text = words.letters[:, i].tobytes().decode("utf-32-le")
                found.append(Near(text, int(words.counts[i]), best))
        return sorted(found, key=lambda near: -near.count)


def _letters(text: str) -> Letters:
    return np.frombuffer(text.encode("utf-32-le", "replace"), "<u4")


def _distances(said: Letters, words: Letters) -> npt.NDArray[np.uint8]:
    """How many edits part `said` (m,) from each of `words` (L, n), and 3 for any more; (n,).

    Optimal string alignment; cells farther from the diagonal than what counts are not looked at.
    """
    size, n = words.shape
    far = _FARTHEST + 1
    rows = [np.full((size + 1, n), far, np.uint8) for _ in range(3)]  # of i - 2, i - 1 and i
    for j in range(min(_FARTHEST, size) + 1):
        rows[1][j] = j
    for i in range(1, len(said) + 1):
        before, last, now = rows
        now[:] = far
        if i <= _FARTHEST:
            now[0] = i
        for j in range(max(i - _FARTHEST, 1), min(i + _FARTHEST, size) + 1):
            cell = last[j - 1] + (words[j - 1] != said[i - 1])
            np.minimum(cell, last[j] + 1, out=cell)
            np.minimum(cell, now[j - 1] + 1, out=cell)
            if i > 1 and j > 1:
                turned = (words[j - 2] == said[i - 1]) & (words[j - 1] == said[i - 2])
                np.minimum(cell, before[j - 2] + 1, out=cell, where=turned)
            np.minimum(cell, far, out=now[j])
        rows = [last, now, before]
    return rows[1][size]
