"""A source read to its end, as a test wants to see it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rookery.errors import RookeryError
from rookery.ingest import open_source
from rookery.ingest.protocol import LeftOut, Record
from rookery.post import Event, Post, Upsert


def read(path: Path | str, kind: str | None = None, skip: int = 0, **given: Any) -> list[Record]:
    """Its records; no file may have been left out."""
    records = []
    for one in open_source(kind, str(path), **given).read(skip):
        assert isinstance(one, Record), one
        records.append(one)
    return records


def left_out(path: Path | str, kind: str | None = None, skip: int = 0) -> list[LeftOut]:
    whole = open_source(kind, str(path)).read(skip)
    return [one for one in whole if isinstance(one, LeftOut)]


def events(path: Path | str, kind: str | None = None, **given: Any) -> list[Event]:
    """The events; nothing may have been rejected."""
    records = read(path, kind, **given)
    assert [r.reject for r in records if r.reject] == []
    return [r.event for r in records if r.event]


def posts(path: Path | str, kind: str | None = None, **given: Any) -> list[Post]:
    return [e.post for e in events(path, kind, **given) if isinstance(e, Upsert)]


def rejects(path: Path | str, kind: str | None = None, **given: Any) -> list[str]:
    return [r.reject for r in read(path, kind, **given) if r.reject]


def until_it_breaks(path: Path | str, kind: str | None = None) -> tuple[list[Record], str]:
    """What came before the break, and the sentence about it."""
    records: list[Record] = []
    try:
        for record in open_source(kind, str(path)).read():
            assert isinstance(record, Record), record
            records.append(record)
    except RookeryError as error:
        return records, str(error)
    raise AssertionError("it does not break")


def json_lines(path: Path, rows: Sequence[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path
