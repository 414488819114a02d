"""What is behind a post: what it answers and quotes, where its claim was first met, who repeats it,
who says otherwise, and what was corrected. Posts only, each in its own words; no verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.claims import Claim, Claims, author_of, time_of
from rookery.answer.denial import denies
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Allowed, plain
from rookery.answer.likeness import Likeness
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import detect

_FOUND = 60  # results of a search that are looked at
_WORDS = 24  # words of a claim that are searched for
_SHOWN = 12  # posts of a kind
_REPLIES = 40  # of a thread that are read
_CORRECTS = frozenset(
    ["correction", "corrections", "corrected", "retraction", "rettifica", "corrección", "errata"]
)


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


class _Look:
    def __init__(
        self, search: Search, reader: Reader, allowed: Allowed, likeness: Likeness
    ) -> None:
        self._search, self._reader, self._allowed = search, reader, allowed
        self._likeness, self._lang = likeness, "en"
        self._claims = Claims(likeness, self._lang)

    def at(self, post: Post) -> Behind:
        passed_on = self._passed_on(post)
        said = passed_on if passed_on and not post.text.strip() else post
        self._lang = said.lang or detect(said.text) or "en"
        self._claims = Claims(self._likeness, self._lang)
        claim = self._claims.read(said)
        found = {p.id: self._claims.read(p) for p in self._found([said]) if p.id != said.id}
        replies = {p.id: self._claims.read(p) for p in self._replies([claim])}
        same = self._told(claim, found | replies)
        # what denies it may use the words of another who says it
        wider = self._found([c.post for c in same[:3]]) if same else ()
        found |= {
            p.id: self._claims.read(p) for p in wider if p.id not in found and p.id != said.id
        }
        same = self._told(claim, found | replies)
        told = [claim, *same]
        replies |= {p.id: self._claims.read(p) for p in self._replies(same)}
        ids = {c.post.id for c in told}
        others = {id: c for id, c in (found | replies).items() if id not in ids}
        against = list(self._against_it(told, others.values()))
        authors = {author_of(c.post) for c in told} - {""}
        corrections = [r for r in against if self._corrects(r, authors)]
        # what an author said before saying this takes nothing back
        began = min(time_of(c.post.created_at) for c in told)
        before = [r for r in corrections if _when(r) < began]
        corrections = [r for r in corrections if r not in before]
        repeated = sorted((self._remark(c) for c in same), key=_when)
        first = min(repeated, key=_when, default=None)
        earlier = first if first and time_of(first.post.at) < time_of(said.created_at) else None
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

    def _replies(self, told: Iterable[Claim]) -> list[Post]:
        """What was replied to those who say it."""
        out: dict[str, Post] = {}
        for claim in told:
            thread = self._search.thread(claim.post.id, self._reader)
            replies = [p for _, p in thread.posts if p.reply_to == claim.post.id]
            out |= {p.id: p for p in replies[:_REPLIES] if self._allowed(p)}
        return list(out.values())

    def _told(self, claim: Claim, found: dict[str, Claim]) -> list[Claim]:
        """Who says the same: in the same words, or by what one denial answers in both."""
        bases = [claim, *self._linked(claim, found)]
        says = {c.post.id: c for c in bases}
        for other in found.values():
            if any(self._claims.same(base, other) for base in bases):
                says[other.post.id] = other
                if self._claims.same(claim, other):
                    says |= {c.post.id: c for c in self._linked(other, found)}
        return [
            c
            for id, c in says.items()
            if id != claim.post.id
            and not self._claims.leaves_out(claim, c)
            and not any(
                self._claims.disputed([b], c) or self._claims.disputed([c], b) for b in bases
            )
        ]

    def _linked(self, claim: Claim, found: dict[str, Claim]) -> Iterator[Claim]:
        """What a rumour began with says it otherwise; that one denial answers both shows it.

        It replies to the one, and denies what the other says; and both name the same things.
        """
        for denial in found.values():
            above = self._named(denial.post.reply_to, claim, found)
            if above is None:
                continue
            if above is claim:
                of = [
                    p
                    for p in denial.parts
                    if denies(p.text) and self._claims.names(p.about, claim, 1)
                ]
                yield from (
                    other
                    for other in found.values()
                    if other is not denial
                    and self._claims.names(claim.whole.terms, other)
                    and any(self._claims.denied_by(p, other) for p in of)
                )
            elif self._claims.names(claim.whole.terms, above) and any(
                self._claims.denied_by(p, claim) for p in denial.parts
            ):
                yield above

    def _named(self, id: str | None, claim: Claim, found: dict[str, Claim]) -> Claim | None:
        if id is None or id == claim.post.id:
            return claim if id else None
        if id not in found:
            posts = [p for p in self._search.posts([id], self._reader) if self._allowed(p)]
            return self._claims.read(posts[0]) if posts else None
        return found[id]

    def _against_it(self, told: Sequence[Claim], others: Iterable[Claim]) -> Iterator[Remark]:
        """What denies it; and what says later what the claim itself denies."""
        said = {c.post.id: c for c in told}
        for other in others:
            words = self._claims.disputed(told, other)
            if not words and (answered := said.get(other.post.reply_to or "")):
                words = self._claims.doubted(answered, other)
            if words:
                yield Remark(evidence_of(other.post), words)

    def _corrects(self, remark: Remark, authors: set[str]) -> bool:
        """Whether it takes back: it says so, or who had said it says otherwise now."""
        said = self._likeness.text(remark.post.text, self._lang)
        return not _CORRECTS.isdisjoint(said.words) or (remark.post.author or "") in authors

    def _remark(self, claim: Claim) -> Remark:
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


def _when(remark: Remark) -> datetime:
    return time_of(remark.post.at)
