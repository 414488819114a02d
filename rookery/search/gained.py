"""What a query has gained since a change of the store: who follows one counts by these numbers.

By number and not by date: a post that arrives late is new to whoever follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from rookery.search.results import Gained
from rookery.search.threads import latest
from rookery.store import View
from rookery.store.where import And, Range, Where


def gained(view: View, where: Where, after: int, upto: int | None, limit: int) -> Gained:
    """Posts that match and last changed after `after`, and by `upto`; the newest `limit` named."""
    high = None if upto is None else upto + 1
    rows = view.find(And((where, Range("seq", after + 1, high))))
    ids: Sequence[str] = ()
    if limit:
        ids = view.column(latest(view, rows, limit), ["id"]).column("id").to_pylist()
    return Gained(len(rows), tuple(ids))
