"""What answers the posts that are quoted: the newest denial or correction of one, beside it.

A rumour that is quoted alone reads as the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.claims.against import Remark, against
from rookery.answer.claims.claim import Claim
from rookery.answer.claims.claims import Claims
from rookery.answer.composed.compose import by_line
from rookery.answer.evidence import Evidence
from rookery.answer.gather import Allowed, plain
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.sentences import quoted, sentences
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.post import Author, Post
from rookery.search.service import Search

_QUOTES = 3  # statements in all
_FOUND, _WORDS = 30, 24  # results that are looked at, of so many words of a claim
# who asks for an hour or a price asks for no rumour: what was found already is enough
_OF_A_FACT = re.compile(
    r"^\W*(?:when|where|which|how (?:much|many|long|far|old)|what time|quando|dove|quant[oaie]"
    r"|a che ora|cu[aá]ndo|d[oó]nde|cu[aá]nt[oa]s?|a qu[eé] hora)\b",
    re.IGNORECASE,
)
_REPLIES = 40  # of a quoted post that are looked at


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Looks among posts that were found already, and the replies to those that are quoted."""

    search: Search | None  # `None`: the posts that are given are all
    reader: Reader
    allowed: Allowed
    likeness: Likeness
    as_of: datetime | None = None

    def beside(
        self,
        question: str,
        quotes: Sequence[Statement],
        posts: Sequence[Post],
        now: datetime,
        lang: str | None,
    ) -> tuple[tuple[Statement, ...], tuple[Remark, ...]]:
        """The quotes with what answers them after the first, in the last one's place; and that.

        As they are where nothing does, or where it stands among them already.
        """
        read = {post.id: post for post in posts}
        cited = [id for quote in quotes for id in quote.cites if id in read]
        claims = Claims(self.likeness, lang or "en")
        candidates = [claims.read(p) for p in self._candidates(cited, read)]
        told = [c for id in cited if not _denying(c := claims.read(read[id]))]
        answers = _answering(claims, told, candidates)
        if told and not answers and not _OF_A_FACT.search(question):
            further = [claims.read(p) for p in self._found(told[0], lang)]
            answers = _answering(claims, told, further)
        if not answers:
            return tuple(quotes), ()
        there = {remark.post.id for _, remark in answers} & set(cited)
        if there:
            return _marked(quotes, answers), ()
        _, newest = max(answers, key=lambda one: (one[1].post.at is not None, one[1].post.at))
        denial = self._said(newest, now, lang)
        rest = quotes[1:] if len(quotes) < _QUOTES else quotes[1 : _QUOTES - 1]
        return (quotes[0], denial, *rest), (newest,)

    def _candidates(self, cited: Sequence[str], read: dict[str, Post]) -> list[Post]:
        found = dict(read)
        if (search := self.search) is None:
            return list(found.values())
        for id in cited:
            try:
                thread = [p for _, p in search.thread(id, self.reader).posts]
            except NotFound:  # deleted since it was found
                continue
            replies = [p for p in thread if p.reply_to == id][:_REPLIES]
            found |= {p.id: p for p in replies if self._fit(p)}
        return list(found.values())

    def _found(self, claim: Claim, lang: str | None) -> list[Post]:
        """What the claim's own words find: who denies it need not use those of the question."""
        if self.search is None:
            return []
        query = " ".join(plain(claim.said, lang).split()[:_WORDS])
        found = self.search.search(query, self.reader, limit=_FOUND, as_of=self.as_of)
        return [hit.post for hit in found.hits if self._fit(hit.post)]

    def _fit(self, post: Post) -> bool:
        late = self.as_of is not None and (post.created_at is None or post.created_at > self.as_of)
        return bool(
            post.text.strip()
            and not late
            and self.allowed(post)
            and not speaks_to_a_machine(post.text)
        )

    def _said(self, remark: Remark, now: datetime, lang: str | None) -> Statement:
        found = sentences([remark.post])
        begins = [n for n, s in enumerate(found) if remark.words.startswith(s.text)]
        words = quoted(found, [remark.post], begins[0]) if begins else remark.words
        text = f"{by_line(remark.post, now, lang)}: “{words}”"
        return Statement(text, (remark.post.id,), quoted=words, otherwise=True)


def post_of(piece: Evidence) -> Post:
    """Evidence that was given, as a post."""
    author = Author(piece.author) if piece.author else None
    return Post(piece.id, piece.text, author=author, lang=piece.lang, created_at=piece.at)


def _denying(claim: Claim) -> bool:
    """What begins with a denial is no rumour."""
    return bool(claim.parts) and claim.parts[0].denies


def _answering(
    claims: Claims, told: Sequence[Claim], candidates: Sequence[Claim]
) -> list[tuple[str, Remark]]:
    """The id of each with who denies or corrects it."""
    out = list[tuple[str, Remark]]()
    for claim in told:
        others = [c for c in candidates if c.post.id != claim.post.id]
        heard = against(claims, [claim], others, upheld=False)
        out += [(claim.post.id, remark) for remark in (*heard.otherwise, *heard.corrections)]
    return out


def _marked(
    quotes: Sequence[Statement], answers: Sequence[tuple[str, Remark]]
) -> tuple[Statement, ...]:
    """Those that answer one before them as what says otherwise."""
    out, before = list[Statement](), set[str]()
    for quote in quotes:
        answering = any(r.post.id in quote.cites and id in before for id, r in answers)
        out.append(replace(quote, otherwise=quote.otherwise or answering))
        before |= set(quote.cites)
    return tuple(out)
