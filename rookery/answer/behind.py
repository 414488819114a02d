"""What is behind a post: what it answers and quotes, where its claim was first met, who repeats it,
who says otherwise, and what was corrected. Posts only, each in its own words; no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.answer.denial import contradicts, denies
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
_OF_SHORTER = 0.4  # of the shorter one's words
_SHOWN = 12  # posts of a kind
_REPLIES = 40  # of a thread that are read
_CORRECTS = frozenset(
    ["correction", "corrections", "corrected", "retraction", "rettifica", "corrección", "errata"]
)
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
class _Claim:
    """A post whose words are compared, read once."""

    post: Post
    whole: Text
    sentences: tuple[tuple[str, Text], ...]


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
        same = [other for other in found.values() if self._same(claim, other)]
        # what denies it may use the words of another who says it
        wider = self._found([c.post for c in same[:3]]) if same else ()
        found |= {p.id: self._read(p) for p in wider if p.id not in found and p.id != said.id}
        same = [c for c in found.values() if self._same(claim, c) and not self._against([claim], c)]
        told = [claim, *same]
        replies = {p.id: self._read(p) for p in self._replies(told) if p.id not in found}
        ids = {c.post.id for c in told}
        others = [c for c in found.values() if c.post.id not in ids]
        against = [*self._deny(told, others), *self._doubt(told, replies.values())]
        authors = {_author(c.post) for c in told}
        corrections = [r for r in against if self._corrects(r, authors)]
        repeated = sorted((self._remark(c) for c in same), key=_when)
        first = min(repeated, key=_when, default=None)
        earlier = first if first and _time(first.post.at) < _time(said.created_at) else None
        rest = [r for r in repeated if r is not earlier]
        otherwise = sorted((r for r in against if r not in corrections), key=_when)
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
        parts = ((s, self._likeness.text(s, self._lang)) for s in split(post.text, self._lang))
        return _Claim(post, text, tuple(parts))

    def _same(self, one: _Claim, other: _Claim) -> bool:
        """Whether most of what both say is the same."""
        if not one.whole.told or not other.whole.told:
            return False
        there = self._likeness.covered(one.whole, other.whole.terms, self._lang)
        back = self._likeness.covered(other.whole, one.whole.terms, self._lang)
        if min(there, back) < _SAME:
            return False
        near = self._likeness.static([one.post.text, other.post.text])
        return float(near[0] @ near[1]) >= _NEAR

    def _deny(self, told: Sequence[_Claim], others: Iterable[_Claim]) -> Iterator[Remark]:
        for other in others:
            if words := self._against(told, other):
                yield Remark(evidence_of(other.post), words)

    def _doubt(self, told: Sequence[_Claim], replies: Iterable[_Claim]) -> Iterator[Remark]:
        """Replies that deny something in the claim's own words: they deny what they answer."""
        authors = {_author(c.post) for c in told}
        terms = next(iter(told)).whole.terms
        for reply in replies:
            against = self._against(told, reply)
            denying = (s for s, t in reply.sentences if denies(t) and t.terms & terms)
            words = against or next(denying, "")
            if words and _author(reply.post) not in authors:
                yield Remark(evidence_of(reply.post), words)

    def _against(self, told: Sequence[_Claim], other: _Claim) -> str:
        """The sentence of the other that contradicts one of those who say it, or none."""
        first, *rest = told  # who repeats a claim may report a denial of it too
        claimed = [said for _, said in first.sentences]
        claimed += [said for claim in rest for _, said in claim.sentences if not denies(said)]
        for words, text in other.sentences:
            for said in claimed:
                if self._of_the_same(said, text) and contradicts(
                    said, [text], self._likeness, self._lang
                ):
                    return words
        return ""

    def _of_the_same(self, one: Text, other: Text) -> bool:
        shared = sum(not term.isdigit() for term in one.terms & other.terms)
        shorter = min(len(one.terms), len(other.terms))
        return shared >= _SHARED and shared >= _OF_SHORTER * shorter

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
