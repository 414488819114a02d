"""A post as a claim: its sentences read once, each with what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.answer.reading.denial import denies, negated
from rookery.answer.reading.likeness import Likeness, Text
from rookery.answer.reading.sentences import split
from rookery.post import Post

SHARED = 2  # words, numbers aside, or two sentences do not speak of the same
TELLING, NAMING = 1.6, 2.0  # weights of a word that tells much, and that names a thing
# a negation's reach ends where its clause does
_PARTS = re.compile(
    r"(?<=[;!?…])\s+|(?<=[^\W\d_][^\W\d_]\.)\s+(?!\d)"
    r"|,?\s+(?=(?:but|ma|però|pero|sino)\b)|,\s+(?=(?:so|and|e|y)\b)"
)
_PRONOUN = frozenset(("she", "he", "it", "they", "this", "that", "these", "those"))
_PASSED_ON = re.compile(  # before what is said; who cannot believe it tells it all the same
    r"^\s*RT @\w+:?\s*|\bi (?:still )?(?:can['’]?t|cannot) believe\b(?! (?:it|this|that|a)\b)"
    r"|\bnon (?:ci )?posso credere (?:che|a)\b|\bno puedo creer (?:que|lo de)\b",
    re.IGNORECASE,
)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or one of several claims in it."""

    sentence: str
    said: str
    text: Text
    denies: bool
    about: frozenset[str]  # its terms, those of the title, and of what its pronoun stands for


@dataclass(frozen=True, slots=True)
class Claim:
    """A post whose words are compared, read once."""

    post: Post
    said: str  # its title before its text
    whole: Text
    parts: tuple[Part, ...]


class Reading:
    """Reads claims in one language."""

    def __init__(self, likeness: Likeness, lang: str) -> None:
        self._likeness, self._lang = likeness, lang
        self._claims = dict[str, Claim]()

    def read(self, post: Post) -> Claim:
        """Once, as a search finds many again."""
        if post.id not in self._claims:
            self._claims[post.id] = self._read(post)
        return self._claims[post.id]

    def _read(self, post: Post) -> Claim:
        words = _PASSED_ON.sub("", post.text)
        said = f"{post.title}\n{words}" if post.title else words
        text = self._likeness.text(said, self._lang)
        return Claim(post, said, text, tuple(self._parts(post)))

    def _parts(self, post: Post) -> Iterator[Part]:
        title = self._likeness.text(post.title or "", self._lang).terms
        before = frozenset[str]()
        for sentence in (
            *split(post.title or "", self._lang),
            *split(_PASSED_ON.sub("", post.text), self._lang),
        ):
            for part in filter(str.strip, _PARTS.split(sentence)):
                text = self._likeness.text(part, self._lang)
                pronoun = bool(text.words) and text.words[0] in _PRONOUN
                about = text.terms | title | before if pronoun else text.terms | title
                yield Part(sentence, part, text, denies(text), about)
                before |= text.terms

    def names(
        self, terms: frozenset[str], other: Claim, least: int = SHARED, weight: float = NAMING
    ) -> bool:
        """Whether so many words of such a weight stand in both."""
        told = other.whole.told
        stems = zip(self._likeness.stems(told, self._lang), told, strict=True)
        shared = {t for t, w in stems if t in terms and self._likeness.weight(w) >= weight}
        return sum(not t.isdigit() for t in shared) >= least

    def _affirmed(self, claim: Claim) -> frozenset[str]:
        """The terms of what it says, without what stands behind a negation and what it asks."""
        return frozenset[str]().union(
            *(
                p.text.terms - negated(p.text, self._likeness, self._lang)
                for p in claim.parts
                if "?" not in p.said
            )
        )


def firm(claim: Claim) -> tuple[Part, ...]:
    """What it says, and neither denies nor asks."""
    return tuple(p for p in claim.parts if not p.denies and "?" not in p.said)


def author_of(post: Post) -> str:
    """The handle; empty where nobody knows."""
    return post.author.handle if post.author else ""


def time_of(at: datetime | None) -> datetime:
    """What is undated comes last."""
    return at or _NEVER
