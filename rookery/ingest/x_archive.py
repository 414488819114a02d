"""The archive that X sends a person of their own account: posts, deletions and follows.

Direct messages are never opened, and what was for a circle only is refused. Which files there are
lies in `x_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any, cast

from rookery.errors import BadInput
from rookery.ingest.each import each
from rookery.ingest.json_values import Bytes, in_stream
from rookery.ingest.protocol import Closed, LeftOut, Record, reason
from rookery.ingest.times import parse_time
from rookery.ingest.x_api import refuse_mapping, reject
from rookery.ingest.x_files import DataFile, XFiles
from rookery.ingest.x_notes import Notes
from rookery.ingest.x_text import (
    Json,
    address_of,
    an_object,
    id_in,
    is_protected,
    objects,
    status_in,
)
from rookery.ingest.x_v1 import v1_events
from rookery.post import Delete, Event, Follow

_ORDER = {  # what is read, and in which order
    "tweets": 0, "tweet": 0, "community-tweet": 1, "community-tweets": 1,
    "twitter-circle-tweet": 2, "deleted-tweets": 3, "deleted-tweet": 3,
    "deleted-tweet-headers": 4, "follower": 5, "following": 6,
}  # fmt: skip
_CIRCLE = "twitter-circle-tweet"
_HISTORY = "protected-history"
_POSTS = frozenset(("tweets", "tweet", "community-tweet", "community-tweets"))
_HEAD = 1_000  # bytes in which the list of a data file begins
_BESIDE = frozenset(("account", "profile", _HISTORY, "note-tweet", "note-tweets"))


class XArchive:
    """A source of one account's archive: a zip, its folder, or one of its .js files."""

    name = "x-archive"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        refuse_mapping(mapping)
        self._source = source or self.name
        self._archive = XFiles(path, frozenset(_ORDER) | _BESIDE)
        known = [f for f in self._archive.files if f.kind in _ORDER]
        self._files = sorted(known, key=lambda f: (_ORDER[f.kind], f.place))
        if not self._files and not self._archive.empty:
            raise BadInput(_no_posts(self._archive.name))
        self.total = 0
        for file in self._files:
            file.before, self.total = self.total, self.total + file.size

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record an event, posts first.

        Where the owner, whether they protect the account, or the long posts cannot be read, nothing
        is: posts would lack them, or might not be for everybody.
        """
        user = self._user()
        notes = Notes(self._rows("note-tweet", "note-tweets"))

        def of(file: DataFile) -> Iterator[Record]:
            with self._archive.open(file) as stream:
                for at, value, raw in in_stream(cast(Bytes, stream), self._place(file)):
                    done = file.before + stream.tell()
                    yield from self._records(file.kind, value, user, notes, at, raw, done)

        for found in each(self._files, of):
            if skip and isinstance(found, Record):
                skip -= 1
            else:
                yield found

    def _place(self, file: DataFile) -> str:
        return f"{self._archive.name}/{file.name}"

    def _records(
        self, kind: str, value: Any, user: Json, notes: Notes, at: str, raw: str, done: int
    ) -> Iterator[Record]:
        raw = "" if kind == _CIRCLE or is_protected(user) else raw
        try:
            if isinstance(value, Exception):
                raise value
            for event in self._events(kind, value, user, notes):
                if isinstance(event, ValueError):
                    yield reject(event, value, at, raw, done)
                else:
                    yield Record(event, None, at, "", done)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            yield reject(error, value, at, raw, done)

    def _events(
        self, kind: str, row: Any, user: Json, notes: Notes
    ) -> Iterator[Event | ValueError]:
        if not isinstance(row, dict):
            raise ValueError("it is no JSON object")
        tweet = an_object(row.get("tweet", row))
        if kind in _POSTS:
            yield from v1_events(
                {"user": user, **tweet, **notes.of(tweet), **_quoted(tweet)}, self._source
            )
        elif kind == _CIRCLE:
            raise Closed("it was for a circle only, and the archive does not say who was in it")
        elif kind in ("follower", "following"):
            yield _follow(kind, an_object(row.get(kind)), user)
        else:
            id_ = id_in(tweet, "id") or id_in(tweet, "tweet_id")
            yield Delete(id_) if id_ else ValueError("it is no deleted post: it has no id")

    def _user(self) -> dict[str, Any]:
        """Whose archive it is, as the API would show them."""
        account, profile = self._first("account"), self._first("profile")
        if account is not None and not (account.get("username") or account.get("accountId")):
            raise self._unread("account", "it names no account")
        account = account or {}
        return {
            "screen_name": account.get("username"),
            "id_str": account.get("accountId"),
            "name": account.get("accountDisplayName"),
            "description": an_object((profile or {}).get("description")).get("bio"),
            "protected": self._protected(),
        }

    def _protected(self) -> bool:
        """Whether the newest that the owner did was to protect the account."""
        done: list[tuple[datetime, str]] = []
        for row in self._rows(_HISTORY):
            one = an_object(row.get("protectedHistory"))
            time, action = parse_time(one.get("protectedAt")), str(one.get("action")).lower()
            if time is None or action not in ("protect", "unprotect"):
                raise self._unread(_HISTORY, "it does not say what was done when")
            done.append((time, action))
        return bool(done) and max(done, key=lambda one: one[0])[1] == "protect"

    def _first(self, kind: str) -> Json | None:
        """The object that the file of this kind holds; `None` where there is no such file."""
        if not any(file.kind == kind for file in self._archive.files):
            return None
        rows = list(self._rows(kind))
        found = rows[0].get(kind) if rows else {}
        if not isinstance(found, dict):
            raise self._unread(kind, f"it has no {kind}")
        return found

    def _rows(self, *kinds: str) -> Iterator[Json]:
        """Every row; raises BadInput for one that is none, as what it said is not known."""
        for file in self._archive.files:
            if file.kind not in kinds:
                continue
            row = None
            with self._archive.open(file) as stream:
                for _, row, _ in in_stream(cast(Bytes, stream), self._place(file)):
                    if not isinstance(row, dict):
                        bad = isinstance(row, Exception)
                        why = reason(row) if bad else "it has a row that is no object"
                        raise self._unread(file.kind, why)
                    yield row
            if row is None:
                with self._archive.open(file) as stream:
                    if b"[" not in stream.read(_HEAD):
                        raise self._unread(file.kind, "it is empty")

    def _unread(self, kind: str, why: str) -> BadInput:
        return BadInput(
            f"The {kind}.js of {self._archive.name} cannot be read ({why}), and without it nothing "
            "of the archive goes in: fetch the archive from X once more."
        )


def _no_posts(name: str) -> str:
    if not name.endswith(".js"):
        return f"{name} is no archive of X's: it has no data/tweets.js."
    if "direct-message" in PurePath(name).name:
        return (
            f"{name} holds direct messages, which are never read: name the archive, or tweets.js."
        )
    return (
        f"{name} is no file of an archive of X's that holds posts: name the archive, or its "
        "data/tweets.js."
    )


def _quoted(tweet: Json) -> dict[str, Any]:
    """The post that a tweet quotes: the archive tells it only by the address at the text's end."""
    urls = objects(an_object(tweet.get("entities")).get("urls"))
    text = str(tweet.get("full_text") or "").rstrip()
    if tweet.get("quoted_status_id_str") or not urls or text.startswith("RT @"):
        return {}
    last = urls[-1]
    if not last.get("url") or not text.endswith(str(last["url"])):
        return {}
    quote = status_in(address_of(last) or "")
    return {"quoted_status_id_str": quote} if quote else {}


def _follow(kind: str, other: Json, user: Json) -> Event | ValueError:
    """The other by id: the archive gives no handle of theirs."""
    me, them = user.get("screen_name") or user.get("id_str"), id_in(other, "accountId")
    if not me or not them:
        return ValueError("it does not say who follows whom")
    return Follow(them, str(me)) if kind == "follower" else Follow(str(me), them)
