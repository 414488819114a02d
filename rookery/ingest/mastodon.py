"""A status of Mastodon's API, which other servers share, in the names that posts have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rookery.ingest.markup import is_wrapped, plain

_OF_ORIGINAL = (  # what a boost repeats of the status that it passes on
    "content", "spoiler_text", "media_attachments", "mentions", "tags", "language", "replies_count",
    "reblogs_count", "favourites_count", "quotes_count", "sensitive", "in_reply_to_id", "edited_at",
)  # fmt: skip


def in_our_names(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record, changed where it is a status, or its content is paragraphs of HTML."""
    content, account = row.get("content"), row.get("account")
    if not isinstance(account, Mapping) or "acct" not in account:
        if isinstance(content, str) and "text" not in row and is_wrapped(content):
            return {**row, "content": plain(content)}
        return row
    out = {**row, "account": _account(account)}
    if isinstance(content, str):
        out["content"] = plain(content)
    if quoted := _id_in(row.get("quote"), "quoted_status"):
        out["quote_of"] = quoted
    if original := _id_in(row, "reblog"):
        out = {name: value for name, value in out.items() if name not in _OF_ORIGINAL}
        out["repost_of"] = original
    return out


def _account(account: Mapping[str, Any]) -> dict[str, Any]:
    note = account.get("note")
    return {**account, "bio": plain(note) if isinstance(note, str) else None}


def _id_in(row: Any, name: str) -> Any:
    """The id of the status that a record holds under this name."""
    held = row.get(name) if isinstance(row, Mapping) else None
    return held.get("id") if isinstance(held, Mapping) else None
