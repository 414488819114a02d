"""What everyday words are in English, Italian and Spanish, for what is asked again in another of
these languages: the vectors of words that ship with the package know English alone.

A table of some 230 meanings, `meanings.json`; names, numbers and words that look alike need none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from rookery.answer.reading.likeness import Likeness
from rookery.text import STOP, detect, fold, words

TABLE = Path(__file__).parent / "meanings.json"
LANGS = ("en", "it", "es")
_ALIKE, _SHORTEST = 0.8, 5  # of the letters shared by words of so many: insulin, insulina
_RARE = 1.25  # of a name, or a word that has no other here, beside 1 of an everyday word
_STOPS = STOP["en"] | STOP["it"] | STOP["es"]
_NO_MATTER_LISTED = """
say says said tell told happen happened know knew think thought write wrote written post posts
mention mentioned make made many much long often really already now still going get got way
thing things one two anybody somebody someone anyone everybody people best kind
without about after before between during under over near off out up down through since until
being having doing any some again here whether anything something please
dire dice detto succede successo sapere fatto fare cosa davvero ancora già qualcuno
decir dijo dicen pasó sabe hacer hecho cosa ya todavía alguien verdad vero true
"""
_NO_MATTER = frozenset(_NO_MATTER_LISTED.split())  # said of anything


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a question speaks of, and the words for it in another language."""

    said: str  # in lower case
    forms: frozenset[str]  # stems in the other language; none where no word is known
    spelt: tuple[str, ...]  # the words of these, to be searched for
    weight: float

    def stands_in(self, said: Collection[str], stems: Collection[str]) -> bool:
        """Whether words, and their stems, hold it: as it is, translated, or spelt almost alike."""
        if self.said in said or not self.forms.isdisjoint(stems):
            return True
        if self.forms or len(self.said) < _SHORTEST or self.said.isdigit():
            return False
        mine = fold(self.said)
        return any(len(w) >= _SHORTEST and w[0] == mine[0] and _like(mine, fold(w)) for w in said)


def meanings(question: str, names: Collection[str], to: str, likeness: Likeness) -> list[Meaning]:
    """What a question speaks of; `names` are the words of it that name somebody or something.

    Names and words that no table has tell more than everyday ones.
    """
    spoken = language_spoken(question)
    out = list[Meaning]()
    for word in dict.fromkeys(words(question)):
        if word in _STOPS or word in _NO_MATTER or word in STOP.get(spoken, ()):
            continue
        spelt = _translated(word, spoken, to, likeness)
        forms = frozenset(likeness.stems(spelt, to))
        rare = word in names or not (forms or word.isdigit())
        out.append(Meaning(word, forms, spelt, _RARE if rare else 1.0))
    return out


def language_spoken(question: str) -> str:
    """The language of a question, also of one that is too short to be detected."""
    if (found := detect(question)) in LANGS:
        return found
    said = set(words(question))
    if "¿" in question or "¡" in question:
        return "es"
    known = {lang: len(said & STOP[lang]) + len(said & _every(lang)) for lang in LANGS}
    return max(LANGS, key=lambda lang: known[lang])


def _translated(word: str, spoken: str, to: str, likeness: Likeness) -> tuple[str, ...]:
    """Its words in the other language, by what has the same stem in its own."""
    if spoken == to or spoken not in LANGS or to not in LANGS:
        return (word,) if spoken == to else ()
    (stem,) = likeness.stems([word], spoken)
    here, there = LANGS.index(spoken), LANGS.index(to)
    rows = [
        row for row in _table() if word in row[here] or stem in _stems(likeness, spoken, row[here])
    ]
    return tuple(dict.fromkeys(form for row in rows for form in row[there]))


def _stems(likeness: Likeness, lang: str, said: Sequence[str]) -> list[str]:
    return likeness.stems(said, lang)


def _like(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


@cache
def _table() -> list[tuple[tuple[str, ...], ...]]:
    rows: list[list[str]] = json.loads(TABLE.read_text("utf-8"))
    return [tuple(tuple(said.split()) for said in row) for row in rows]


@cache
def _every(lang: str) -> frozenset[str]:
    place = LANGS.index(lang)
    return frozenset(word for row in _table() for word in row[place])
