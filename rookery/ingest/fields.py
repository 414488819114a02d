"""A record's fields, flat or nested, to a post.

How a single value is read lies in `values.py`, which column fills which field in `names.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from rookery.ingest import closed, entities, values
from rookery.ingest.hidden import hiding
from rookery.ingest.names import BESIDE
from rookery.ingest.protocol import Closed
from rookery.ingest.times import parse_time
from rookery.post import Author, Consent, Counts, Post

__all__ = ["parse_time", "post_from"]

_QUOTED = re.compile("""'.*'|".*\"""", re.DOTALL)  # a value, in a reason
_Reader = Callable[[Any], Any]

_COUNTS = ("likes", "reposts", "replies", "quotes", "views")
_CHOICES = ("search", "answer", "train", "ads")
_AUTHOR: dict[str, tuple[str, _Reader]] = {
    "handle": ("handle", values.handle),
    "acct": ("handle", values.handle),  # with its server, where `username` is without
    "username": ("handle", values.handle),
    "screen_name": ("handle", values.handle),
    "id": ("id", values.ident),
    "id_str": ("id", values.ident),
    "did": ("id", values.ident),
    "name": ("name", values.name),
    "display_name": ("name", values.name),
    "displayName": ("name", values.name),
    "bio": ("bio", values.text),
    "description": ("bio", values.text),
    "followers": ("followers", values.count),
    "followers_count": ("followers", values.count),
    "verified": ("verified", values.flag),
    "bot": ("bot", values.flag),
}


def post_from(
    row: Mapping[str, Any],
    source: str | None = None,
    guessed: frozenset[str] = frozenset(),
) -> Post:
    """A post from fields of the schema, and no others.

    `source` wins over the row's own. Raises ValueError with the reason where the record cannot go
    in, Closed where not everybody may read it; a value of a `guessed` field that does not fit is
    left out.
    """
    try:
        return _post(row, source, guessed)
    except ValueError as error:
        raise in_words_of_none(error, row, source) from None


def in_words_of_none(error: ValueError, row: Mapping[str, Any], source: str | None) -> ValueError:
    """Why a record does not go in; of one that not everybody may read, with no word of it, and with
    the state that hides its post.
    """
    if isinstance(error, Closed):
        return hiding(error, row, source)
    if closed.is_closed(row):
        return hiding(Closed(_QUOTED.sub("'…'", str(error))), row, source)
    return error


def _post(row: Mapping[str, Any], source: str | None, guessed: frozenset[str]) -> Post:
    parts: tuple[dict[str, Any], ...] = ({}, {}, {}, {})
    for field, value in row.items():
        if values.is_empty(value):
            continue
        part, name, read = _FIELDS.get(field) or _beside(field)
        try:
            found = read(value)
        except ValueError as error:
            if field in guessed:
                continue
            raise type(error)(f"its {field.rpartition(BESIDE)[2]} {error}") from None
        if not name:  # an object of several
            for key, inner in found.items():
                parts[part].setdefault(key, inner)
        elif found is not None:
            parts[part][name] = found
    post, author, counts, consent = parts
    _complete(post, author, consent)
    if counts:
        post["counts"] = Counts(**counts)
    if consent:
        post["consent"] = Consent(**consent)
    if source is not None:
        post["source"] = source
    return Post(**post)


def _complete(post: dict[str, Any], author: dict[str, Any], consent: dict[str, Any]) -> None:
    """What follows from the rest: an author, an id, what the text itself says."""
    text = post.setdefault("text", "")
    if not text and not any(post.get(name) for name in INSTEAD):
        raise ValueError("it has no text, title, media or repost")
    handle = author.pop("handle", None) or author.get("id")
    if handle:
        post["author"] = Author(handle, **author)
    if "id" not in post:
        post["id"] = _made_id(post)
    for name, _, find in IN_TEXT:
        if name not in post:
            post[name] = find(text)
    if post.get("visibility") == closed.UNLISTED:
        del post["visibility"]
        consent.setdefault("search", "no")


def _made_id(post: Mapping[str, Any]) -> str:
    """An id where a record has none: the same words of the same person and time have the same."""
    author: Author | None = post.get("author")
    said = (
        author and author.handle, post.get("created_at"), post.get("community"),
        post.get("reply_to"), post.get("repost_of"), post.get("title"), post["text"],
        post.get("url"), post.get("media"),
    )  # fmt: skip
    return "h" + hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()


def _nested(readers: Mapping[str, tuple[str, _Reader]]) -> _Reader:
    """Reads an object of several fields; of two that mean the same, the first of `readers`."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(f"is a {type(value).__name__} and not an object")
        out: dict[str, Any] = {}
        for key, (name, reader) in readers.items():
            inner = value.get(key)
            if inner is None or inner == "" or name in out:
                continue
            try:
                found = reader(inner)
            except ValueError as error:
                raise type(error)(f"has a {key} that {error}") from None
            if found is not None:
                out[name] = found
        return out

    return read


_author_object = _nested(_AUTHOR)


def _author(value: Any) -> dict[str, Any]:
    """A handle, or an object with one."""
    closed.author(value)
    if isinstance(value, list):  # the pairs of a table's map
        value = closed.object_of(value)
    if isinstance(value, Mapping):
        return dict(_author_object(value))
    handle = values.handle(value)
    return {"handle": handle} if handle else {}


def _beside(field: str) -> tuple[int, str, _Reader]:
    """Of a column that fills nothing, and may close the post."""
    if (read := closed.reader(field)) is None:
        raise KeyError(field)
    return _POST, field, read


_POST, _WHO, _COUNT, _CONSENT = range(4)  # which part of a post a field belongs to
_FIELDS: dict[str, tuple[int, str, _Reader]] = {
    "id": (_POST, "id", values.ident),
    "text": (_POST, "text", values.text),
    "title": (_POST, "title", values.text),
    "author": (_WHO, "", _author),
    "author_id": (_WHO, "id", values.ident),
    "author_name": (_WHO, "name", values.name),
    "author_bio": (_WHO, "bio", values.text),
    "author_followers": (_WHO, "followers", values.count),
    "author_verified": (_WHO, "verified", values.flag),
    "author_bot": (_WHO, "bot", values.flag),
    "created_at": (_POST, "created_at", values.time),
    "edited_at": (_POST, "edited_at", values.edited),
    "observed_at": (_POST, "observed_at", values.time),
    "lang": (_POST, "lang", values.lang),
    "mentions": (_POST, "mentions", values.names),
    "hashtags": (_POST, "hashtags", values.names),
    "cashtags": (_POST, "cashtags", values.names),
    "links": (_POST, "links", values.links),
    "media": (_POST, "media", values.media),
    "sensitive": (_POST, "sensitive", values.flag),
    "labels": (_POST, "labels", values.label),
    "visibility": (_POST, "visibility", closed.visibility),
    "counts": (_COUNT, "", _nested({n: (n, values.count) for n in _COUNTS})),
    "consent": (_CONSENT, "", _nested({n: (n, values.choice) for n in _CHOICES})),
}
_FIELDS |= {n: (_COUNT, n, values.count) for n in _COUNTS}
_FIELDS |= {n: (_POST, n, read) for n, read in closed.CLOSING.items()}
_FIELDS |= {f"consent_{n}": (_CONSENT, n, values.choice) for n in _CHOICES}
_FIELDS |= {n: (_POST, n, values.name) for n in ("source", "url", "place", "community")}
_FIELDS |= {
    n: (_POST, n, values.ident) for n in ("conversation", "reply_to", "quote_of", "repost_of")
}
INSTEAD = ("title", "media", "repost_of", "quote_of")  # what a post without words may have
IN_TEXT: tuple[tuple[str, str, Callable[[str], tuple[Any, ...]]], ...] = (
    ("mentions", "@", entities.mentions),
    ("hashtags", "#", entities.hashtags),
    ("cashtags", "$", entities.cashtags),
    ("links", "://", entities.links),
)
"""What a text says where the record does not: the field, the sign that it takes, what finds it."""
READERS: Mapping[str, _Reader] = {field: read for field, (_, _, read) in _FIELDS.items()}
"""How a value of each field is read; raises ValueError where it does not fit."""
