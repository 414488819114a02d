"""A home of posts on Lance, open: its locks, tables, notes and logs, and what keeps them in step.

Events go in and views come out in `lance_store.py`; upkeep, mending and examining take a home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from rookery.config import ConsentRow
from rookery.embed.protocol import Embedder
from rookery.locks import attempt, exclusive
from rookery.store.burial import Burial
from rookery.store.damage import LOGS, closed
from rookery.store.format import settled
from rookery.store.forward import Forward
from rookery.store.indexed import Indexed
from rookery.store.lance_table import Table, lasting
from rookery.store.notes import Notes
from rookery.store.prepare import Preparer, PreparerSpec
from rookery.store.standing import Standing
from rookery.store.sums import Sums
from rookery.store.tombstones import Follows, Tombstones


class LanceHome:
    """Posts of record under `folder`; made there where it does not exist.

    `default_lang` is of a new store: one that is there keeps its `language`, as its posts do.
    """

    def __init__(
        self,
        folder: Path,
        *,
        default_lang: str = "en",
        consent: Mapping[str, ConsentRow],
        load_embedder: Callable[[], Embedder] | None = None,
    ) -> None:
        embedder = load_embedder() if load_embedder else None
        self.folder, self.default_lang = folder, default_lang
        folder.mkdir(parents=True, exist_ok=True)
        self.write_lock = folder / "write.lock"
        self.index_lock = folder / "index.lock"
        self.read_lock = folder / "read.lock"
        self.upkeep_lock = folder / "upkeep.lock"
        self.notes = Notes(folder)
        with exclusive(self.write_lock):
            description = settled(folder, embedder, default_lang)
            self.language = description.language
            self.preparer_spec = PreparerSpec(self.language, consent, load_embedder)
            self.preparer = Preparer(self.language, consent, embedder)
            self._standing = Standing(folder, description, self.preparer)
            gone, follows = (folder / log for log in LOGS)
            self.tombstones, self.follow_graph = Tombstones(gone), Follows(follows)
            self.burial = Burial(self.tombstones, self.follow_graph, self.notes)
            self.refresh_logs()
            if not self.notes.certain():
                self.mend_notes()
            self.burial.finish(self.posts)
            self.sums = Sums(folder)
            self.note_files()

    @property
    def posts(self) -> Indexed:
        """The posts and their forward index; under a lock of the store they stay the same."""
        return self._standing.posts

    @property
    def table(self) -> Table:
        """The posts in the engine."""
        return self.posts.table

    def current(self) -> tuple[Any, Forward]:
        """The newest version and its forward index."""
        return self.posts.current()

    def last_seq(self) -> int:
        """The number of the last change, 0 before any."""
        return self.notes.last_seq()

    def index_new(self) -> None:
        """A delta index over what is new, unless a merge is under way: scans serve until then."""
        with attempt(self.index_lock) as free:
            if free and self.table.unindexed():
                self.table.index_new()
            if free:
                self.note_files()

    def note_files(self) -> None:
        """Take sums of files that have none yet; under `write.lock` or `index.lock`."""
        self.sums.note(self.posts.lasting())
        for log in LOGS:
            self.sums.note(lasting(self.folder / log))

    def mend_notes(self) -> None:
        """Make anew the small files that cannot be read, or fall behind the tables."""
        rows = self.table.latest().to_table(columns=["seq", "audience"])
        self.notes.mend(
            max(pc.max(rows.column("seq")).as_py() or 0, self.tombstones.last()), closed(rows)
        )

    def refresh_logs(self) -> None:
        """Take in what other processes have written of what is gone, and of who follows whom."""
        self.tombstones.refresh()
        self.follow_graph.refresh()
