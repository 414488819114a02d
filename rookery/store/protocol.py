"""What a store of posts promises, whatever engine lies under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.embed.protocol import Embedder
from rookery.people import Reader
from rookery.post import Applied, Change, Event, Post
from rookery.store.frequency import TermStats
from rookery.store.lexicon import Lexicon
from rookery.store.rows import Addresses, Gathered
from rookery.store.where import Where, Word

if TYPE_CHECKING:
    from rookery.store.prepare import PreparerSpec
    from rookery.store.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Stats:
    posts: int
    public: int
    authors: int
    communities: int
    follows: int
    deleted: int  # tombstones that hold: ids and accounts
    first: datetime | None
    last: datetime | None
    languages: dict[str, int]
    sources: dict[str, int]
    fragments: int
    deltas: int  # parts of the text index
    unindexed: int  # rows that only a scan finds
    bytes: int  # on disk
    seq: int  # of the last change


class View(Protocol):
    """The store at one moment as one reader may see it; addresses hold within the view."""

    @property
    def terms(self) -> TermStats: ...

    def find(self, where: Where, *, until: datetime | None = None) -> Addresses:
        """All posts that match, in no order; with `until`, only those created by then."""
        ...

    def best(
        self, words: Sequence[Word], facts: Where, limit: int, *, until: datetime | None = None
    ) -> Addresses:
        """The first stage: the `limit` posts with any of `words` that score highest."""
        ...

    def gather(self, addresses: Addresses) -> Gathered: ...

    def times(self, addresses: Addresses) -> npt.NDArray[np.int64]: ...

    def heat(self, addresses: Addresses) -> npt.NDArray[np.float32]:
        """ln(1 + likes + 2 reposts + replies) of each."""
        ...

    def posts(self, addresses: Addresses) -> list[Post]: ...

    def column(self, addresses: Addresses, names: Sequence[str]) -> pa.Table:
        """Some columns of the rows at `addresses`, in that order."""
        ...

    def count_by(self, column: str, where: Where) -> list[tuple[str, int]]:
        """How many posts that match have each value of a text column, most first."""
        ...

    def ids(self, ids: Sequence[str]) -> dict[str, np.uint64]:
        """Addresses by id, of those that exist and may be read."""
        ...


class Store(Protocol):
    """Posts of record, their indexes, and the feed of changes: for who reads, writes and tends."""

    @property
    def language(self) -> str:
        """In which posts without one are analysed, and so queries."""
        ...

    @property
    def embedder(self) -> Embedder | None:
        """What makes this store's vectors, and so those of queries; `None` without vectors."""
        ...

    def view(self, reader: Reader) -> AbstractContextManager[View]: ...

    def apply(self, events: Sequence[Event]) -> Applied:
        """One atomic batch; when it returns, it is durable and seen by every later view.

        Raises Unavailable where another process writes, or tends the store, for over a minute.
        """
        ...

    def delete(self, ids: Sequence[str]) -> int: ...

    def changes(self, after: int = 0, limit: int = 1_000) -> list[Change]: ...

    def last_seq(self) -> int:
        """The number of the last change, 0 before any."""
        ...

    def lexicon(self) -> Lexicon: ...

    def follows(self, handle: str) -> tuple[list[str], list[str]]:
        """Who follows them, and whom they follow."""
        ...

    def stats(self) -> Stats: ...

    def check(self, *, files: bool = True) -> list[str]:
        """What is wrong, a sentence each; empty when all is well.

        Without `files` only what they hold is looked at: who asks has looked at them.
        """
        ...

    def pending(self) -> list[str]:
        """What waits for the operator though nothing is wrong, a sentence each."""
        ...

    def compact(self, *, purge: bool = False) -> None: ...

    def export(self, reader: Reader) -> Iterator[Post]: ...

    def tend(self) -> None:
        """What upkeep is due: delta indexes and merges, where no other process sees to it."""
        ...


class BulkStore(Store, Protocol):
    """And the faster way in: analysis in any process, commits in order, the index after them."""

    @property
    def preparer_spec(self) -> PreparerSpec:
        """With what another process prepares posts as this store would."""
        ...

    def prepare(self, posts: Sequence[Post] | pa.RecordBatch) -> Prepared: ...

    def apply_prepared(
        self,
        batch: Prepared | None,
        others: Sequence[Event] = (),
        *,
        index: bool = True,
        grant: Sequence[str] = (),
    ) -> Applied:
        """As `apply`, of posts that are prepared; without `index` scans find them until it is made.
        It waits for as long as upkeep may take.

        `grant` names the consent columns that the operator's ground fills where nothing is said.
        """
        ...

    def index_new(self) -> None:
        """Index what is new; may run in a thread beside commits."""
        ...

    def settle(self) -> None:
        """After the last batch: all of it indexed, so that queries are quick."""
        ...
