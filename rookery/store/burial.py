"""Deletes, by id and by account: a tombstone first, durable, then the rows that it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from rookery.store.bearers import Bearers
from rookery.store.indexed import Indexed
from rookery.store.notes import Notes
from rookery.store.rows import Addresses
from rookery.store.sql import one_of
from rookery.store.tombstones import Follows, Tombstones


class Burial:
    """Whoever calls holds the store's `write.lock`, and has refreshed the logs under it."""

    def __init__(self, tombstones: Tombstones, follows: Follows, notes: Notes) -> None:
        self._tombstones, self._follows, self._notes = tombstones, follows, notes

    def bury(
        self,
        posts: Indexed,
        ids: Sequence[str],
        accounts: Sequence[str],
        coming: pa.RecordBatch | None = None,
    ) -> Addresses:
        """Write tombstones, durable before anything else happens; gives the rows they take.

        From posts that are `coming`, though they will be held back, it learns under which other
        names an account that is gone goes: so the order in which they come does not matter.
        """
        ids = [_whole(i) for i in ids]
        said, silent = [_whole(a).removeprefix("@") for a in accounts], list[str]()
        known = self._tombstones
        if said or known.accounts:
            said, silent = self._other_names(posts, said, coming)
        accounts = [a.lower() for a in said]
        found = posts.live(one_of("id", ids))
        theirs = posts.live(
            " OR ".join(filter(None, (one_of("author_key", accounts), one_of("author_id", said))))
        )
        new_accounts = [a for a in dict.fromkeys(accounts) if a not in known.accounts]
        new_ids = [i for i in dict.fromkeys([*ids, *theirs]) if i not in known.ids]
        if new_ids or new_accounts or silent:
            first = self._notes.reserve(len(new_ids) + len(new_accounts) + len(silent))
            known.add("gone", new_accounts, first)
            known.add("delete", new_ids, first + len(new_accounts))
            known.add("silent", silent, first + len(new_accounts) + len(new_ids))
        self._follows.drop({*new_accounts, *silent})
        return np.array(sorted({*found.values(), *theirs.values()}), np.uint64)

    def _other_names(
        self, posts: Indexed, said: Sequence[str], coming: pa.RecordBatch | None
    ) -> tuple[list[str], list[str]]:
        """What is gone with what is said to be, and the handles whose follows go with it.

        A handle stands for the account that bore it last. Such an account's other handles are not
        gone: another may take them, whose posts are told from its own by their id.
        """
        bearers, known = Bearers(posts, coming), self._tombstones
        gone = {*known.accounts, *(name.lower() for name in said)}
        handles = {name.lower() for name in said} | {h for h, _, _ in bearers.coming if h in gone}
        said = [*said, *(i for i in bearers.ids(handles) if i.lower() not in gone)]
        gone |= {name.lower() for name in said}
        theirs = {*said, *(i for _, i, _ in bearers.coming if i.lower() in gone)}
        return said, [h for h in bearers.handles(theirs) if h not in gone | known.silent.keys()]

    def finish(self, posts: Indexed) -> None:
        """A process that died between a tombstone and its rows: take the rows now."""
        upto = self._notes.buried()
        held = [i for i, seq in self._tombstones.ids.items() if seq > upto]
        for start in range(0, len(held), 5_000):
            found = posts.live(one_of("id", held[start : start + 5_000]))
            if found:
                posts.table.commit([], np.array(sorted(found.values()), np.uint64))
        self.done()

    def done(self) -> None:
        """The rows of every tombstone so far have been taken."""
        self._notes.note_buried(max(self._tombstones.ids.values(), default=0))


def _whole(name: str) -> str:
    """An id or a handle without halves of characters, which no file can hold."""
    return name.encode("utf-8", "replace").decode()
