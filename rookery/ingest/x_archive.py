"""The archive that X sends a person of their own account: the zip, or the folder it unpacks to.

Read are posts (in several parts, old and new names), long posts, deleted ones, and follows.
Direct messages are never opened.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rookery.errors import BadInput
from rookery.ingest.jsonl import RAW
from rookery.ingest.protocol import Record
from rookery.ingest.x_posts import v1_events
from rookery.post import Delete, Event, Follow

_POSTS = re.compile(r"(?:^|/)data/(?:tweets?|community-tweets?)(?:-part\d+)?\.js$")
_DELETED = re.compile(r"(?:^|/)data/deleted-tweets?(?:-part\d+)?\.js$")
_NOTES = re.compile(r"(?:^|/)data/note-tweets?(?:-part\d+)?\.js$")
_FOLLOWS = re.compile(r"(?:^|/)data/(follower|following)(?:-part\d+)?\.js$")
_HEAD = re.compile(r"\s*window\.YTD\.[\w.]+\s*=\s*")
_BIGGEST = 1_000_000_000  # bytes of one file unpacked
_SWELL = 200  # times its packed size: text packs 10 times, a bomb 1,000


class XArchive:
    """A source of one account's archive."""

    name = "x-archive"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        self._source = source or self.name
        self._files = _Files(path)
        self._order = sorted(
            (rank, name)
            for name in self._files.sizes
            for rank, pattern in enumerate((_POSTS, _NOTES, _DELETED, _FOLLOWS))
            if pattern.search(name)
        )
        if not any(rank in (0, 1) for rank, _ in self._order):
            raise BadInput(f"{path} is no X archive: it has no data/tweets.js.")
        self.total = sum(self._files.sizes[name] for _, name in self._order)

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record an event, posts first."""
        user = self._user()
        notes = self._notes()
        done = 0
        for rank, name in self._order:
            done += self._files.sizes[name]
            if rank == 1:
                continue  # long texts go into the posts they belong to
            for number, row in enumerate(self._rows(name), 1):
                for record in self._records(rank, row, user, notes, f"{Path(name).name}:{number}"):
                    if skip:
                        skip -= 1
                        continue
                    yield Record(record.event, record.reject, record.at, record.raw, done)

    def _records(
        self, rank: int, row: Any, user: Mapping[str, Any], notes: Mapping[str, str], at: str
    ) -> Iterator[Record]:
        try:
            for event in self._events(rank, row, user, notes):
                yield Record(event, None, at, "", 0)
        except ValueError as error:
            yield Record(None, str(error), at, json.dumps(row)[:RAW], 0)
        except (TypeError, KeyError, AttributeError) as error:
            reason = f"it is not as X's archive writes it: {error!r}"
            yield Record(None, reason, at, json.dumps(row)[:RAW], 0)

    def _events(
        self, rank: int, row: Any, user: Mapping[str, Any], notes: Mapping[str, str]
    ) -> Iterator[Event]:
        if rank == 0:
            tweet = dict(row.get("tweet", row))
            tweet.setdefault("user", user)
            tweet["full_text"] = notes.get(
                str(tweet.get("full_text"))[:_STEM], tweet.get("full_text")
            )
            yield from v1_events(tweet, self._source)
        elif rank == 2:
            tweet = row.get("tweet", row)
            yield Delete(str(tweet.get("id_str") or tweet["id"]))
        else:
            kind, other = next(iter(row.items()))
            me, them = str(user.get("screen_name") or "me"), _handle(other)
            yield Follow(them, me) if kind == "follower" else Follow(me, them)

    def _user(self) -> dict[str, Any]:
        """Whose archive it is, as the API would show them."""
        account = self._first("data/account.js", "account")
        profile = self._first("data/profile.js", "profile").get("description") or {}
        return {
            "screen_name": account.get("username"),
            "id_str": account.get("accountId"),
            "name": account.get("accountDisplayName"),
            "description": profile.get("bio"),
        }

    def _first(self, ending: str, key: str) -> dict[str, Any]:
        for name in self._files.sizes:
            if name.endswith(ending):
                for row in self._rows(name):
                    return dict(row.get(key) or {})
        return {}

    def _notes(self) -> dict[str, str]:
        """Long texts by the beginning that stands in the post itself."""
        out: dict[str, str] = {}
        for rank, name in self._order:
            if rank == 1:
                for row in self._rows(name):
                    text = ((row.get("noteTweet") or {}).get("core") or {}).get("text")
                    if isinstance(text, str):
                        out[text[:_STEM]] = text
        return out

    def _rows(self, name: str) -> list[Any]:
        text = self._files.text(name)
        try:
            rows = json.loads(_HEAD.sub("", text, count=1))
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{name} in the archive is damaged: {error}.") from None
        return rows if isinstance(rows, list) else [rows]


_STEM = 200  # characters by which a long text and its post are known to belong together


def _handle(other: Mapping[str, Any]) -> str:
    """X's archive gives followers by id and by an address with the id in it, never a handle."""
    return f"id{other['accountId']}"


class _Files:
    """The files of a zip or of a folder, by name."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).expanduser()
        if not self._path.exists():
            raise BadInput(f"There is no file or folder {path}.")
        self._zip: zipfile.ZipFile | None = None
        if self._path.is_dir():
            files = [f for f in self._path.rglob("*.js") if f.is_file()]
            self.sizes = {
                "/" + f.relative_to(self._path).as_posix(): f.stat().st_size for f in files
            }
            return
        try:
            self._zip = zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, OSError):
            raise BadInput(
                f"{path} is no whole zip file: fetch the archive from X once more."
            ) from None
        self.sizes = {}
        for info in self._zip.infolist():
            if info.file_size > max(_SWELL * info.compress_size, 1_000_000) or (
                info.file_size > _BIGGEST
            ):
                raise BadInput(f"{info.filename} in {path} unpacks to far too much: not read.")
            self.sizes["/" + info.filename] = info.file_size

    def text(self, name: str) -> str:
        try:
            if self._zip is None:
                return (self._path / name[1:]).read_text("utf-8", "replace")
            return self._zip.read(name[1:]).decode("utf-8", "replace")
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise BadInput(f"{name[1:]} in {self._path.name} is damaged: {error}.") from None
