"""A post as a claim: its sentences read once, and what of two posts says the same or denies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from rookery.answer.denial import FALSE, NO_NOUN, NOTS, denies, disputes, negated
from rookery.answer.likeness import Likeness, Text, joined
from rookery.answer.remarks import doubts, says_it_erred
from rookery.answer.sentences import split
from rookery.post import Post

_SAME, _NEAR = 0.42, 0.55  # of the words, both ways, and the cosine: it says the same
_WHOLLY, _LEAST = 0.9, 3  # of a sentence's words in one of the other's, and words of weight in it
_BACK = 0.45  # of a post's words that a sentence of another has
_COPIED = 0.8  # of the letters, or of the words both ways: it is the same again
_SHARED = 2  # words, numbers aside, or two sentences do not speak of the same
_TELLING, _NAMING = 1.6, 2.0  # weights of a word that tells much, and that names a thing
_PART = 4  # such words of a sentence that says the same alone
_OF_REPLY = 0.3  # of its words, or a reply denies something else
_KIN = 0.7  # the cosine of two forms of a word: sell and sold
_HANDLE = 4  # letters of a name that stands in a handle
# a negation's reach ends where its clause does
_PARTS = re.compile(
    r"(?<=[;!?…])\s+|(?<=[^\W\d_][^\W\d_]\.)\s+(?!\d)"
    r"|,?\s+(?=(?:but|ma|però|pero|sino)\b)|,\s+(?=(?:so|and|e|y)\b)"
)
_PRONOUN = frozenset(("she", "he", "it", "they", "this", "that", "these", "those"))
_CAUSE = re.compile(
    r"\b(?:because|due to|caused by|thanks to|blame|perch[eé]|a causa d|per colpa d|porque"
    r"|por culpa d|debido a)",
    re.IGNORECASE,
)
_NAME, _NAMES = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]{2,}"), 2  # that posts of two languages share
_PASSED_ON = re.compile(  # before what is said; who cannot believe it tells it all the same
    r"^\s*RT @\w+:?\s*|\bi (?:still )?(?:can['’]?t|cannot) believe\b(?! (?:it|this|that|a)\b)"
    r"|\bnon (?:ci )?posso credere (?:che|a)\b|\bno puedo creer (?:que|lo de)\b",
    re.IGNORECASE,
)
_CALLED = (  # whoever it is that is spoken to
    "sir", "madam", "mate", "pal", "love", "dear", "signore", "signora", "amico", "señor", "señora",
    "amigo",
)  # fmt: skip
_STATES = r"(?:(?:it|that|this|they|he|she|there)\b|è\b|era\b|sono\b|es\b|era\b|son\b)"
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


class Claims:
    """Reads and compares claims in one language."""

    def __init__(self, likeness: Likeness, lang: str) -> None:
        self._likeness, self._lang = likeness, lang
        self._near = dict[str, npt.NDArray[np.float32]]()
        self._same = dict[tuple[str, str], bool]()
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

    def leaves_out(self, claim: Claim, other: Claim) -> bool:
        """Whether it speaks of what the claim denies, and denies nothing."""
        return not any(p.denies for p in other.parts) and any(
            len(p.text.terms & other.whole.terms) >= _SHARED
            and negated(p.text, self._likeness, self._lang) & other.whole.terms
            for p in claim.parts
            if p.denies
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
        """Whether most of what both say is the same, in the whole or in a sentence of one."""
        key = one.post.id, other.post.id
        if key not in self._same:
            self._same[key] = (
                not self.strikes(other, one)
                and not self.strikes(one, other)
                and len(one.whole.terms & other.whole.terms) >= _SHARED
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
            (behind - kept) & said, one, 1, _TELLING
        )

    def _says(self, one: Claim, other: Claim, least: float = _SAME) -> bool:
        """Whether a sentence of one is what the other says."""
        return any(
            not p.denies
            and self.names(p.text.terms, other, _PART, _TELLING)
            and self._alike(other.said, other.whole, p.sentence, p.text, least)
            for p in one.parts
        )

    def _held(self, one: Claim, other: Claim) -> bool:
        """Whether the words of a sentence of one stand in one of the other; a reply's are few."""
        least = _LEAST - (one.post.reply_to == other.post.id)
        for part in _affirmed(one):
            told = [w for w in part.text.told if self._likeness.weight(w) >= _TELLING]
            if len(told) < least:
                continue
            where = other.parts if least == _LEAST else (other,)
            for there in where:
                terms = there.text.terms if isinstance(there, Part) else there.whole.terms
                firm = not isinstance(there, Part) or there in _affirmed(other)
                if firm and self._likeness.covered(part.text, terms, self._lang) >= _WHOLLY:
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
            if not p.denies and self.names(p.text.terms, first, _SHARED, 0)
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
        return shared >= max(_SHARED, 0.5 * max(len(one.text.terms), len(other.text.terms)))

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
            if struck and enough and self.names(struck, answered, 1, _TELLING):
                return part.sentence
            if behind and self._kin(behind, part, answered):
                return part.sentence
        return ""

    def _affirmed(self, claim: Claim) -> frozenset[str]:
        """The terms of what it says, without what stands behind a negation and what it asks."""
        return frozenset[str]().union(
            *(
                p.text.terms - negated(p.text, self._likeness, self._lang)
                for p in claim.parts
                if "?" not in p.said
            )
        )

    def _kin(self, struck: frozenset[str], part: Part, answered: Claim) -> bool:
        """Whether what is denied is another form of a word that tells much of what is answered."""
        told = [w for w in part.text.told if not self._stem(w).isdigit()]
        told = [w for w in told if self._stem(w) in struck]
        told = [w for w in told if self._likeness.weight(w) >= _TELLING]
        if not told or len(told) < _OF_REPLY * len(part.text.told):
            return False
        affirmed = joined([p.text for p in _affirmed(answered)])
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
                if self.names(part.text.terms, answered, _SHARED, _TELLING):
                    return part.sentence
        for part in firm:
            if _addresses(part.said, author.name or author.handle):
                return part.sentence
        return ""


def _names_alike(one: Claim, other: Claim) -> bool:
    """Whether posts of two languages have names and a number in common, and neither denies."""
    langs = {one.post.lang, other.post.lang} - {None}
    if len(langs) < 2 or any(part.denies for part in (*one.parts, *other.parts)):
        return False
    here, there = (
        {w.lower() for w in _NAME.findall(c.post.text)} & frozenset(c.whole.told)
        for c in (one, other)
    )
    shared = here & there
    numbers = {w for w in frozenset(one.whole.words) & frozenset(other.whole.words) if w.isdigit()}
    return len(shared) >= _NAMES and bool(numbers)


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


def _affirmed(claim: Claim) -> tuple[Part, ...]:
    """What it says, and neither denies nor asks."""
    return tuple(p for p in claim.parts if not p.denies and "?" not in p.said)


def _negations(claim: Claim) -> frozenset[str]:
    return (NOTS | FALSE) & frozenset(claim.whole.words)


def author_of(post: Post) -> str:
    """The handle; empty where nobody knows."""
    return post.author.handle if post.author else ""


def time_of(at: datetime | None) -> datetime:
    """What is undated comes last."""
    return at or _NEVER
