"""Whether one post denies what another says, or accounts for it otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rookery.answer.claims.claim import SHARED, TELLING, Claim, Part, author_of, firm, time_of
from rookery.answer.claims.remarks import doubts
from rookery.answer.claims.sameness import Sameness
from rookery.answer.reading.denial import NO_NOUN, disputes, negated
from rookery.answer.reading.likeness import Text, joined

_OF_REPLY = 0.3  # of its words, or a reply denies something else
_KIN = 0.7  # the cosine of two forms of a word: sell and sold
_HANDLE = 4  # letters of a name that stands in a handle
_CAUSE = re.compile(
    r"\b(?:because|due to|caused by|thanks to|blame|perch[eé]|a causa d|per colpa d|porque"
    r"|por culpa d|debido a)",
    re.IGNORECASE,
)
_CALLED = (  # whoever it is that is spoken to
    "sir", "madam", "mate", "pal", "love", "dear", "signore", "signora", "amico", "señor", "señora",
    "amigo",
)  # fmt: skip
_STATES = r"(?:(?:it|that|this|they|he|she|there)\b|è\b|era\b|sono\b|es\b|era\b|son\b)"


class Claims(Sameness):
    """Compares claims in one language, and finds what denies them."""

    def disputed(self, told: Sequence[Claim], other: Claim, *, upheld: bool = True) -> str:
        """The sentence of the other that denies what is told, or says what the claim denies."""
        first = told[0]
        later = upheld and time_of(other.post.created_at) > time_of(first.post.created_at)
        for part in other.parts:
            if self.denied(told, other, part):
                return part.sentence
            for mine in first.parts if later else ():
                if (
                    mine.denies
                    and self._half(mine, part)
                    and disputes(mine.text, part.text, self._likeness, self._lang, mine.about)
                ):
                    return part.sentence
        return ""

    def denied(self, told: Sequence[Claim], other: Claim, part: Part) -> bool:
        """Whether a part of the other denies what is told."""
        if not part.denies or "?" in part.said or doubts(part.said):
            return False
        first, *rest = told
        claimed = [p.text for p in first.parts]
        # who repeats a claim may say more, or report a denial of it too
        claimed += [
            p.text
            for claim in rest
            for p in claim.parts
            if not p.denies and self.names(p.text.terms, first, SHARED, 0)
        ]
        about = part.about
        if self._lang == "es" or NO_NOUN.isdisjoint(part.text.words):
            about |= self._speaker(first, other)
        return any(disputes(part.text, said, self._likeness, self._lang, about) for said in claimed)

    def _speaker(self, claim: Claim, other: Claim) -> frozenset[str]:
        """The terms of the claim that name who wrote the other: it speaks of itself."""
        author = other.post.author
        if author is None:
            return frozenset()
        named = self._likeness.text(author.name or "", self._lang).words
        mine = [
            w
            for w in claim.whole.told
            if len(w) >= _HANDLE and (w in author.handle.lower() or w in named)
        ]
        return frozenset(self._likeness.stems(mine, self._lang))

    def _half(self, one: Part, other: Part) -> bool:
        """Whether half of both is shared: what a denial is about is said by many of many things."""
        shared = sum(not t.isdigit() for t in one.text.terms & other.text.terms)
        return shared >= max(SHARED, 0.5 * max(len(one.text.terms), len(other.text.terms)))

    def denied_by(self, part: Part, other: Claim) -> bool:
        return part.denies and any(
            disputes(part.text, p.text, self._likeness, self._lang, part.about) for p in other.parts
        )

    def doubted(self, answered: Claim, reply: Claim) -> str:
        """A reply denies what it answers in a sentence that names the same thing after a "not"."""
        if author_of(answered.post) == author_of(reply.post):
            return ""
        affirmed = self._affirmed(answered)
        for part in reply.parts:
            if "?" in part.said or not part.denies:
                continue
            behind = negated(part.text, self._likeness, self._lang)
            struck = behind & affirmed
            enough = len(struck) >= _OF_REPLY * len(part.text.terms)
            if struck and enough and self.names(struck, answered, 1, TELLING):
                return part.sentence
            if behind and self._kin(behind, part, answered):
                return part.sentence
        return ""

    def _kin(self, struck: frozenset[str], part: Part, answered: Claim) -> bool:
        """Whether what is denied is another form of a word that tells much of what is answered."""
        told = [w for w in part.text.told if not self._stem(w).isdigit()]
        told = [w for w in told if self._stem(w) in struck]
        told = [w for w in told if self._likeness.weight(w) >= TELLING]
        if not told or len(told) < _OF_REPLY * len(part.text.told):
            return False
        affirmed = joined([p.text for p in firm(answered)])
        cosines = self._likeness.aligned(Text(tuple(told), tuple(told), struck), affirmed)
        return bool((cosines >= _KIN).any())

    def _stem(self, word: str) -> str:
        return self._likeness.stems([word], self._lang)[0]

    def accounts_otherwise(self, answered: Claim, reply: Claim) -> str:
        """A reply that speaks of both a cause and what it is said to have caused, and agrees to
        neither; or that begins to say what it is, and addresses who claimed it by name.
        """
        author = answered.post.author
        if author is None or author.handle == author_of(reply.post):
            return ""
        firm = [p for p in reply.parts if "?" not in p.said and not doubts(p.said)]
        if _CAUSE.search(answered.said):
            for part in firm:
                if self.names(part.text.terms, answered, SHARED, TELLING):
                    return part.sentence
        for part in firm:
            if _addresses(part.said, author.name or author.handle):
                return part.sentence
        return ""


def _addresses(said: str, name: str) -> bool:
    """Whether it begins "it is", "they", "era", and calls somebody by the first of the names.

    >>> _addresses("They float, Kit.", "Kit Varga"), _addresses("Thank you, Kit.", "Kit Varga")
    (True, False)
    """
    first = re.split(r"[\W_]+", name.lower().strip())[0]
    if len(first) < 3:
        return False
    called = "|".join(map(re.escape, (first, *_CALLED)))
    return re.match(rf"\W*{_STATES}.*,\s+(?:{called})\b", said.lower()) is not None
