"""Deletes, by id and by account: a tombstone first, durable, then the rows that it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rookery.store.indexed import Indexed
from rookery.store.notes import Notes
from rookery.store.rows import Addresses
from rookery.store.sql import quote
from rookery.store.tombstones import Follows, Tombstones


class Burial:
    """Whoever calls holds the store's `write.lock`, and has refreshed the logs under it."""

    def __init__(self, tombstones: Tombstones, follows: Follows, notes: Notes) -> None:
        self._tombstones, self._follows, self._notes = tombstones, follows, notes

    def bury(self, posts: Indexed, ids: Sequence[str], accounts: Sequence[str]) -> Addresses:
        """Write tombstones, durable before anything else happens; gives the rows they take."""
        ids = [_whole(i) for i in ids]
        said = [_whole(a).removeprefix("@") for a in accounts]
        said += _ids_borne(posts, [a.lower() for a in said])
        accounts = [a.lower() for a in said]
        found = posts.live(_any_of("id", ids))
        theirs = posts.live(
            " OR ".join(filter(None, (_any_of("author_key", accounts), _any_of("author_id", said))))
        )
        new_accounts = [a for a in dict.fromkeys(accounts) if a not in self._tombstones.accounts]
        new_ids = [i for i in dict.fromkeys([*ids, *theirs]) if i not in self._tombstones.ids]
        if new_ids or new_accounts:
            first = self._notes.reserve(len(new_ids) + len(new_accounts))
            self._tombstones.add("gone", new_accounts, first)
            self._tombstones.add("delete", new_ids, first + len(new_accounts))
        for account in new_accounts:
            self._follows.drop(account)
        return np.array(sorted({*found.values(), *theirs.values()}), np.uint64)

    def finish(self, posts: Indexed) -> None:
        """A process that died between a tombstone and its rows: take the rows now."""
        upto = self._notes.buried()
        held = [i for i, seq in self._tombstones.ids.items() if seq > upto]
        for start in range(0, len(held), 5_000):
            found = posts.live(_any_of("id", held[start : start + 5_000]))
            if found:
                posts.table.commit([], np.array(sorted(found.values()), np.uint64))
        self.done()

    def done(self) -> None:
        """The rows of every tombstone so far have been taken."""
        self._notes.note_buried(max(self._tombstones.ids.values(), default=0))


def _ids_borne(posts: Indexed, handles: Sequence[str]) -> list[str]:
    """The ids of the accounts that bear these handles now, as far as posts tell.

    Somebody whose newest post is under another handle has given this one up.
    """
    ids = posts.columns(_any_of("author_key", handles), ["author_id"]).column("author_id")
    borne = [i for i in ids.unique().to_pylist() if i]
    newest = posts.columns(_any_of("author_id", borne), ["author_id", "author_key", "version"])
    last: dict[str, str] = {}
    for row in newest.sort_by("version").to_pylist():
        last[row["author_id"]] = row["author_key"]
    return [i for i, handle in last.items() if handle in handles]


def _whole(name: str) -> str:
    """An id or a handle without halves of characters, which no file can hold."""
    return name.encode("utf-8", "replace").decode()


def _any_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(quote, values))})" if values else ""
