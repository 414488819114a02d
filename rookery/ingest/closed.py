"""Who may read a record: its groups, or that nobody says who they are, and then it is refused.

A source that says nothing of it is taken as open. Readers are as those in `values.py`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from rookery.ingest import values
from rookery.ingest.names import BESIDE, plain
from rookery.ingest.protocol import Closed

_BETWEEN = re.compile(r"(?<=[^\W_])[\s_.:-]+(?=[^\W_])")
# VISIBILITY_PRIVATE; what is behind may also say "none", which is nobody of some and all of others
_KIND = re.compile(r"^(?:post)?(?:visibility|privacy|audience|scope)(?!no|false|\d|$)")
_QUERY = re.compile(r"[?#].*")
# Of a sort of readers whom the source does not name, in whatever list they stand.
_NOT_OPEN = frozenset(
    ("private", "direct", "followers", "followersonly", "limited", "protected", "mutuals",
     "circle", "specified", "friends", "allfriends", "connections", "friendsonly",
     "friendsoffriends", "closefriends", "onlyme", "me",
     "self", "selfonly", "hidden", "secret", "group", "privategroup", "notpublic")
)  # fmt: skip
# Beside words of another sort: "my followers", "paid members".
_SOME = frozenset(
    ("private", "direct", "follower", "followers", "friend", "friends", "mutual", "mutuals",
     "circle", "connections", "member", "members", "subscriber", "subscribers", "paid",
     "mentioned", "hidden", "secret", "protected")
)  # fmt: skip
_BUT = frozenset(("public", "not", "non", "no"))  # "members of the public", "non-members"
# By these some mean all and others a group: which, only their source knows.
_EITHER = frozenset(("open", "everyone", "everybody", "anyone", "all", "world"))
_OPEN = _EITHER | {"public", "none", "false", "no", "0"}
_PARTS = re.compile(r"""[\[\]"',\s]+""")
_PUBLIC = re.compile(r"(?:https?://www\.w3\.org/ns/activitystreams#|as:)?Public")
_ACTOR = re.compile(r"/users/|/@")  # some servers write a list of one person without the list
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
UNLISTED = ("unlisted",)


def visibility(value: Any) -> tuple[str, ...] | None:
    """The groups that may read it, `None` for everybody; raises Closed where nobody says who."""
    groups = values.names(value)
    if not groups or any(map(_is_object, groups)):
        raise Closed("names no group that may read it")
    if sort := next((g for g in groups if _word(g) in _NOT_OPEN), None):
        raise Closed(f"is {sort!r}, and the source does not say which groups may read it")
    words = {_word(g) for g in groups}
    if words <= _EITHER:
        raise Closed(
            f"is {groups[0]!r}: say public where everybody may read it, and else name a group"
        )
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
        if _word(word) not in _OPEN:
            raise Closed("is not public, and the source does not say which groups may read it")


def audience(value: Any) -> None:
    """The same, where other words may be of a kind of readers that it is written for."""
    for word in _listed(value):
        # the followers of somebody are an address in ActivityPub
        if _word(_last_step(word)) in _NOT_OPEN or _names_some(word):
            raise Closed(f"is {word!r}, and the source does not say which groups may read it")


def _last_step(word: str) -> str:
    return _QUERY.sub("", word).rstrip("/").rpartition("/")[2]


def _names_some(phrase: str) -> bool:
    """Whether words that are no address are of some readers alone."""
    words = {w.lower() for w in _WORD.findall(phrase)}
    return "/" not in phrase and bool(words & _SOME) and not words & _BUT


def addressed(value: Any) -> None:
    """A list of addresses as ActivityPub has it, in which everybody is one (5.6): without that one
    it is for followers, or for those whom it names.

    https://www.w3.org/TR/activitypub/#public-addressing
    """
    value = _text(value)
    words = _PARTS.sub(" ", value).split() if isinstance(value, str) else value
    listed = not isinstance(value, str) or value.lstrip().startswith("[")
    if not isinstance(words, list | tuple) or not all(isinstance(w, str) for w in words):
        return
    web = [w for w in words if w.startswith(("http://", "https://"))]
    if not web or any(map(_PUBLIC.fullmatch, words)):
        return
    some = any(_last_step(w) == "followers" or _ACTOR.search(w) for w in web)
    if some or (listed and len(web) == len(words)):
        raise Closed("does not name everybody")


def author(value: Any) -> None:
    """An author, of whom a flag or a word closes all that they wrote.

    An object; in tables also pairs, or JSON as text or bytes.
    """
    value = object_of(value)
    if isinstance(value, Mapping):
        for name, said in value.items():
            read = _OF_AUTHOR.get(plain(str(name)))
            if read and not values.is_empty(said):
                try:
                    read(said)
                except Closed as error:
                    raise Closed(f"has a {name} that {error}") from None
    elif isinstance(value, list | tuple):
        for one in value:
            if isinstance(one, Mapping):
                author(one)
    elif isinstance(value, str) and "{" in value and _FLAG_SET.search(value):
        raise Closed("has a flag that closes it, and the source does not say who may read it")


def object_of(value: Any) -> Any:
    """The object that a table has as bytes, as JSON, as Python writes one, or as pairs; anything
    else as it is.
    """
    value = _text(value)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        for read in (json.loads, ast.literal_eval):
            with suppress(ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                return read(value.strip())
    if isinstance(value, list | tuple) and value and all(map(_is_pair, value)):
        return {str(_text(name)): _text(of) for name, of in value}
    return value


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2


def _seen_by_all(value: Any) -> None:
    if visibility(value) not in (None, UNLISTED):
        raise Closed("names groups, and another column says who may read it")


CLOSING: Mapping[str, Callable[[Any], None]] = {
    "protected": protected,
    "private": protected,
    "public": public,
    "privacy": privacy,
    "scope": audience,
    "audience": audience,
    "to": addressed,
}
"""Fields that fill nothing of a post, and may refuse it."""
_OF_AUTHOR: Mapping[str, Callable[[Any], None]] = {
    **dict.fromkeys(
        ("protected", "is_protected", "private", "is_private", "followers_only", "friends_only"),
        protected,
    ),
    **dict.fromkeys(("public", "is_public"), public),
    **dict.fromkeys(("privacy", "privacy_level"), privacy),
    **dict.fromkeys(("audience", "scope"), audience),
    "visibility": _seen_by_all,
    "to": addressed,
}
_FLAG = (
    r"""["']\w*(?:protected|private|followers_?only|friends_?only)["']\s*+:\s*+"""
    r"""(?!false|0|null|none|["'](?:false|no|0)?["'])"""
)
_FLAG_SET = re.compile(_FLAG, re.IGNORECASE)
SIGN = (
    rf"""{_FLAG}|["']to["']\s*+:\s*+\[?\s*+["']https?:|["'](?:privacy|audience|scope)["']"""
    r"""|["']\w*public["']\s*+:\s*+(?!true|1|["'](?:true|yes|1)["'])"""
)
"""A pattern of what may close a record whose JSON cannot be read, whatever quotes it has."""


def reader(field: str) -> Callable[[Any], None] | None:
    """What reads a field that may only refuse a post; `None` for any other."""
    name, beside, _ = field.partition(BESIDE)
    further = {"author": author, "visibility": _seen_by_all} if beside else {}
    return further.get(name) or CLOSING.get(name)


def is_closed(row: Mapping[str, Any]) -> bool:
    """Whether a record with these fields is not for everybody to read."""
    return any(_closes(field, value) for field, value in row.items())


def _closes(field: str, value: Any) -> bool:
    if values.is_empty(value):
        return False
    try:
        if field == "visibility":
            return visibility(value) not in (None, UNLISTED)
        if read := author if field == "author" else reader(field):
            read(value)
    except ValueError:
        return True
    return False


def _listed(value: Any) -> tuple[str, ...]:
    """The words; raises Closed for a form that cannot be read, such as an object."""
    try:
        words = values.names(str(value) if isinstance(value, int | float) else value)
    except ValueError:
        words = None
    if words is None or any(map(_is_object, words)):
        raise Closed("is of a form that does not tell who may read it")
    return words


def _is_object(word: str) -> bool:
    """Whether a cell of a table has JSON where a word should be."""
    return "{" in word


def _word(word: str) -> str:
    """`followersOnly`, `FOLLOWERS_ONLY` and `followers-only` are `followersonly`."""
    return _KIND.sub("", _BETWEEN.sub("", word.strip()).lower())
