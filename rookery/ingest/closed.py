"""Who may read a record: its groups, or that nobody says who they are, and then it is refused.

A source that says nothing of it is taken as open. Readers are as those in `values.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from rookery.ingest import values
from rookery.ingest.protocol import Closed

_WORDS = re.compile(r"[\s_-]+")
# Of a sort of readers whom the source does not name, in whatever list they stand.
_NOT_OPEN = frozenset(
    ("private", "direct", "followers", "followers-only", "limited", "protected", "mutuals",
     "circle", "specified", "friends", "friends-only", "friends-of-friends", "only-me", "me",
     "self", "self-only", "hidden", "secret")
)  # fmt: skip
_OPEN = frozenset(
    ("public", "open", "everyone", "everybody", "anyone", "all", "world", "none", "false", "no",
     "0")
)  # fmt: skip
UNLISTED = ("unlisted",)


def visibility(value: Any) -> tuple[str, ...] | None:
    """The groups that may read it, `None` for everybody; raises Closed where nobody says who."""
    groups = values.names(value)
    if not groups:
        raise Closed("names no group that may read it")
    if sort := next((g for g in map(_plain, groups) if g in _NOT_OPEN), None):
        raise Closed(f"is {sort!r}, and the source does not say which groups may read it")
    words = {_plain(g) for g in groups}
    if words in ({"unlisted"}, {"unlisted", "public"}):
        return UNLISTED  # everybody may read it, and its author asks not to be found
    return None if "public" in words else groups


def protected(value: Any) -> None:
    """A flag that closes a post or its author; what is neither true nor false closes too."""
    try:
        closed = values.flag(value)
    except ValueError:
        closed = True
    if closed:
        raise Closed("says that not everybody may read it, and the source does not say who may")


def public(value: Any) -> None:
    """A flag that opens a post; where it is anything else than true, the post is closed."""
    try:
        open_ = values.flag(value)
    except ValueError:
        open_ = False
    if not open_:
        raise Closed("is not true, and the source does not say which groups may read it")


def privacy(value: Any) -> None:
    """A word for who may read it: any but those for everybody closes."""
    for word in _listed(value):
        if word not in _OPEN:
            raise Closed("is not public, and the source does not say which groups may read it")


def audience(value: Any) -> None:
    """The same, where other words may be of a kind of readers that it is written for."""
    for word in _listed(value):
        if word in _NOT_OPEN:
            raise Closed(f"is {word!r}, and the source does not say which groups may read it")


CLOSING: Mapping[str, Callable[[Any], None]] = {
    "protected": protected,
    "private": protected,
    "public": public,
    "privacy": privacy,
    "scope": audience,
    "audience": audience,
}
"""Fields that fill nothing of a post, and may refuse it."""
OF_AUTHOR = ("protected", "is_protected", "private", "is_private")
"""Flags of an author that close all that they wrote."""
SIGN = (
    r"""["']\w*(?:protected|private)["']\s*:\s*"""
    r"""(?!false|0|null|none|["'](?:false|no|0)?["'])|["'](?:privacy|audience|scope)["']"""
    r"""|["']\w*public["']\s*:\s*(?!true|1|["'](?:true|yes|1)["'])"""
)
"""A pattern of what may close a record whose JSON cannot be read, whatever quotes it has."""


def is_closed(row: Mapping[str, Any]) -> bool:
    """Whether a record with these fields is not for everybody to read."""
    author = row.get("author")
    whole = [("visibility", row.get("visibility")), *((f, row.get(f)) for f in CLOSING)]
    if isinstance(author, Mapping):
        whole += [("protected", author.get(flag)) for flag in OF_AUTHOR]
    return any(_closes(field, value) for field, value in whole)


def _closes(field: str, value: Any) -> bool:
    if values.is_empty(value):
        return False
    try:
        if field == "visibility":
            return visibility(value) not in (None, UNLISTED)
        CLOSING[field](value)
    except ValueError:
        return True
    return False


def _listed(value: Any) -> list[str]:
    try:
        return [_plain(word) for word in values.names(value)]
    except ValueError:
        return [_plain(str(value))]


def _plain(word: str) -> str:
    return _WORDS.sub("-", word.strip().lower())
