"""Whether two posts say the same: in the whole, in a sentence, or again with hardly a change."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from rookery.answer.claims.claim import SHARED, TELLING, Claim, Reading, firm
from rookery.answer.claims.remarks import says_it_erred
from rookery.answer.reading.denial import FALSE, NOTS, negated
from rookery.answer.reading.likeness import Likeness, Text
from rookery.answer.reading.numbers import numbers

_SAME, _NEAR = 0.42, 0.55  # of the words, both ways, and the cosine: it says the same
_WHOLLY, _LEAST = 0.9, 3  # of a sentence's words in one of the other's, and words of weight in it
_BACK = 0.45  # of a post's words that a sentence of another has
_COPIED = 0.8  # of the letters, or of the words both ways: it is the same again
_PART = 4  # such words of a sentence that says the same alone
_NAME, _NAMES = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]{2,}"), 2  # that posts of two languages share


class Sameness(Reading):
    """Compares claims in one language."""

    def __init__(self, likeness: Likeness, lang: str) -> None:
        super().__init__(likeness, lang)
        self._near = dict[str, npt.NDArray[np.float32]]()
        self._same = dict[tuple[str, str], bool]()

    def leaves_out(self, claim: Claim, other: Claim) -> bool:
        """Whether it speaks of what the claim denies, and denies nothing."""
        return not any(p.denies for p in other.parts) and any(
            len(p.text.terms & other.whole.terms) >= SHARED
            and negated(p.text, self._likeness, self._lang) & other.whole.terms
            for p in claim.parts
            if p.denies
        )

    def same(self, one: Claim, other: Claim) -> bool:
        """Whether most of what both say is the same, in the whole or in a sentence of one."""
        key = one.post.id, other.post.id
        if key not in self._same:
            self._same[key] = (
                not self.strikes(other, one)
                and not self.strikes(one, other)
                and len(one.whole.terms & other.whole.terms) >= SHARED
                and (
                    self._alike(one.said, one.whole, other.said, other.whole)
                    or self._says(other, one)
                    or self._says(one, other, _BACK)
                    or self._held(one, other)
                    or self._held(other, one)
                    or _names_alike(one, other)
                )
            )
        return self._same[key]

    def strikes(self, other: Claim, one: Claim) -> bool:
        """Whether it only denies a telling word of what the one says, or takes something back."""
        behind = frozenset[str]().union(
            *(negated(p.text, self._likeness, self._lang) for p in other.parts if p.denies)
        )
        kept = frozenset[str]().union(*(p.text.terms for p in other.parts if not p.denies))
        said = self._affirmed(one)
        return any(says_it_erred(p.said) for p in other.parts) or self.names(
            (behind - kept) & said, one, 1, TELLING
        )

    def _says(self, one: Claim, other: Claim, least: float = _SAME) -> bool:
        """Whether a sentence of one is what the other says."""
        return any(
            not p.denies
            and self.names(p.text.terms, other, _PART, TELLING)
            and self._alike(other.said, other.whole, p.sentence, p.text, least)
            for p in one.parts
        )

    def _held(self, one: Claim, other: Claim) -> bool:
        """Whether the words of a sentence of one stand in one of the other; a reply's are few."""
        under = one.post.reply_to == other.post.id
        where = [other.whole] if under else [part.text for part in firm(other)]
        least = _LEAST - under
        for part in firm(one):
            told = [w for w in part.text.told if self._likeness.weight(w) >= TELLING]
            if len(told) >= least and any(
                self._likeness.covered(part.text, there.terms, self._lang) >= _WHOLLY
                for there in where
            ):
                return True
        return False

    def _alike(self, said: str, one: Text, again: str, other: Text, least: float = _SAME) -> bool:
        if not one.told or not other.told:
            return False
        there = self._likeness.covered(one, other.terms, self._lang)
        back = self._likeness.covered(other, one.terms, self._lang)
        if there < least or back < _SAME:
            return False
        return float(self._vector(said) @ self._vector(again)) >= _NEAR

    def _vector(self, said: str) -> npt.NDArray[np.float32]:
        if said not in self._near:
            self._near[said] = self._likeness.static([said])[0]
        return self._near[said]

    def copied(self, one: Claim, other: Claim) -> bool:
        """Whether it is the same again with hardly a change, and denies as much."""
        if _negations(one) != _negations(other) or not one.whole.told or not other.whole.told:
            return False
        there = self._likeness.covered(one.whole, other.whole.terms, self._lang)
        back = self._likeness.covered(other.whole, one.whole.terms, self._lang)
        if min(there, back) >= _COPIED:
            return True
        if min(there, back) < _SAME:
            return False
        letters = SequenceMatcher(None, one.said.lower(), other.said.lower(), autojunk=False)
        return letters.quick_ratio() >= _COPIED and letters.ratio() >= _COPIED


def _names_alike(one: Claim, other: Claim) -> bool:
    """Whether what posts of two languages affirm has names and a number in common."""
    if len({one.post.lang, other.post.lang} - {None}) < 2:
        return False
    here, there = (" ".join(part.said for part in firm(claim)) for claim in (one, other))
    names = set(_NAME.findall(here)) & set(_NAME.findall(there))
    return len(names) >= _NAMES and bool(numbers(here) & numbers(there))


def _negations(claim: Claim) -> frozenset[str]:
    return (NOTS | FALSE) & frozenset(claim.whole.words)
