"""Who says otherwise of a claim, who takes it back, and who doubts it, each in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.claims.claim import TELLING, Claim, author_of, time_of
from rookery.answer.claims.claims import Claims
from rookery.answer.claims.remarks import calls_false, doubts, is_sorry, says_it_erred
from rookery.answer.evidence import Evidence, evidence_of

_NAMED = 3  # words of a claim in a post that doubts it, and stands apart from it
_ANY = 1.3  # of who says it was wrong, the weight of a word that says of what
_SAYING = 1.5  # the weight of a word that says anything
_SHORT = 40  # characters of a correction that says not of what
_CLIMB = 12  # replies from a post to one that says it


@dataclass(frozen=True, slots=True)
class Remark:
    """A post with the words of it that matter here."""

    post: Evidence
    words: str


@dataclass(frozen=True, slots=True)
class Against:
    """All in order of time."""

    otherwise: tuple[Remark, ...] = ()
    corrections: tuple[Remark, ...] = ()  # it says so, or who had said it says otherwise now
    doubted: tuple[Remark, ...] = ()


def against(
    claims: Claims,
    told: Sequence[Claim],
    others: Iterable[Claim],
    absent: Mapping[str, Claim] | None = None,
    *,
    upheld: bool = True,
) -> Against:
    """What `others` say of what is `told`; the first told is the one that is asked about.

    `absent` are ids of posts that are gone, each with one that says the same. `upheld`: who says
    later what is denied in it says otherwise too.
    """
    return _Heard(claims, told, absent or {}, upheld).all(others)


class _Heard:
    def __init__(
        self, claims: Claims, told: Sequence[Claim], absent: Mapping[str, Claim], upheld: bool
    ) -> None:
        self._claims, self._told, self._upheld = claims, told, upheld
        self._said = {**absent, **{claim.post.id: claim for claim in told}}
        # what an author said before saying this takes nothing back
        self._began: dict[str, datetime] = {}
        for claim in told:
            who, at = author_of(claim.post), time_of(claim.post.created_at)
            if who:
                self._began[who] = min(at, self._began.get(who, at))

    def all(self, others: Iterable[Claim]) -> Against:
        there = {c.post.id: c for c in others if c.post.id not in self._said}
        otherwise, corrections, doubted = dict[str, Remark](), dict[str, Remark](), list[Remark]()
        for other in sorted(there.values(), key=lambda c: time_of(c.post.created_at)):
            id, began = other.post.id, self._began.get(author_of(other.post))
            later = began is not None and time_of(other.post.created_at) > began
            denied = {**otherwise, **corrections}
            answered = self._answered(other, there, denied)
            if later and (words := self._taken_back(other, answered, denied)):
                corrections[id] = Remark(evidence_of(other.post), words)
            elif words := self._denied(other, answered):
                if any(self._claims.copied(claim, other) for claim in self._told):
                    continue
                erred = later or any(says_it_erred(part.said) for part in other.parts)
                kind = corrections if erred else otherwise
                if began is None or later:
                    kind[id] = Remark(evidence_of(other.post), words)
            elif began is None and (words := self._doubted(other, answered)):
                doubted.append(Remark(evidence_of(other.post), words))
        return Against(tuple(otherwise.values()), tuple(corrections.values()), tuple(doubted))

    def _answered(
        self, other: Claim, there: Mapping[str, Claim], denied: Mapping[str, Remark]
    ) -> Claim | None:
        """What of the told it stands under, where nobody between them has denied it."""
        up = other.post.reply_to or other.post.quote_of
        for _ in range(_CLIMB):
            if up is None or up in denied:
                return None
            if up in self._said:
                return self._said[up]
            up = there[up].post.reply_to if up in there else None
        return None

    def _denied(self, other: Claim, answered: Claim | None) -> str:
        first = self._told[0]
        terms = frozenset[str]().union(*(claim.whole.terms for claim in self._told))
        if answered or self._claims.names(terms, other, 2, _SAYING):
            words = self._claims.disputed(self._told, other, upheld=self._upheld)
            if words:
                return words
        if answered is not None and not self._said.keys().isdisjoint(
            (other.post.reply_to, other.post.quote_of)
        ):
            if words := self._claims.doubted(answered, other):
                return words
            for part in other.parts:
                if calls_false(part.said):
                    return part.sentence
            return self._claims.accounts_otherwise(answered, other)
        for part in other.parts:
            if calls_false(part.said) and self._claims.names(part.about, first):
                return part.sentence
        return ""

    def _taken_back(
        self, other: Claim, answered: Claim | None, denied: Mapping[str, Remark]
    ) -> str:
        """An author's own later words, under what was said or under its denial, or of the same."""
        under = other.post.reply_to in denied
        told = frozenset[str]().union(*(claim.whole.terms for claim in self._told))
        for part in other.parts:
            erred = says_it_erred(part.said)
            weight = _ANY if erred else TELLING
            names = self._claims.names(part.about & told, other, 1, weight)
            if (erred and (under or answered is not None or names)) or (
                is_sorry(part.said) and (under or (names and part.denies))
            ):
                return _from(part.sentence, other)
        return ""

    def _doubted(self, other: Claim, answered: Claim | None) -> str:
        first = self._told[0]
        if answered is None and not self._claims.names(first.whole.terms, other, _NAMED):
            return ""
        for part in other.parts:
            if doubts(part.said):
                return part.sentence
        return ""


def _from(sentence: str, claim: Claim) -> str:
    """A sentence of few letters with those that follow it: "I was wrong." says not of what."""
    said = list(dict.fromkeys(part.sentence for part in claim.parts))
    words = sentence
    for following in said[said.index(sentence) + 1 :]:
        if len(words) >= _SHORT:
            break
        words += f" {following}"
    return words
