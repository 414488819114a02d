"""What X's API answered, kept in files: v1.1 objects and v2 responses, told apart by shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rookery.errors import BadInput
from rookery.ingest.each import each
from rookery.ingest.json_values import values
from rookery.ingest.jsonl import ENDINGS
from rookery.ingest.opened import Part, opened, parts
from rookery.ingest.protocol import LeftOut, Record, Rejecting, rejected
from rookery.ingest.x_text import is_protected
from rookery.ingest.x_v1 import v1_events
from rookery.ingest.x_v2 import v2_events, v2_post_events
from rookery.post import Event, Upsert

_UNREAD = Rejecting(
    r"""["'](?:protected|followers)["']\s*+:\s*+"""
    r"""(?!false|0\s*[,}]|null|none|["'](?:false|no|0)?["']|[2-9]|\d\d)"""
)
_RESPONSE = ("data", "includes", "errors")
_V2_POST = ("edit_history_tweet_ids", "author_id", "public_metrics", "referenced_tweets")


class XApi:
    """A source of v1.1 objects or v2 responses, one or more a file."""

    name = "x-api"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        refuse_mapping(mapping)
        self._source, self._encoding = source or self.name, encoding
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record an event or reason: a post also gives those that it carries."""
        for found in each(self._parts, self._of_part):
            if skip and isinstance(found, Record):
                skip -= 1
            else:
                yield found

    def _of_part(self, part: Part) -> Iterator[Record]:
        with opened(part) as file:
            for at, value, raw in values(file, self._encoding):
                yield from self._records(value, at, raw, file.done())

    def _as_x_has_it(self, event: Event) -> Event:
        """Under another name nothing else tells that X's terms allow no training on a post."""
        if isinstance(event, Upsert) and self._source != self.name:
            consent = replace(event.post.consent, train="no")
            return Upsert(replace(event.post, consent=consent))
        return event

    def _records(self, value: Any, at: str, raw: str, done: int) -> Iterator[Record]:
        number = 0
        try:
            if isinstance(value, Exception):
                raise value
            for number, event in enumerate(_events(value, self._source), 1):
                if isinstance(event, ValueError):
                    yield reject(event, value, _numbered(at, number), raw, done)
                else:
                    yield Record(self._as_x_has_it(event), None, at, "", done)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            yield reject(error, value, _numbered(at, number + 1), raw, done)


def reject(error: Exception, value: Any, at: str, raw: str, done: int) -> Record:
    """A reject without the words of a protected author, whom the value may bring along."""
    if isinstance(value, Exception):
        return _UNREAD.rejected(error, at, raw, done)
    return rejected(error, at, "" if _has_protected(value) else raw, done)


def _has_protected(value: Any) -> bool:
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if is_protected(one):
                return True
            left += one.values()
        elif isinstance(one, list):
            left += one
    return False


def refuse_mapping(mapping: Mapping[str, str]) -> None:
    """Raises BadInput: X's own forms have their columns."""
    if mapping:
        raise BadInput("--map is for jsonl, csv and parquet: X's own forms are known without it.")


def _numbered(at: str, number: int) -> str:
    """A value may give several reasons, and each stands in the rejects by its own place."""
    return at if number == 1 else f"{at}.{number}"


def _events(row: Any, source: str) -> Iterator[Event | ValueError]:
    if isinstance(row, list):
        for one in row:
            yield from _events(one, source)
    elif not isinstance(row, dict):
        yield ValueError("it is no JSON object")
    elif isinstance(row.get("statuses"), list):  # a v1.1 search
        yield from _events(row["statuses"], source)
    elif any(name in row for name in _RESPONSE) and "id" not in row:
        yield from v2_events(row, source)
    elif any(name in row for name in _V2_POST) and "user" not in row:
        yield from v2_post_events(row, source)
    else:
        yield from v1_events(row, source)
