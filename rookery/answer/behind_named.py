"""What is behind a post that a question names, as an answer: the first that says it, the post
itself, and who says otherwise. Posts only, no verdict.
"""

from __future__ import annotations

from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.claims.against import Remark
from rookery.answer.claims.behind import behind
from rookery.answer.claims.tracing import FIRST
from rookery.answer.composed.compose import by_line
from rookery.answer.discreet.matters import CLOSE
from rookery.answer.gather import Allowed, Gathered
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.search.service import Search

_AGAINST, _REPEATED = 3, 1  # remarks that are quoted


def told_of_post(
    id: str,
    lang: str,
    search: Search,
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    now: datetime,
) -> tuple[Gathered, tuple[Statement, ...]] | None:
    """The posts, and a statement of each that may be quoted; `None` where no post is called so."""
    try:
        seen = behind(id, search, reader, allowed, likeness)
    except NotFound:
        return None
    own = Remark(seen.post, " ".join(seen.post.text.split()))
    against = sorted([*seen.corrections, *seen.otherwise], key=_newest)[:_AGAINST]
    beside = against or list(seen.doubted[:_AGAINST])
    first = seen.earliest or own
    remarks = list(dict.fromkeys([first, own, *beside, *seen.repeated[:_REPEATED]]))
    open_ = {
        post.id for post in search.posts([r.post.id for r in remarks], reader) if allowed(post)
    }
    fit = [remark for remark in remarks if remark.post.id in open_ and _fit(remark)]
    told = tuple(
        _statement(r, now, lang, first=r is seen.earliest, against=r in against) for r in fit
    )
    return Gathered((), tuple({r.post.id: r.post for r in fit}.values())), told


def _newest(remark: Remark) -> float:
    return -(remark.post.at.timestamp() if remark.post.at else 0)


def _fit(remark: Remark) -> bool:
    """Whether it speaks to people, and of nothing that is private."""
    return not (speaks_to_a_machine(remark.post.text) or CLOSE.search(remark.post.text))


def _statement(
    remark: Remark, now: datetime, lang: str, *, first: bool, against: bool
) -> Statement:
    who = by_line(remark.post, now, lang)
    lead = FIRST.get(lang, FIRST["en"]) % who if first else who
    return Statement(
        f"{lead}: “{remark.words}”", (remark.post.id,), quoted=remark.words, otherwise=against
    )
