"""The door of search: what pages, API and terminal may ask, as one protocol."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from rookery.people import ANONYMOUS, Reader
from rookery.post import Post
from rookery.search.results import (
    By,
    Community,
    Completion,
    Counted,
    Gained,
    Order,
    Profile,
    Results,
    Thread,
    Trend,
    Unit,
)


class Search(Protocol):
    """Every question takes the reader who asks; BadQuery points at the column that is wrong."""

    def search(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        order: Order = "relevance",
        as_of: datetime | None = None,
        limit: int = 20,
        offset: int = 0,
        beside: bool = False,  # also people, histogram, facets, related terms, spelling
    ) -> Results: ...

    def gained(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        after: int,  # the `seq` of a change of the store
        upto: int | None = None,
        limit: int = 0,  # how many ids are told
    ) -> Gained: ...

    def count(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        of: Unit = "posts",
        by: By | None = None,
        as_of: datetime | None = None,
    ) -> Counted:
        """Over all posts that have every word of the query; one without words counts all."""
        ...

    def complete(
        self, prefix: str, reader: Reader = ANONYMOUS, limit: int = 8
    ) -> list[Completion]: ...

    def trends(
        self,
        reader: Reader = ANONYMOUS,
        limit: int = 10,
        *,
        as_of: datetime | None = None,
        hours: float = 24,
    ) -> list[Trend]: ...

    def post(self, id: str, reader: Reader = ANONYMOUS) -> Post:
        """Raises NotFound, also for what the reader may not read."""
        ...

    def posts(self, ids: Sequence[str], reader: Reader = ANONYMOUS) -> list[Post]: ...

    def thread(self, id: str, reader: Reader = ANONYMOUS) -> Thread: ...

    def author(self, handle: str, reader: Reader = ANONYMOUS) -> Profile: ...

    def community(
        self, name: str, reader: Reader = ANONYMOUS
    ) -> tuple[Community, Sequence[Post]]: ...

    def communities(self, reader: Reader = ANONYMOUS) -> list[Community]:
        """All, those with most posts first."""
        ...
