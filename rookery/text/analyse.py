"""Text to stems, by the language of the post, and stems to 32-bit ids.

Ids are hashes, so that no vocabulary has to be shared between writers or purged after a delete.
Every word is kept, stop words too (a phrase needs them); a query drops them itself.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import Stemmer

from rookery.text.stopwords import STOP

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


# An apostrophe or a dot inside a word holds it together (U.S., don't).
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_URL = re.compile(r"https?://\S*|www\.\S*|pic\.twitter\.com/\S*")
# Scripts without spaces between words: each character is a word, so that phrases still work.
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_ELISION = re.compile(r"^(?:[ldcsmtnjv]|un|all|dell|nell|sull|dall|quest|qu)['’]")  # l'acqua, d'une
_NUMBERS = {"a": "e", "o": "i", "e": "ai", "i": "oe"}  # Italian endings of one and of several
_ELIDING = frozenset(("it", "fr", "ca"))


def words(text: str) -> list[str]:
    """Lower-case words of `text` without its links, in order."""
    text = text.lower()
    if "http" in text or "www." in text or "pic.tw" in text:
        text = _URL.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _CJK.search(text):
            text = _CJK.sub(lambda m: f" {m[0]} ", text)
    return _WORD.findall(text)


def fold(word: str) -> str:
    """Without accents: people type `perche` and mean `perché`."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


def term_id(term: str) -> int:
    """The 32-bit id of a term (CRC-32: stable everywhere; two of a million terms rarely meet)."""
    return zlib.crc32(term.encode())


class _Ids(dict[str, int]):
    """Term to id, remembered: words repeat."""

    def __missing__(self, term: str) -> int:
        if len(self) > _Stems.LIMIT:
            self.clear()
        self[term] = id_ = term_id(term)
        return id_


_ids = _Ids()


def term_ids(terms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The ids of `terms`, in order; shape (n,)."""
    ids = _ids
    return np.array([ids[t] for t in terms], np.uint32)


class _Stems(dict[str, str]):
    """Word to stem for one language, filled as words are met and emptied when it grows too far."""

    LIMIT = 400_000

    def __init__(self, lang: str | None) -> None:
        super().__init__()
        name = STEMMERS.get(lang or "")
        self._stem = Stemmer.Stemmer(name, 0).stemWord if name else str
        self._elides = lang in _ELIDING

    def __missing__(self, word: str) -> str:
        if len(self) > self.LIMIT:
            self.clear()
        self[word] = stem = self.stem(word)
        return stem

    def stem(self, word: str) -> str:
        """Computed, and not remembered."""
        bare = word.replace("’", "'")
        if self._elides:
            bare = _ELISION.sub("", bare)
        stem = fold(self._stem(bare.removesuffix("'s").replace("'", "").replace(".", "")))
        return stem or word


class Analyser:
    """Stems by language; one per thread or process, as it remembers the words it met."""

    def __init__(self) -> None:
        self._by_lang: dict[str | None, _Stems] = {}

    def stems(self, lang: str | None) -> _Stems:
        """Word (lower case) to stem in `lang`; never a KeyError."""
        key = lang if lang in STEMMERS else None
        if key not in self._by_lang:
            self._by_lang[key] = _Stems(key)
        return self._by_lang[key]

    def stem(self, word: str, lang: str | None) -> str:
        """The stem of one word (lower case), not remembered."""
        return self.stems(lang).stem(word)

    def terms(self, text: str, lang: str | None = "en") -> list[str]:
        """The stems of `text` in order, stop words among them."""
        stems = self.stems(lang)
        return [stems[word] for word in words(text)]

    def variants(self, word: str, langs: Sequence[str | None]) -> list[str]:
        """The different stems that `word` has in `langs`, the first language's first."""
        stems = dict.fromkeys(self.stems(lang)[word] for lang in langs)
        if "it" in langs:
            # Snowball takes lanterna to lantern and lanterne to lant, onda to onda and onde to onde
            other = self.stems("it")
            stems |= dict.fromkeys(other[word[:-1] + end] for end in _NUMBERS.get(word[-1:], ""))
        return list(stems)

    def is_stop(self, word: str, langs: Sequence[str | None]) -> bool:
        """Whether `word` is a function word in any of `langs`."""
        return any(word in STOP.get(lang or "", ()) for lang in langs)
