"""What a query has gained since a change of the store: who follows one counts by these numbers.

By number and not by date: a post that arrives late is new to whoever follows. A post is new once:
an edit, or counts that are read again, make a new state of it and no news.
"""

from __future__ import annotations

from collections.abc import Sequence

from rookery.search.results import Gained
from rookery.search.threads import latest
from rookery.store import View
from rookery.store.where import And, Range, Where


def gained(view: View, where: Where, after: int, upto: int | None, limit: int) -> Gained:
    """Posts that match and came in after `after`, and by `upto`; the newest `limit` named.

    One that opens to readers who could not see it before comes in for all of them.
    """
    high = None if upto is None else upto + 1
    # no state is older than its post, and the engine has an index of `seq` alone
    rows = view.find(And((where, Range("seq", after + 1), Range("born", after + 1, high))))
    ids: Sequence[str] = ()
    if limit:
        ids = view.column(latest(rows, view.times(rows), limit), ["id"]).column("id").to_pylist()
    return Gained(len(rows), tuple(ids))
