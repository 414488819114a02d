"""Text to the token ids of a WordPiece vocabulary, many times quicker than the tokenizer itself.

The words are cut by a regular expression and each word's ids are remembered, so that the tokenizer
sees a word once. The ids are those that the tokenizer would give, without its unknown token.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from tokenizers import Tokenizer

from rookery.embed.protocol import well_formed

MAX_CHARACTERS = 1_000  # of a text; what comes after adds little to an average of its words
MAX_WORDS = 128
REMEMBERED = 100_000  # words, some 20 MB; then the memory starts anew

_ASCII_WORDS = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Pieces:
    """The ids of a text's words: lower case, accents off, each sign a word of its own."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._normalize: Callable[[str], str] = tokenizer.normalizer.normalize_str
        self._remembered = _Remembered(tokenizer)

    def __call__(self, text: str) -> list[tuple[int, ...]]:
        """The ids of the text's first 128 words, a tuple a word."""
        return list(map(self._remembered.__getitem__, self.words(text[:MAX_CHARACTERS])))

    def words(self, text: str) -> list[str]:
        """The first 128 words, as the tokenizer's normalizer and pre-tokenizer cut them."""
        if text.isascii() and not _CONTROL.search(text):
            found: list[str] = _ASCII_WORDS.findall(text.lower())
        else:
            found = self._normalize(well_formed(text)).translate(_spaced_signs()).split()
        return found[:MAX_WORDS]


class _Remembered(dict[str, tuple[int, ...]]):
    """Word to ids, asked of the tokenizer's model at the first sight of the word."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._model = tokenizer.model
        self._unknown = tokenizer.token_to_id(self._model.unk_token)

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= REMEMBERED:
            self.clear()
        ids = tuple(t.id for t in self._model.tokenize(word) if t.id != self._unknown)
        self[word] = ids
        return ids


@cache
def _spaced_signs() -> dict[int, str]:
    """Each punctuation mark or symbol to itself between spaces (`str.translate`).

    A regular expression of these ranges took 6 ms a text: `re` scans classes beyond 16 bits.
    """
    signs = (chr(c) for c in range(0x20000))
    return {ord(c): f" {c} " for c in signs if unicodedata.category(c)[0] in "PS"}
