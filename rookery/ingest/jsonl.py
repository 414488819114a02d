"""Plain JSON lines: posts in any usual names, deletes, gone accounts and follows.

An array of the same objects, or objects printed over several lines, are read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from rookery.ingest.closed import CLOSING, SIGN
from rookery.ingest.each import each
from rookery.ingest.fields import post_from
from rookery.ingest.json_values import values
from rookery.ingest.names import Plan, check, guess
from rookery.ingest.opened import Part, opened, parts
from rookery.ingest.protocol import LeftOut, Record, Rejecting, rejected
from rookery.post import AccountGone, Delete, Event, Follow, Upsert

ENDINGS = (".jsonl", ".ndjson", ".json")
_NO_OBJECT = "it is no JSON object"
_EVENTS = ("delete", "account_gone", "follow")


def event_from(
    row: Any, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> Event:
    """The event of one JSON object; raises ValueError with the reason where there is none.

    >>> event_from({"delete": "17"})
    Delete(id='17')
    """
    if not isinstance(row, dict):
        raise ValueError(_NO_OBJECT)
    if "id" not in row and "text" not in row:
        for kind in _EVENTS:
            if kind in row:
                return _other_event(kind, row[kind])
    plan = _plan(tuple(row), tuple((mapping or {}).items()))
    fields = {field: row[column] for column, field in plan.fields.items()}
    return Upsert(post_from(fields, source, plan.guessed))


def _other_event(kind: str, value: Any) -> Event:
    if kind == "follow":
        who, whom = (_named(v) for v in value) if _is_pair(value) else (None, None)
        if who and whom:
            return Follow(who, whom)
    elif named := _named(value):
        return Delete(named) if kind == "delete" else AccountGone(named)
    raise ValueError(f"its {kind} is not {_FORMS[kind]}")


_FORMS = {
    "delete": "the id of a post",
    "account_gone": "a handle or the id of an account",
    "follow": "a list of two handles, who and whom",
}


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _named(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


@lru_cache(maxsize=1_000)  # of shapes that records have: in one file there are few
def _plan(columns: tuple[str, ...], mapping: tuple[tuple[str, str], ...]) -> Plan:
    return guess(columns, dict(mapping))


class JsonLines:
    """A source of JSON lines."""

    name = "jsonl"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        check(mapping)
        self._mapping, self._source, self._encoding = mapping, source, encoding
        named = (re.escape(mapping.get(f, f)) for f in ("visibility", *mapping.keys() & CLOSING))
        self._unread = Rejecting("|".join((*named, SIGN)))
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record a value."""
        for found in each(self._parts, self._values):
            if isinstance(found, LeftOut):
                yield found
            elif skip:
                skip -= 1
            else:
                yield self._record(*found)

    def _values(self, part: Part) -> Iterator[tuple[Any, str, str, int]]:
        with opened(part) as file:
            for at, value, raw in values(file, self._encoding):
                yield value, at, raw, file.done()

    def _record(self, value: Any, at: str, raw: str, done: int) -> Record:
        if not isinstance(value, dict):
            error = value if isinstance(value, Exception) else ValueError(_NO_OBJECT)
            return self._unread.rejected(error, at, raw, done)
        try:
            return Record(event_from(value, self._mapping, self._source), None, at, "", done)
        except (ValueError, TypeError, RecursionError) as error:
            return rejected(error, at, raw, done)
