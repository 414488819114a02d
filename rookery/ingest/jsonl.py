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
from rookery.ingest.fields import in_words_of_none, post_from
from rookery.ingest.json_values import values as values_in
from rookery.ingest.mastodon import in_our_names
from rookery.ingest.names import BESIDE, Plan, check, closes, guess, listed
from rookery.ingest.opened import Part, opened, parts
from rookery.ingest.other_events import EVENTS, other_event
from rookery.ingest.protocol import LeftOut, Record, Rejecting, rejected
from rookery.post import Event, Upsert

ENDINGS = (".jsonl", ".ndjson", ".json")
_NO_OBJECT = "it is no JSON object"


def event_from(
    row: Any, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> Event:
    """The event of one JSON object; raises ValueError with the reason where there is none.

    >>> event_from({"delete": "17"})
    Delete(id='17')
    """
    if not isinstance(row, dict):
        raise ValueError(_NO_OBJECT)
    mapping = mapping or {}
    given, row = row, _with_paths(in_our_names(row), mapping)
    plan = _plan(tuple(row), tuple(mapping.items()))
    fields = {field: row[column] for column, field in plan.fields.items()}
    fields |= _on_the_way(row, mapping)
    try:
        other = other_event(given, fields.get("id"), worded="text" in fields)
    except ValueError as error:
        raise in_words_of_none(error, fields, source) from None
    if other is not None:
        return other
    if "id" in mapping and mapping["id"] not in plan.fields:  # one that is made would be another
        raise ValueError(f"it has no {mapping['id']!r}, which --map names for its id")
    return Upsert(post_from(fields, source, plan.guessed))


def _with_paths(row: Mapping[str, Any], mapping: Mapping[str, str]) -> Mapping[str, Any]:
    """The record with what `mapping` names by a path, such as `record.text`, beside the rest."""
    inner = {}
    for column in mapping.values():
        if "." in column and column not in row and (found := _at(row, column)) is not None:
            inner[column] = found
    return {**row, **inner} if inner else row


def _on_the_way(row: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """The objects that a path of `mapping` leads through, without what it takes of them: the rest
    may say that the post is closed.
    """
    found: dict[str, Any] = {}
    for field, column in mapping.items():
        steps = column.split(".")
        there = _at(row, column) is not None
        for n in range(1, len(steps)):
            path = ".".join(steps[:n])
            name = f"author{BESIDE}{path}"
            one = found.get(name, _at(row, path))
            if isinstance(one, Mapping):
                taken = {k for k in one if there and (k == steps[n] or closes(field, str(k)))}
                found[name] = {k: v for k, v in one.items() if k not in taken}
    return found


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


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
        self._unseen = dict(mapping)  # what no record has had so far
        self._first: list[str] = []  # columns of the first record

    @property
    def unmapped(self) -> list[str]:
        """A sentence for each column that was named and that no record read so far had."""
        if not self._first:
            return []
        return [
            f"--map {field}={column}: no record has a column {column!r}; the first has "
            f"{listed(self._first)}."
            for field, column in self._unseen.items()
        ]

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record a value."""
        for found in each(self._parts, self._values):
            if isinstance(found, LeftOut):
                yield found
                continue
            if self._unseen:
                self._look(found[0])
            if skip:
                skip -= 1
            else:
                yield self._record(*found)

    def _look(self, value: Any) -> None:
        """Strike off what this record has of the columns that were named."""
        if not isinstance(value, dict) or any(kind in value for kind in EVENTS):
            return
        self._first = self._first or list(value)
        for field, column in [*self._unseen.items()]:
            if column in value or _at(value, column) is not None:
                del self._unseen[field]

    def _values(self, part: Part) -> Iterator[tuple[Any, str, str, int]]:
        with opened(part) as file:
            for at, value, raw in values_in(file, self._encoding):
                yield value, at, raw, file.done()

    def _record(self, value: Any, at: str, raw: str, done: int) -> Record:
        if not isinstance(value, dict):
            error = value if isinstance(value, Exception) else ValueError(_NO_OBJECT)
            return self._unread.rejected(error, at, raw, done)
        try:
            return Record(event_from(value, self._mapping, self._source), None, at, "", done)
        except (ValueError, TypeError, RecursionError) as error:
            return rejected(error, at, raw, done)
