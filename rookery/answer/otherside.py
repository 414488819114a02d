"""What answers the posts that are quoted: the newest denial or correction of one, beside it.

A rumour that is quoted alone reads as the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rookery.answer.against import Remark, against
from rookery.answer.answered import Statement
from rookery.answer.claims import Claim, Claims
from rookery.answer.compose import by_line
from rookery.answer.gather import Allowed, Gathered
from rookery.answer.instructing import speaks_to_a_machine
from rookery.answer.likeness import Likeness
from rookery.answer.sentences import quoted, sentences
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search

_REPLIES = 40  # of a quoted post that are looked at


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Looks among posts that were found already, and the replies to those that are quoted."""

    search: Search
    reader: Reader
    allowed: Allowed
    likeness: Likeness
    as_of: datetime | None = None

    def beside(
        self, quotes: Sequence[Statement], gathered: Gathered, now: datetime, lang: str | None
    ) -> tuple[tuple[Statement, ...], tuple[Remark, ...]]:
        """The quotes with what answers them after the first, in the last one's place; and that.

        As they are where nothing does, or where it stands among them already.
        """
        read = {post.id: post for post in gathered.read}
        cited = [id for quote in quotes for id in quote.cites if id in read]
        claims = Claims(self.likeness, lang or "en")
        candidates = [claims.read(p) for p in self._candidates(cited, read)]
        answers = [
            (id, remark)
            for id in cited
            for remark in _answering(claims, claims.read(read[id]), candidates)
        ]
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
        for id in cited:
            if not (read[id].counts.replies or read[id].reply_to or read[id].conversation):
                continue
            thread = [p for _, p in self.search.thread(id, self.reader).posts]
            replies = [p for p in thread if p.reply_to == id][:_REPLIES]
            found |= {p.id: p for p in replies if self._fit(p)}
        return list(found.values())

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


_QUOTES = 3  # statements in all


def _answering(claims: Claims, claim: Claim, candidates: Sequence[Claim]) -> tuple[Remark, ...]:
    """Who denies or corrects it; what denies something itself is no rumour."""
    if any(part.denies for part in claim.parts):
        return ()
    heard = against(claims, [claim], [c for c in candidates if c.post.id != claim.post.id])
    return (*heard.otherwise, *heard.corrections)


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
