"""Texts to the token ids of a WordPiece vocabulary, many times quicker than the tokenizer itself.

What lies between two spaces is cut into words and given to the tokenizer at its first sight only.
The ids are those that the tokenizer would give, without its unknown token.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rookery.embed.protocol import well_formed
from rookery.text import runs

MAX_CHARACTERS = 1_000  # of a text; what comes after adds little to an average of its words
MAX_WORDS = 128
REMEMBERED = 200_000  # stretches between spaces, some 40 MB; then the memory starts anew

_ASCII_WORDS = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
_SIGN = r"([!-/:-@\[-`{-~])"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_SPACES = ("\x0b", "\x0c")  # spaces to Arrow, controls to the tokenizer, which drops them
_WORD = 24  # bits below are a token's id, above them which word of its stretch it belongs to


class Pieces:
    """The ids of texts' words: lower case, accents off, each sign a word of its own."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._normalize: Callable[[str], str] = tokenizer.normalizer.normalize_str
        self._model = tokenizer.model
        self._unknown = tokenizer.token_to_id(self._model.unk_token)
        self._known: dict[str, tuple[int, ...]] = {}  # by stretch: how many words, then the tokens

    def __call__(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of the first 128 words of n texts: all ids, and where each text's end among them (n,)."""
        cut = pa.array((well_formed(text[:MAX_CHARACTERS]) for text in texts), pa.string())
        for control in _NO_SPACES:
            cut = pc.replace_substring(cut, control, "")
        cut = pc.replace_substring_regex(cut, _SIGN, r" \1 ")  # so that fewer stretches differ
        stretches = pc.ascii_split_whitespace(cut)
        coded = pc.ascii_lower(stretches.flatten()).dictionary_encode()
        index = coded.indices.to_numpy()
        held = self._held(coded.dictionary.to_pylist())
        lengths = np.fromiter(map(len, held), np.int64, len(held)) - 1
        words = np.fromiter((of[0] for of in held), np.int64, len(held))
        pool = np.fromiter(chain.from_iterable(held), np.int64)
        # each stretch's tokens begin after its number of words
        begins = lengths.cumsum() - lengths + np.arange(1, len(held) + 1)
        tokens = pool[runs(begins[index], lengths[index])]
        inside = pc.list_value_length(stretches).to_numpy(zero_copy_only=False)
        return _first_words(tokens, lengths[index], words[index], inside)

    def words(self, text: str) -> list[str]:
        """Words as the tokenizer's normalizer and pre-tokenizer cut them."""
        if text.isascii() and not _CONTROL.search(text):
            found: list[str] = _ASCII_WORDS.findall(text.lower())
        else:
            found = self._normalize(well_formed(text)).translate(_spaced_signs()).split()
        return found

    def _held(self, stretches: Sequence[str]) -> list[tuple[int, ...]]:
        if len(self._known) > REMEMBERED:
            self._known = {}
        known = self._known
        for stretch in stretches:
            if stretch not in known:
                known[stretch] = self._ids(stretch)
        return [known[stretch] for stretch in stretches]

    def _ids(self, stretch: str) -> tuple[int, ...]:
        words = self.words(stretch)
        tokens = (
            at << _WORD | token.id
            for at, word in enumerate(words)
            for token in self._model.tokenize(word)
            if token.id != self._unknown
        )
        return len(words), *tokens


def _first_words(
    tokens: NDArray[np.int64],
    lengths: NDArray[np.int64],
    words: NDArray[np.int64],
    inside: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The tokens of each text's first words; the text has `inside` stretches.

    A stretch has `lengths` tokens of `words` words.
    """
    before = words.cumsum() - words
    ends = inside.cumsum()
    of_text = np.append(before, words.sum())[ends - inside]  # words before the text
    at = np.repeat(before - np.repeat(of_text, inside), lengths) + (tokens >> _WORD)
    kept = at < MAX_WORDS
    kept_before = np.append(0, kept.cumsum())
    token_ends = np.append(0, lengths.cumsum())[ends]
    return tokens[kept] & ((1 << _WORD) - 1), kept_before[token_ends]


@cache
def _spaced_signs() -> dict[int, str]:
    """Each punctuation mark or symbol to itself between spaces (`str.translate`).

    A regular expression of these ranges took 6 ms a text: `re` scans classes beyond 16 bits.
    """
    signs = (chr(c) for c in range(0x20000))
    return {ord(c): f" {c} " for c in signs if unicodedata.category(c)[0] in "PS"}
