"""Events written out by hand, and what a store holds of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from rookery.people import ANONYMOUS, OPERATOR, Reader
from rookery.post import Author, Post, Upsert
from rookery.store import LanceStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def post(id: str, text: str = "the ferry is late", *, hours: float = 0, **more: Any) -> Upsert:
    """A post that was written so many hours after noon."""
    who = more.pop("author", "ada")
    author = Author(who) if isinstance(who, str) else who
    return Upsert(Post(id, text, author=author, created_at=NOON + timedelta(hours=hours), **more))


def texts(store: LanceStore, reader: Reader = OPERATOR) -> dict[str, str]:
    """The text of every post that `reader` may read, by id."""
    return {p.id: p.text for p in store.export(reader)}


def public(store: LanceStore) -> set[str]:
    """The ids that anyone may read."""
    return set(texts(store, ANONYMOUS))
