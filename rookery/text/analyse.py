"""Text to terms, by the language of the post, and terms to 32-bit ids.

A term is a stem, marked with its language unless that is the network's own, so that Italian `care`
is no English `car`. Ids are hashes, so that no vocabulary has to be shared between writers or
purged after a delete. Every word is kept, stop words too (a phrase needs them).
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import Stemmer

from rookery.text.marks import marks
from rookery.text.stopwords import STOP

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "ga": "irish", "it": "italian",
    "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


UNSTEMMED = "-"  # the mark of all languages without a stemmer

# An apostrophe or a dot inside a word holds it together (U.S., don't); a picture is a word.
_PICTURE = "[\u2600-\u27bf\U0001f300-\U0001faff]|[\U0001f1e6-\U0001f1ff]{2}"
# Marks are no letters to `re`: accents, and the vowels of Hindi, Tamil, Hebrew, Arabic and others.
_MARK = marks()
_LETTERS = rf"[^\W_]+(?:[{_MARK}]+[^\W_]*)*"
WORD = re.compile(rf"{_LETTERS}(?:['’.]{_LETTERS})*|{_PICTURE}")
_PLAIN = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")  # what WORD finds in ASCII, twice as fast
_DECIMAL = re.compile(r"\d\.\d")
_URL = re.compile(r"https?://\S*|www\.\S*|pic\.twitter\.com/\S*")
# Scripts without spaces between words: each letter is a word, so that phrases still work.
_SPACELESS = (
    r"\u3040-\u3098\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\u0e00-\u0e30\u0e32\u0e33\u0e3b-\u0e46\u0e4f-\u0e7f"
)
_CJK = re.compile(rf"[{_SPACELESS}][{_MARK}]*")
_PIECE = re.compile(rf"{_CJK.pattern}|[^{_SPACELESS}]+")
_ELISION = re.compile(r"^(?:[ldcsmtnjv]|un|all|dell|nell|sull|dall|quest|qu)['’]")  # l'acqua, d'une
_NUMBERS = {"a": "e", "o": "i", "e": "ai", "i": "oe"}  # Italian endings of one and of several
_VIRAMA = 9  # the combining class of the sign that takes a consonant its vowel
_ELIDING = frozenset(("it", "fr", "ca"))


def words(text: str) -> list[str]:
    """Lower-case words of `text` without its links, in order."""
    text = lowered(text)
    if "http" in text or "www." in text or "pic.tw" in text:
        text = _URL.sub(" ", text)
    if text.isascii():
        return _PLAIN.findall(text)
    if _CJK.search(text):
        text = _CJK.sub(lambda m: f" {m[0]} ", text)
    return WORD.findall(text)


def lowered(text: str) -> str:
    """In the letters that words are in: small, and each way of writing one as one."""
    low = text.lower()
    if low.isascii():
        return low
    one = unicodedata.normalize("NFKC", low)
    # İ in lower case has its dot apart, and Thai's am is taken in two, of which one is a mark
    return one.replace("i\u0307", "i").replace("\u0e4d\u0e32", "\u0e33")


def places(text: str, end: int) -> Iterator[tuple[list[str], int, int]]:
    """What `text` has before `end` as it is written, piece by piece: the words of each (one, but
    for rare signs) and where it begins and ends. Links are not told from words.
    """
    for whole in WORD.finditer(text, 0, end):
        if whole[0].isascii():
            yield [whole[0].lower()], whole.start(), whole.end()
            continue
        for piece in _PIECE.finditer(text, *whole.span()):
            yield words(piece[0]), piece.start(), piece.end()


def fold(word: str) -> str:
    """Without accents: people type `perche` and mean `perché`.

    Without vowel points too; the vowels of Indian scripts stay, and the sign that there is none.
    """
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if unicodedata.combining(c) in (0, _VIRAMA))


def term_id(term: str) -> int:
    """The 32-bit id of a term (CRC-32: stable everywhere; two of a million terms rarely meet)."""
    return zlib.crc32(term.encode())


class _Ids(dict[str, int]):
    """Term to id, remembered: words repeat."""

    def __missing__(self, term: str) -> int:
        if len(self) > _Terms.LIMIT:
            self.clear()
        self[term] = id_ = term_id(term)
        return id_


_ids = _Ids()


def term_ids(terms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """The ids of `terms`, in order; shape (n,)."""
    ids = _ids
    return np.array([ids[t] for t in terms], np.uint32)


class _Terms(dict[str, str]):
    """Word to term for one language, filled as words are met and emptied when it grows too far."""

    LIMIT = 400_000

    def __init__(self, lang: str, mark: str) -> None:
        super().__init__()
        name = STEMMERS.get(lang)
        self._stem = Stemmer.Stemmer(name, 0).stemWord if name else str
        self._elides = lang in _ELIDING
        self._mark = mark

    def __missing__(self, word: str) -> str:
        if len(self) > self.LIMIT:
            self.clear()
        self[word] = term = self.term(word)
        return term

    def term(self, word: str) -> str:
        """Computed, and not remembered."""
        bare = word.replace("’", "'")
        if self._elides:
            bare = _ELISION.sub("", bare)
        bare = bare.removesuffix("'s").replace("'", "")
        if not _DECIMAL.search(bare):  # 1.5 is not 15, but U.S. is US
            bare = bare.replace(".", "")
        return self._mark + (fold(self._stem(bare)) or word)


class Analyser:
    """Terms by language; one per thread or process, as it remembers the words it met.

    `own` is the language of the network: of texts whose language nobody knows, and unmarked.
    """

    def __init__(self, own: str = "en") -> None:
        self.own = stemmed_as(own)
        self._by_lang: dict[str, _Terms] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """All that stem words in a way of their own, the network's first."""
        others = (lang for lang in (*STEMMERS, UNSTEMMED) if lang != self.own)
        return (self.own, *others)

    def of(self, lang: str | None) -> _Terms:
        """Word (lower case) to term in `lang`; never a KeyError."""
        key = self.own if lang is None else stemmed_as(lang)
        if key not in self._by_lang:
            self._by_lang[key] = _Terms(key, "" if key == self.own else f"{key}:")
        return self._by_lang[key]

    def term(self, word: str, lang: str | None) -> str:
        """The term of one word (lower case), not remembered."""
        return self.of(lang).term(word)

    def terms(self, text: str, lang: str | None = None) -> list[str]:
        """The terms of `text` in order, stop words among them."""
        of = self.of(lang)
        return [of[word] for word in words(text)]

    def variants(self, word: str, langs: Sequence[str | None]) -> list[str]:
        """The different terms that `word` has in `langs`, the first language's first."""
        terms = dict.fromkeys(self.of(lang)[word] for lang in langs)
        if "it" in langs:
            # Snowball takes lanterna to lantern and lanterne to lant, onda to onda and onde to onde
            other = self.of("it")
            terms |= dict.fromkeys(other[word[:-1] + end] for end in _NUMBERS.get(word[-1:], ""))
        return list(terms)


def stemmed_as(lang: str) -> str:
    """The language whose stemmer `lang` takes, `en` for `en-GB`, or `UNSTEMMED`."""
    main = re.split("[-_]", lang.lower(), maxsplit=1)[0]
    return main if main in STEMMERS else UNSTEMMED


def is_stop(word: str, lang: str | None) -> bool:
    """Whether `word` is a function word of `lang`."""
    return word in STOP.get(lang or "", ())
