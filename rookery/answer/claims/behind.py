"""What is behind a post: what it answers and quotes, where its claim was first met, who repeats it,
who says otherwise, who doubts it, and what was corrected. Posts only, each in its own words; no
verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.claims.against import Against, Remark, against
from rookery.answer.claims.claim import Claim, author_of, time_of
from rookery.answer.claims.claims import Claims
from rookery.answer.claims.remarks import doubts
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import Allowed, plain
from rookery.answer.reading.likeness import Likeness
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import detect

_FOUND = 60  # results of a search that are looked at
_WORDS = 24  # words of a claim that are searched for
_SHOWN = 12  # posts of a kind
_WALKED = 4  # of those who say it, the earliest first, by whose words more are searched for
_THREADS, _REPLIES = 12, 80  # whose threads are read, and posts under them


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
    doubted: tuple[Remark, ...] = ()
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
        self._answered = dict[str, Claim | None]()  # what somebody replied to, by id

    def at(self, post: Post) -> Behind:
        passed_on = self._passed_on(post)
        said = passed_on if passed_on and not post.text.strip() else post
        self._lang = said.lang or detect(said.text) or "en"
        self._claims = Claims(self._likeness, self._lang)
        claim = self._claims.read(said)
        same, found = self._spread(claim)
        found |= self._under([claim, *same])
        heard = self._heard([claim, *same], found)
        first = min(same, key=lambda c: time_of(c.post.created_at), default=claim)
        earlier = time_of(first.post.created_at) < time_of(said.created_at)
        rest = [c for c in same if c is not first or not earlier]
        # who passes it on and doubts it is no voice for it
        doubting = [Remark(evidence_of(c.post), w) for c in rest if (w := _doubting(c))]
        doubters = {r.post.id for r in doubting}
        kinds = [
            sorted(kind, key=_when)
            for kind in (
                [_remark(c) for c in rest if c.post.id not in doubters],
                heard.otherwise,
                heard.corrections,
                [*doubting, *heard.doubted],
            )
        ]
        repeated, otherwise, corrections, doubted = (tuple(kind[:_SHOWN]) for kind in kinds)
        return Behind(
            evidence_of(post),
            self._above(post),
            evidence_of(passed_on) if passed_on else None,
            _remark(first) if earlier else None,
            repeated,
            otherwise,
            corrections,
            doubted,
            sum(max(len(kind) - _SHOWN, 0) for kind in kinds),
        )

    def _heard(self, told: Sequence[Claim], found: dict[str, Claim]) -> Against:
        """What others say of it; who had said it may take it back under a denial of it."""
        heard = against(self._claims, told, found.values(), self._absent(told))
        denials = [found[r.post.id] for r in (*heard.otherwise, *heard.corrections)]
        authors = {author_of(c.post) for c in told} - {""}
        under = self._under(denials[:_THREADS])
        own = {id: c for id, c in under.items() if author_of(c.post) in authors and id not in found}
        if not own:
            return heard
        return against(self._claims, told, (found | own).values(), self._absent(told))

    def _absent(self, told: Sequence[Claim]) -> dict[str, Claim]:
        """What is not here any more, and somebody says again under it: what else answers that."""
        up = {c.post.reply_to or c.post.quote_of or "": c for c in told}
        here = {post.id for post in self._search.posts([id for id in up if id], self._reader)}
        return {id: claim for id, claim in up.items() if id and id not in here}

    def _spread(self, claim: Claim) -> tuple[list[Claim], dict[str, Claim]]:
        """Who says the same, walking on from the earliest found; and all that was found."""
        found = self._read(self._found(claim.post), claim) | self._under([claim])
        found |= self._read(self._above_it(claim.post), claim)
        told = {c.post.id: c for c in self._told(claim, found)}
        walked = set[str]()
        for _ in range(_WALKED):
            left = [c for id, c in told.items() if id not in walked]
            if not left:
                break
            base = min(left, key=lambda c: time_of(c.post.created_at))
            walked.add(base.post.id)
            # what denies it may use the words of another who says it
            found |= self._read(self._found(base.post), claim)
            further = [*self._told(claim, found), *self._further(claim, base, found)]
            told |= {c.post.id: c for c in further}
        return list(told.values()), found

    def _further(self, claim: Claim, base: Claim, found: dict[str, Claim]) -> Iterator[Claim]:
        """Who says what one says who says it."""
        linked = {c.post.id for c in self._linked(base, found)}
        for other in self._told(base, found):
            kept = other.post.id in linked or self._kept(claim, other)
            if kept and other.post.id != claim.post.id:
                yield other

    def _kept(self, claim: Claim, other: Claim) -> bool:
        """Whether what another says again is still of the claim."""
        return self._claims.names(claim.whole.terms, other) and not (
            self._claims.leaves_out(claim, other)
            or self._claims.disputed([claim], other)
            or self._claims.disputed([other], claim)
        )

    def _above_it(self, post: Post) -> list[Post]:
        """What it answers or quotes."""
        ids = [id for id in (post.reply_to, post.quote_of) if id]
        return [p for p in self._search.posts(ids, self._reader) if self._allowed(p)]

    def _read(self, posts: Iterable[Post], but: Claim) -> dict[str, Claim]:
        return {p.id: self._claims.read(p) for p in posts if p.id != but.post.id}

    def _found(self, post: Post) -> list[Post]:
        """What its words find, copies and posts that pass it on with it."""
        query = " ".join(plain(post.text, self._lang).split()[:_WORDS])
        if not query:
            return []
        out: dict[str, Post] = {}
        for hit in self._search.search(query, self._reader, limit=_FOUND).hits:
            out |= {p.id: p for p in (hit.post, *hit.copies) if p.text.strip()}
        return [p for p in out.values() if self._allowed(p)]

    def _under(self, told: Sequence[Claim]) -> dict[str, Claim]:
        """What was replied to those who say it, and to these replies."""
        ids = {claim.post.id for claim in told}
        out, read = dict[str, Claim](), set[str]()
        for claim in told[:_THREADS]:
            if claim.post.id in read:
                continue
            try:
                posts = [p for _, p in self._search.thread(claim.post.id, self._reader).posts]
            except NotFound:  # deleted since it was found
                continue
            read |= {p.id for p in posts}
            below = set(ids)
            for post in posts:  # each before its replies
                if post.reply_to in below:
                    below.add(post.id)
                    if post.id not in ids and post.text.strip() and self._allowed(post):
                        out[post.id] = self._claims.read(post)
                if len(out) >= _REPLIES:
                    return out
        return out

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
            and not self._claims.strikes(c, claim)
            and not any(
                self._claims.disputed([b], c) or self._claims.disputed([c], b) for b in bases
            )
        ]

    def _linked(self, claim: Claim, found: dict[str, Claim]) -> Iterator[Claim]:
        """What a rumour began with says it otherwise; that one denial answers both shows it.

        It replies to the one, and denies what the other says; and both name the same things.
        """
        for denial in found.values():
            if not any(part.denies for part in denial.parts):
                continue
            above = self._named(denial.post.reply_to, claim, found)
            if above is None:
                continue
            if above is claim:
                of = [p for p in denial.parts if p.denies and self._claims.names(p.about, claim, 1)]
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
        if id in found:
            return found[id]
        if id not in self._answered:
            posts = [p for p in self._search.posts([id], self._reader) if self._allowed(p)]
            self._answered[id] = self._claims.read(posts[0]) if posts else None
        return self._answered[id]

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


def _doubting(claim: Claim) -> str:
    return next((p.sentence for p in claim.parts if doubts(p.said)), "")


def _remark(claim: Claim) -> Remark:
    return Remark(evidence_of(claim.post), " ".join(claim.post.text.split()))


def _when(remark: Remark) -> datetime:
    return time_of(remark.post.at)
