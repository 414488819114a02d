"""What a record that not everybody may read says of its post all the same: that it is hidden now.

Such a record has no words here, and its place among the states of its post: whatever order they
come in, an older state that all might read does not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rookery.ingest import values
from rookery.ingest.protocol import Closed
from rookery.post import Author, Post

T = TypeVar("T")


def hiding(error: Closed, row: Mapping[str, Any], source: str | None = None) -> Closed:
    """The error, with the state that the record's fields make; none without an id of its own, as
    one that is made is made of words.
    """
    if id_ := _some(values.ident, row.get("id")):
        error.state = Post(
            id_,
            source=source or _some(values.name, row.get("source")) or "jsonl",
            author=_author(row),
            created_at=_some(values.time, row.get("created_at")),
            edited_at=_some(values.edited, row.get("edited_at")),
            observed_at=_some(values.time, row.get("observed_at")),
            visibility=(),
        )
    return error


def _author(row: Mapping[str, Any]) -> Author | None:
    """By handle and id alone."""
    said = row.get("author")
    of: Mapping[str, Any] = said if isinstance(said, Mapping) else {"handle": said}
    names = ("handle", "acct", "username", "screen_name")
    handle = next((h for n in names if (h := _some(values.handle, of.get(n)))), None)
    id_ = _some(values.ident, of.get("id") or of.get("id_str") or row.get("author_id"))
    return Author(handle or id_ or "", id_) if handle or id_ else None


def _some(read: Callable[[Any], T | None], value: Any) -> T | None:
    """The value, where it can be read."""
    try:
        return None if values.is_empty(value) else read(value)
    except ValueError:
        return None
