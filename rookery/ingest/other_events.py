"""A JSON record that is no post: a delete, a gone account, a follow; or a post that only bears the
name of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rookery.ingest import values
from rookery.post import AccountGone, Delete, Event, Follow

EVENTS = ("delete", "account_gone", "follow")
_FORMS = {
    "delete": "the id of a post",
    "account_gone": "a handle or the id of an account",
    "follow": "a list of two handles, who and whom",
}


def other_event(row: Mapping[str, Any], own: Any, *, worded: bool) -> Event | None:
    """The event that a record is; `None` where it is a post.

    `own` is its id, and `worded` whether it has a text: a record that deletes may give a reason in
    words, but names a post. Raises ValueError where it is not clear which it is.
    """
    named = [kind for kind in EVENTS if kind in row]
    said = [kind for kind in named if not _says_no(row[kind])]
    if worded or not values.is_empty(own):
        # beside a post's words a follow may be a count, or whether one follows its author
        said = [kind for kind in said if kind != "follow" or _is_pair(row[kind])]
        named = []
    if len(said) > 1:
        raise ValueError(f"it has a {said[0]} and a {said[1]}: say each in a record of its own")
    kind = next(iter(said or named), None)
    if kind is None:
        return None
    _refuse_post(kind, row[kind], own, worded=worded)
    return _event(kind, row[kind])


def _says_no(value: Any) -> bool:
    """As many a table of posts has a column that says whether one is deleted."""
    if values.is_empty(value) or value in ([], {}):
        return True
    try:
        return values.flag(value) is False
    except ValueError:
        return isinstance(value, str) and value.strip().lower() in ("", "none", "null", "nan")


def _refuse_post(kind: str, value: Any, own: Any, *, worded: bool) -> None:
    """Raises ValueError for a post of its own that bears a column of that name."""
    if kind == "delete" and not values.is_empty(own) and values.ident(own) == _deleted(value):
        return
    flag = str(value).lower() in _YES
    if not values.is_empty(own) or (worded and (flag or kind != "delete")):
        raise ValueError(
            f"it is a post of its own and has a {kind} too: what that means is not clear, so say "
            f"{kind} in a record that has nothing else, with {_FORMS[kind]}"
        )


_YES = ("1", "true", "yes", "t", "y")


def _event(kind: str, value: Any) -> Event:
    if kind == "follow":
        who, whom = ((_named(v) or "").lstrip("@") for v in value) if _is_pair(value) else ("", "")
        if who and whom:
            return Follow(who, whom)
    elif named := _deleted(value) if kind == "delete" else _named(value):
        return Delete(named) if kind == "delete" else AccountGone(named)
    raise ValueError(f"its {kind} is not {_FORMS[kind]}")


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _named(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _deleted(value: Any) -> str | None:
    """As the ids of posts are read, or a post would stay under the id that it has here."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return values.ident(value)
    except ValueError as why:
        raise ValueError(f"its delete {why}") from None
