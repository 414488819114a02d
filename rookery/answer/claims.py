"""A post as a claim: its sentences read once, and what of two posts says the same or denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.answer.denial import denies, disputes, negated
from rookery.answer.likeness import Likeness, Text
from rookery.answer.sentences import split
from rookery.post import Post

_SAME, _NEAR = 0.35, 0.55  # of the words, both ways, and the cosine: it says the same
_SHARED = 2  # words, numbers aside, or two sentences do not speak of the same
_TELLING, _NAMING = 1.6, 2.0  # weights of a word that tells much, and that names a thing
_PART = 4  # such words of a sentence that says the same alone
_OF_REPLY = 0.3  # of its words, or a reply denies something else
_PARTS = re.compile(r"\s*;\s*|,?\s+\b(?:but|ma|però|pero|sino)\b\s+")
_PRONOUN = frozenset(("she", "he", "it", "they", "this", "that", "these", "those"))
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or one of several claims in it."""

    sentence: str
    text: Text
    about: frozenset[str]  # its terms, and those of what its pronoun stands for


@dataclass(frozen=True, slots=True)
class Claim:
    """A post whose words are compared, read once."""

    post: Post
    whole: Text
    parts: tuple[Part, ...]


class Claims:
    """Reads and compares claims in one language."""

    def __init__(self, likeness: Likeness, lang: str) -> None:
        self._likeness, self._lang = likeness, lang

    def read(self, post: Post) -> Claim:
        text = self._likeness.text(post.text, self._lang)
        return Claim(post, text, tuple(self._parts(post)))

    def _parts(self, post: Post) -> Iterator[Part]:
        before = frozenset[str]()
        for sentence in split(post.text, self._lang):
            for part in filter(str.strip, _PARTS.split(sentence)):
                text = self._likeness.text(part, self._lang)
                pronoun = bool(text.words) and text.words[0] in _PRONOUN
                yield Part(sentence, text, text.terms | before if pronoun else text.terms)
                before |= text.terms

    def leaves_out(self, claim: Claim, other: Claim) -> bool:
        """Whether it speaks of what the claim denies, and denies nothing."""
        return not any(denies(p.text) for p in other.parts) and any(
            denies(p.text) and len(p.text.terms & other.whole.terms) >= _SHARED for p in claim.parts
        )

    def names(
        self, terms: frozenset[str], other: Claim, least: int = _SHARED, weight: float = _NAMING
    ) -> bool:
        """Whether so many words of such a weight stand in both."""
        told = other.whole.told
        stems = zip(self._likeness.stems(told, self._lang), told, strict=True)
        shared = {t for t, w in stems if t in terms and self._likeness.weight(w) >= weight}
        return sum(not t.isdigit() for t in shared) >= least

    def same(self, one: Claim, other: Claim) -> bool:
        """Whether most of what both say is the same, in the whole or in a sentence of the other."""
        if self._alike(one.post.text, one.whole, other.post.text, other.whole):
            return True
        return any(
            not denies(p.text)
            and self.names(p.text.terms, one, _PART, _TELLING)
            and self._alike(one.post.text, one.whole, p.sentence, p.text)
            for p in other.parts
        )

    def _alike(self, said: str, one: Text, again: str, other: Text) -> bool:
        if not one.told or not other.told:
            return False
        there = self._likeness.covered(one, other.terms, self._lang)
        back = self._likeness.covered(other, one.terms, self._lang)
        if min(there, back) < _SAME:
            return False
        near = self._likeness.static([said, again])
        return float(near[0] @ near[1]) >= _NEAR

    def disputed(self, told: Sequence[Claim], other: Claim) -> str:
        """The sentence of the other that denies what is told, or says what the claim denies."""
        first, *rest = told
        claimed = [p.text for p in first.parts]
        # who repeats a claim may say more, or report a denial of it too
        claimed += [
            p.text
            for claim in rest
            for p in claim.parts
            if not denies(p.text) and self.names(p.text.terms, first, _SHARED, 0)
        ]
        later = time_of(other.post.created_at) > time_of(first.post.created_at)
        for part in other.parts:
            for said in claimed:
                if disputes(part.text, said, self._likeness, self._lang, part.about):
                    return part.sentence
            for mine in first.parts if later else ():
                if self._half(mine, part) and disputes(
                    mine.text, part.text, self._likeness, self._lang, mine.about
                ):
                    return part.sentence
        return ""

    def _half(self, one: Part, other: Part) -> bool:
        """Whether half of both is shared: what a denial is about is said by many of many things."""
        shared = sum(not t.isdigit() for t in one.text.terms & other.text.terms)
        return shared >= max(_SHARED, 0.5 * max(len(one.text.terms), len(other.text.terms)))

    def denied_by(self, part: Part, other: Claim) -> bool:
        return any(
            disputes(part.text, p.text, self._likeness, self._lang, part.about) for p in other.parts
        )

    def doubted(self, answered: Claim, reply: Claim) -> str:
        """A reply denies what it answers in a sentence that names the same thing after a "not"."""
        if author_of(answered.post) == author_of(reply.post):
            return ""
        affirmed = frozenset[str]().union(
            *(p.text.terms for p in answered.parts if not denies(p.text))
        )
        for part in reply.parts:
            struck = negated(part.text, self._likeness, self._lang) & affirmed
            enough = len(struck) >= _OF_REPLY * len(part.text.terms)
            if struck and enough and self.names(struck, answered, 1, _TELLING):
                return part.sentence
        return ""


def author_of(post: Post) -> str:
    """The handle; empty where nobody knows."""
    return post.author.handle if post.author else ""


def time_of(at: datetime | None) -> datetime:
    """What is undated comes last."""
    return at or _NEVER
