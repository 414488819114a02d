"""What is behind a post that a question names, as an answer: the first that says it, the post
itself, and who says otherwise. Posts only, no verdict.
"""

from __future__ import annotations

from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.claims.against import Remark
from rookery.answer.claims.behind import behind
from rookery.answer.claims.tracing import may_be_quoted, statement
from rookery.answer.gather import Allowed, Gathered
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
    fit = may_be_quoted(remarks, allowed, search, reader)
    told = tuple(
        statement(r, now, lang, first=r is seen.earliest, otherwise=r in against) for r in fit
    )
    return Gathered((), tuple({r.post.id: r.post for r in fit}.values())), told


def _newest(remark: Remark) -> float:
    return -(remark.post.at.timestamp() if remark.post.at else 0)
