"""What X's API answered, kept in files: v1.1 objects and v2 responses, one JSON value a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rookery.ingest.jsonl import ENDINGS, RAW
from rookery.ingest.opened import lines, opened, parts, place
from rookery.ingest.protocol import Record
from rookery.ingest.x_posts import v1_events, v2_events
from rookery.post import Event


class XApi:
    """A source of v1.1 objects or v2 pages, told apart by their shape."""

    name = "x-api"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        self._source, self._encoding = source or self.name, encoding
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record an event: a repost also gives the post that it carries."""
        for part in self._parts:
            with opened(part) as (stream, raw):
                for number, line in lines(stream, part.name, self._encoding):
                    if isinstance(line, str) and not line.strip():
                        continue
                    for record in self._records(line, f"{part.name}:{number}", place(raw, part)):
                        if skip:
                            skip -= 1
                        else:
                            yield record

    def _records(self, line: str | ValueError, at: str, done: int) -> Iterator[Record]:
        raw = line[:RAW] if isinstance(line, str) else ""
        try:
            if isinstance(line, ValueError):
                raise line
            for event in _events(json.loads(line), self._source):
                if isinstance(event, ValueError):
                    yield Record(None, str(event), at, raw, done)
                else:
                    yield Record(event, None, at, "", done)
        except json.JSONDecodeError as error:
            yield Record(None, f"it is not JSON: {error.msg}", at, raw, done)
        except (ValueError, RecursionError) as error:
            yield Record(None, str(error), at, raw, done)
        except (TypeError, KeyError, AttributeError) as error:
            yield Record(None, f"it is not as X's API writes it: {error!r}", at, raw, done)


def _events(row: Any, source: str) -> Iterator[Event | ValueError]:
    if isinstance(row, list):
        for one in row:
            yield from _events(one, source)
    elif not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    elif "data" in row or "errors" in row or "includes" in row:
        yield from v2_events(row, source)
    elif "status_withheld" in row or "user_withheld" in row:
        raise ValueError("a notice that something is withheld, and no post")
    else:
        yield from v1_events(row, source)
