"""Plain JSON lines: posts in any usual names, deletes, gone accounts and follows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rookery.ingest.fields import plan, post_from
from rookery.ingest.opened import lines, opened, parts, place
from rookery.ingest.protocol import Record
from rookery.post import AccountGone, Delete, Event, Follow, Upsert

RAW = 2_000  # characters of a rejected record that are kept
ENDINGS = (".jsonl", ".ndjson", ".json")


def event_from(
    row: Any, mapping: Mapping[str, str] | None = None, source: str | None = None
) -> Event:
    """The event of one JSON object; raises ValueError with the reason where there is none.

    >>> event_from({"delete": "17"})
    Delete(id='17')
    """
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    match row:
        case {"delete": str() | int() as id_} if not isinstance(id_, bool):
            return Delete(str(id_))
        case {"account_gone": str() as author} if author:
            return AccountGone(author)
        case {"follow": [str() as who, str() as whom]} if who and whom:
            return Follow(who, whom)
        case {"delete": _} | {"account_gone": _} | {"follow": _}:
            raise ValueError("its delete, account_gone or follow is not of the form it should be")
    named = plan(list(row), {f: c for f, c in (mapping or {}).items() if c in row})
    return Upsert(post_from({field: row[column] for column, field in named.items()}, source))


class JsonLines:
    """A source of JSON lines."""

    name = "jsonl"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        plan([], mapping)  # names a field that is not there at once
        self._mapping, self._source, self._encoding = mapping, source, encoding
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record a line that is not empty."""
        for part in self._parts:
            with opened(part) as (stream, raw):
                for number, line in lines(stream, part.name, self._encoding):
                    if isinstance(line, str) and not line.strip():
                        continue
                    if skip:
                        skip -= 1
                        continue
                    yield self._record(line, f"{part.name}:{number}", place(raw, part))

    def _record(self, line: str | ValueError, at: str, done: int) -> Record:
        try:
            if isinstance(line, ValueError):
                raise line
            return Record(
                event_from(json.loads(line), self._mapping, self._source), None, at, "", done
            )
        except json.JSONDecodeError as error:
            return Record(None, f"it is not JSON: {error.msg}", at, str(line)[:RAW], done)
        except RecursionError:
            return Record(None, "it is not JSON that anyone wrote: too deep", at, "", done)
        except ValueError as error:
            raw = line[:RAW] if isinstance(line, str) else ""
            return Record(None, str(error), at, raw, done)
