"""What is behind a post: what it answers and quotes, where its claim was first met, who repeats it,
who says otherwise, and what was corrected. Posts only, each in its own words; no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.answer.denial import denies, disputes, negated
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Allowed, plain
from rookery.answer.likeness import Likeness, Text
from rookery.answer.sentences import split
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import detect

_FOUND = 60  # results of a search that are looked at
_WORDS = 24  # words of a claim that are searched for
_SAME, _NEAR = 0.35, 0.55  # of the words, both ways, and the cosine: it says the same
_SHARED = 2  # words, numbers aside, or two sentences do not speak of the same
_TELLING, _NAMING = 1.6, 2.0  # weights of a word that tells much, and that names a thing
_PART = 4  # such words of a sentence that says the same alone
_OF_REPLY = 0.3  # of its words, or a reply denies something else
_SHOWN = 12  # posts of a kind
_REPLIES = 40  # of a thread that are read
_CORRECTS = frozenset(
    ["correction", "corrections", "corrected", "retraction", "rettifica", "corrección", "errata"]
)
_PARTS = re.compile(r"\s*;\s*|,?\s+\b(?:but|ma|però|pero|sino)\b\s+")
_PRONOUN = frozenset(("she", "he", "it", "they", "this", "that", "these", "those"))
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Remark:
    """A post with the words of it that matter here."""

    post: Evidence
    words: str


@dataclass(frozen=True, slots=True)
class Behind:
    """All in order of time; what is not there is not claimed to be nowhere."""

    post: Evidence
    above: tuple[Evidence, ...] = ()  # what it answers, from the first of the thread on
    quotes: Evidence | None = None  # what it quotes or passes on
    earliest: Remark | None = None  # the first post found of the same claim; `None`: this one
    repeated: tuple[Remark, ...] = ()
    otherwise: tuple[Remark, ...] = ()
    corrections: tuple[Remark, ...] = ()
    more: int = 0  # posts beyond those shown


def behind(id: str, search: Search, reader: Reader, allowed: Allowed, likeness: Likeness) -> Behind:
    """Raises NotFound where there is no such post that the reader may read."""
    return _Look(search, reader, allowed, likeness).at(search.post(id, reader))


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or one of several claims in it."""

    sentence: str
    text: Text
    about: frozenset[str]  # its terms, and those of what its pronoun stands for


@dataclass(frozen=True, slots=True)
class _Claim:
    """A post whose words are compared, read once."""

    post: Post
    whole: Text
    parts: tuple[_Part, ...]


class _Look:
    def __init__(
        self, search: Search, reader: Reader, allowed: Allowed, likeness: Likeness
    ) -> None:
        self._search, self._reader, self._allowed = search, reader, allowed
        self._likeness, self._lang = likeness, "en"

    def at(self, post: Post) -> Behind:
        passed_on = self._passed_on(post)
        said = passed_on if passed_on and not post.text.strip() else post
        self._lang = said.lang or detect(said.text) or "en"
        claim = self._read(said)
        found = {p.id: self._read(p) for p in self._found([said]) if p.id != said.id}
        replies = {p.id: self._read(p) for p in self._replies([claim])}
        same = self._told(claim, found | replies)
        # what denies it may use the words of another who says it
        wider = self._found([c.post for c in same[:3]]) if same else ()
        found |= {p.id: self._read(p) for p in wider if p.id not in found and p.id != said.id}
        same = self._told(claim, found | replies)
        told = [claim, *same]
        replies |= {p.id: self._read(p) for p in self._replies(same)}
        ids = {c.post.id for c in told}
        others = {id: c for id, c in (found | replies).items() if id not in ids}
        against = list(self._against_it(told, others.values()))
        authors = {_author(c.post) for c in told} - {""}
        corrections = [r for r in against if self._corrects(r, authors)]
        # what an author said before saying this takes nothing back
        began = min(_time(c.post.created_at) for c in told)
        before = [r for r in corrections if _when(r) < began]
        corrections = [r for r in corrections if r not in before]
        repeated = sorted((self._remark(c) for c in same), key=_when)
        first = min(repeated, key=_when, default=None)
        earlier = first if first and _time(first.post.at) < _time(said.created_at) else None
        rest = [r for r in repeated if r is not earlier]
        otherwise = sorted((r for r in against if r not in corrections + before), key=_when)
        return Behind(
            evidence_of(post),
            self._above(post),
            evidence_of(passed_on) if passed_on else None,
            earlier,
            tuple(rest[:_SHOWN]),
            tuple(otherwise[:_SHOWN]),
            tuple(sorted(corrections, key=_when)[:_SHOWN]),
            sum(max(len(kind) - _SHOWN, 0) for kind in (rest, otherwise, corrections)),
        )

    def _found(self, posts: Sequence[Post]) -> list[Post]:
        """What the words of each find, copies and posts that pass it on with it."""
        out: dict[str, Post] = {}
        for post in posts:
            query = " ".join(plain(post.text, self._lang).split()[:_WORDS])
            if not query:
                continue
            for hit in self._search.search(query, self._reader, limit=_FOUND).hits:
                out |= {p.id: p for p in (hit.post, *hit.copies) if p.text.strip()}
        return [p for p in out.values() if self._allowed(p)]

    def _replies(self, told: Iterable[_Claim]) -> list[Post]:
        """What was replied to those who say it."""
        out: dict[str, Post] = {}
        for claim in told:
            thread = self._search.thread(claim.post.id, self._reader)
            replies = [p for _, p in thread.posts if p.reply_to == claim.post.id]
            out |= {p.id: p for p in replies[:_REPLIES] if self._allowed(p)}
        return list(out.values())

    def _read(self, post: Post) -> _Claim:
        text = self._likeness.text(post.text, self._lang)
        return _Claim(post, text, tuple(self._parts(post)))

    def _parts(self, post: Post) -> Iterator[_Part]:
        before = frozenset[str]()
        for sentence in split(post.text, self._lang):
            for part in filter(str.strip, _PARTS.split(sentence)):
                text = self._likeness.text(part, self._lang)
                pronoun = bool(text.words) and text.words[0] in _PRONOUN
                yield _Part(sentence, text, text.terms | before if pronoun else text.terms)
                before |= text.terms

    def _told(self, claim: _Claim, found: dict[str, _Claim]) -> list[_Claim]:
        """Who says the same: in the same words, or by what one denial answers in both."""
        bases = [claim, *self._linked(claim, found)]
        says = {c.post.id: c for c in bases}
        for other in found.values():
            if any(self._same(base, other) for base in bases):
                says[other.post.id] = other
                if self._same(claim, other):
                    says |= {c.post.id: c for c in self._linked(other, found)}
        return [
            c
            for id, c in says.items()
            if id != claim.post.id
            and not self._leaves_out(claim, c)
            and not any(self._disputed([b], c) or self._disputed([c], b) for b in bases)
        ]

    def _leaves_out(self, claim: _Claim, other: _Claim) -> bool:
        """Whether it speaks of what the claim denies, and denies nothing."""
        return not any(denies(p.text) for p in other.parts) and any(
            denies(p.text) and len(p.text.terms & other.whole.terms) >= _SHARED for p in claim.parts
        )

    def _linked(self, claim: _Claim, found: dict[str, _Claim]) -> Iterator[_Claim]:
        """What a rumour began with says it otherwise; that one denial answers both shows it.

        It replies to the one, and denies what the other says; and both name the same things.
        """
        for denial in found.values():
            above = self._named(denial.post.reply_to, claim, found)
            if above is None:
                continue
            if above is claim:
                of = [p for p in denial.parts if denies(p.text) and self._names(p.about, claim, 1)]
                yield from (
                    other
                    for other in found.values()
                    if other is not denial
                    and self._names(claim.whole.terms, other)
                    and any(self._denied_by(p, other) for p in of)
                )
            elif self._names(claim.whole.terms, above) and any(
                self._denied_by(p, claim) for p in denial.parts
            ):
                yield above

    def _named(self, id: str | None, claim: _Claim, found: dict[str, _Claim]) -> _Claim | None:
        if id is None or id == claim.post.id:
            return claim if id else None
        if id not in found:
            posts = [p for p in self._search.posts([id], self._reader) if self._allowed(p)]
            return self._read(posts[0]) if posts else None
        return found[id]

    def _names(
        self, terms: frozenset[str], other: _Claim, least: int = _SHARED, weight: float = _NAMING
    ) -> bool:
        """Whether so many words of such a weight stand in both."""
        told = other.whole.told
        stems = zip(self._likeness.stems(told, self._lang), told, strict=True)
        shared = {t for t, w in stems if t in terms and self._likeness.weight(w) >= weight}
        return sum(not t.isdigit() for t in shared) >= least

    def _same(self, one: _Claim, other: _Claim) -> bool:
        """Whether most of what both say is the same, in the whole or in a sentence of the other."""
        if self._alike(one.post.text, one.whole, other.post.text, other.whole):
            return True
        return any(
            not denies(p.text)
            and self._names(p.text.terms, one, _PART, _TELLING)
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

    def _against_it(self, told: Sequence[_Claim], others: Iterable[_Claim]) -> Iterator[Remark]:
        """What denies it; and what says later what the claim itself denies."""
        said = {c.post.id: c for c in told}
        for other in others:
            words = self._disputed(told, other)
            if not words and (answered := said.get(other.post.reply_to or "")):
                words = self._doubted(answered, other)
            if words:
                yield Remark(evidence_of(other.post), words)

    def _disputed(self, told: Sequence[_Claim], other: _Claim) -> str:
        """The sentence of the other that denies what is told, or says what the claim denies."""
        first, *rest = told
        claimed = [p.text for p in first.parts]
        # who repeats a claim may say more, or report a denial of it too
        claimed += [
            p.text
            for claim in rest
            for p in claim.parts
            if not denies(p.text) and self._names(p.text.terms, first, _SHARED, 0)
        ]
        later = _time(other.post.created_at) > _time(first.post.created_at)
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

    def _half(self, one: _Part, other: _Part) -> bool:
        """Whether half of both is shared: what a denial is about is said by many of many things."""
        shared = sum(not t.isdigit() for t in one.text.terms & other.text.terms)
        return shared >= max(_SHARED, 0.5 * max(len(one.text.terms), len(other.text.terms)))

    def _denied_by(self, part: _Part, other: _Claim) -> bool:
        return any(
            disputes(part.text, p.text, self._likeness, self._lang, part.about) for p in other.parts
        )

    def _doubted(self, answered: _Claim, reply: _Claim) -> str:
        """A reply denies what it answers in a sentence that names the same thing after a "not"."""
        if _author(answered.post) == _author(reply.post):
            return ""
        affirmed = frozenset[str]().union(
            *(p.text.terms for p in answered.parts if not denies(p.text))
        )
        for part in reply.parts:
            struck = negated(part.text, self._likeness, self._lang) & affirmed
            enough = len(struck) >= _OF_REPLY * len(part.text.terms)
            if struck and enough and self._names(struck, answered, 1, _TELLING):
                return part.sentence
        return ""

    def _corrects(self, remark: Remark, authors: set[str]) -> bool:
        """Whether it takes back: it says so, or who had said it says otherwise now."""
        said = self._likeness.text(remark.post.text, self._lang)
        return not _CORRECTS.isdisjoint(said.words) or (remark.post.author or "") in authors

    def _remark(self, claim: _Claim) -> Remark:
        return Remark(evidence_of(claim.post), " ".join(claim.post.text.split()))

    def _passed_on(self, post: Post) -> Post | None:
        id = post.repost_of or post.quote_of
        found = self._search.posts([id], self._reader) if id else ()
        return found[0] if found else None

    def _above(self, post: Post) -> tuple[Evidence, ...]:
        by_id = {p.id: p for _, p in self._search.thread(post.id, self._reader).posts}
        above: list[Post] = []
        while (up := by_id.get(post.reply_to or "")) is not None and up not in above:
            above.insert(0, up)
            post = up
        return tuple(map(evidence_of, above))


def _author(post: Post) -> str:
    return post.author.handle if post.author else ""


def _when(remark: Remark) -> datetime:
    return _time(remark.post.at)


def _time(at: datetime | None) -> datetime:
    return at or _NEVER
