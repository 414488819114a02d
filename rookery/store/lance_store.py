"""The store on Lance: events in, views out, and the feed of changes between.

One writer at a time holds `write.lock`; readers never wait for it. A batch is one version of the
table, so a process that dies leaves either all of it or nothing. Upkeep lies in `upkeep.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pyarrow as pa

from rookery.embed.protocol import Embedder
from rookery.locks import among, exclusive
from rookery.people import Reader
from rookery.post import AccountGone, Applied, Change, Delete, Event, Follow, Post, Upsert, to_arrow
from rookery.store import examine, upkeep
from rookery.store.fold import Folded, fold, held_back
from rookery.store.lance_home import LanceHome
from rookery.store.lexicon import Lexicon
from rookery.store.pending import pending
from rookery.store.prepared import Prepared
from rookery.store.protocol import Stats
from rookery.store.rows import Addresses
from rookery.store.upkeep import UPKEEP
from rookery.store.view import LanceView
from rookery.store.where import EVERYTHING

_ASKED = 60.0  # seconds that somebody waits for whom an answer is made


class LanceStore(LanceHome):
    """Posts of record: events in, views and changes out; see `LanceHome` for what is given."""

    @property
    def embedder(self) -> Embedder | None:
        """What makes this store's vectors."""
        return self.preparer.embedder

    # Reading

    @contextmanager
    def view(self, reader: Reader) -> Iterator[LanceView]:
        """The newest version for `reader`; purge waits until the view is closed."""
        with among(self.read_lock):
            dataset, forward = self.current()
            yield LanceView(dataset, forward, reader, self.notes.audiences())

    def changes(self, after: int = 0, limit: int = 1_000) -> list[Change]:
        """What changed since `after`, oldest first; a follower keeps the last `seq` it has seen.

        An id stands once, with its latest change.
        """
        # no writer between the two reads: a follower that saw 6 would never ask for 5 again
        with exclusive(self.write_lock, wait=600), among(self.read_lock):
            self.refresh_logs()
            rows = self.table.latest().scanner(
                columns=["seq", "change", "id"], filter=f"seq > {int(after)}"
            ).to_table()  # fmt: skip
        rows = rows.sort_by("seq").slice(0, limit)
        found = [Change(r["seq"], r["change"], r["id"]) for r in rows.to_pylist()]
        for kind, held in (("delete", self.tombstones.ids), ("gone", self.tombstones.accounts)):
            found += [Change(seq, kind, key) for key, seq in held.items() if seq > after]  # type: ignore[arg-type]  # one of the two literals
        return sorted(found, key=lambda c: c.seq)[:limit]

    def lexicon(self) -> Lexicon:
        """The words of the newest version; costly to make, so keep it for a while."""
        with among(self.read_lock):
            return self.posts.lexicon()

    def follows(self, handle: str) -> tuple[list[str], list[str]]:
        self.follow_graph.refresh()
        return self.follow_graph.of(handle)

    def export(self, reader: Reader) -> Iterator[Post]:
        """Every post that `reader` may read, oldest row first."""
        with self.view(reader) as view:
            addresses = np.sort(view.find(EVERYTHING))
            for start in range(0, len(addresses), 2_000):
                yield from view.posts(addresses[start : start + 2_000])

    # Writing

    def prepare(self, posts: Sequence[Post] | pa.RecordBatch) -> Prepared:
        """Posts, or their Arrow form, as `apply_prepared` takes them."""
        batch = posts if isinstance(posts, pa.RecordBatch) else to_arrow(posts)
        return self.preparer.prepare(batch)

    def apply(self, events: Sequence[Event]) -> Applied:
        posts = [e.post for e in events if isinstance(e, Upsert)]
        return self.apply_prepared(
            self.prepare(posts) if posts else None,
            [e for e in events if not isinstance(e, Upsert)],
            wait=_ASKED,
        )

    def apply_prepared(
        self,
        batch: Prepared | None,
        others: Sequence[Event] = (),
        *,
        index: bool = True,
        grant: Sequence[str] = (),
        wait: float = UPKEEP,
    ) -> Applied:
        """One atomic batch: deletes first, since a delete holds whatever order it came in.

        `grant` names the consent columns that the operator's ground fills where nothing is said.
        """
        with exclusive(self.write_lock, wait=wait):
            self.refresh_logs()
            gone = self.burial.bury(
                self.posts,
                [e.id for e in others if isinstance(e, Delete)],
                [e.author for e in others if isinstance(e, AccountGone)],
                batch.rows if batch is not None else None,
            )
            follows = self.follow_graph.add(
                [e for e in others if isinstance(e, Follow) and not self.tombstones.holds_back(e)]
            )
            applied = Applied(deleted=len(gone), follows=follows)
            if batch is not None:
                applied += self._upsert(batch, gone, grant)
            elif len(gone):
                self.table.commit([], gone)
            self.burial.done()
        if index:
            self.index_new()
        return applied

    def delete(self, ids: Sequence[str]) -> int:
        """Delete by id; gone from every view that opens after this returns."""
        return self.apply([Delete(i) for i in ids]).deleted

    def tend(self) -> None:
        """The upkeep that is due now, where no other process sees to it."""
        upkeep.tend(self)

    def settle(self) -> None:
        """After a large ingest: all of it indexed, in parts so few that queries are quick."""
        upkeep.settle(self)

    def compact(self, *, purge: bool = False) -> None:
        """Join fragments and indexes; with `purge` no file holds anything of a deleted post."""
        upkeep.compact(self, purge=purge)

    def stats(self) -> Stats:
        return examine.stats(self)

    def check(self, *, files: bool = True) -> list[str]:
        """What is wrong, a sentence each; empty when all is well.

        Without `files` only what they hold is looked at: who asks has looked at them.
        """
        return examine.check(self, files=files)

    def pending(self) -> list[str]:
        """What waits for the operator though nothing is wrong, a sentence each."""
        return pending(self)

    def _upsert(self, batch: Prepared, gone: Addresses, grant: Sequence[str]) -> Applied:
        held = held_back(batch.rows, self.tombstones)
        folded = fold(batch, held, self.posts.known, self.prepare, grant)
        removed = np.unique(np.concatenate([gone, folded.replaced]))
        if folded.rows:
            self._commit(folded, removed)
        elif len(removed):
            self.table.commit([], removed)
        return folded.applied

    def _commit(self, folded: Folded, removed: Addresses) -> None:
        self.notes.note_audiences(folded.kept.rows.column("audience").unique().to_pylist())
        first = self.notes.reserve(len(folded.rows))
        self.posts.commit(folded.kept, folded.commit(first), removed)
