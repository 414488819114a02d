"""Who bore which handle last, as posts tell: those of the store, and those that are coming in."""

from __future__ import annotations

from collections.abc import Collection
from operator import itemgetter

import pyarrow as pa

from rookery.store.indexed import Indexed
from rookery.store.rows import NOWHEN
from rookery.store.sql import one_of

_Seen = tuple[str, str, int]  # handle in lower case, id of the account, version of the post
_COLUMNS = ("author_key", "author_id", "version")


class Bearers:
    """Of a handle that passed from one account to another the newest post says whose it is."""

    def __init__(self, posts: Indexed, coming: pa.RecordBatch | None) -> None:
        self._posts = posts
        self.coming = _seen(coming.select(_COLUMNS)) if coming else []

    def ids(self, handles: Collection[str]) -> list[str]:
        """The account that bore each of these last, where posts tell."""
        return sorted(set(self._last(handles).values()))

    def handles(self, ids: Collection[str]) -> list[str]:
        """Those that these accounts bore last."""
        theirs = self._stored("author_id", ids) + [s for s in self.coming if s[1] in ids]
        borne = self._last({handle for handle, _, _ in theirs})
        return sorted(handle for handle, id_ in borne.items() if id_ in ids)

    def _last(self, handles: Collection[str]) -> dict[str, str]:
        found = self._stored("author_key", handles) + [s for s in self.coming if s[0] in handles]
        return {handle: id_ for handle, id_, _ in sorted(found, key=itemgetter(2, 1))}

    def _stored(self, column: str, values: Collection[str]) -> list[_Seen]:
        return _seen(self._posts.columns(one_of(column, values), _COLUMNS).select(_COLUMNS))


def _seen(rows: pa.Table | pa.RecordBatch) -> list[_Seen]:
    handles, ids, versions = (rows.column(name) for name in _COLUMNS)
    every = zip(
        handles.to_pylist(), ids.to_pylist(), versions.fill_null(NOWHEN).to_pylist(), strict=True
    )
    return [(handle, id_, version) for handle, id_, version in every if handle and id_]
