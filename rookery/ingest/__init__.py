"""Each source of posts as a stream of events; `open_source` is the one door.

The runner that takes a stream into the store lies in `run.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from rookery.errors import BadInput
from rookery.ingest.protocol import Record, Source

__all__ = ["KINDS", "Record", "Source", "open_source"]

KINDS = ("x-archive", "x-api", "jsonl", "csv", "parquet")


def open_source(
    kind: str | None,
    path: str,
    *,
    mapping: Mapping[str, str],
    source_name: str | None = None,
    encoding: str = "utf-8",
) -> Source:
    """The source at `path` (`-` is standard input); without a kind, by what the file looks like."""
    kind = kind or _kind(path)
    return _class(kind)(path, mapping, source_name, encoding)


def _class(kind: str) -> Callable[[str, Mapping[str, str], str | None, str], Source]:
    if kind == "x-archive":
        from rookery.ingest.x_archive import XArchive

        return XArchive
    if kind == "x-api":
        from rookery.ingest.x_api import XApi

        return XApi
    if kind == "jsonl":
        from rookery.ingest.jsonl import JsonLines

        return JsonLines
    from rookery.ingest.tabular import Csv, Parquet

    return Csv if kind == "csv" else Parquet


def _kind(path: str) -> str:
    from rookery.ingest.opened import bare_ending

    if path == "-":
        return "jsonl"
    place = Path(path).expanduser()
    if not place.exists():
        raise BadInput(f"There is no file or folder {path}.")
    if place.is_dir():
        if (place / "data").is_dir():
            return "x-archive"
        found = [bare_ending(f) for f in sorted(place.rglob("*")) if f.is_file()]
        place = Path(f"x{next((e for e in found if e in _BY_ENDING), '')}")
    kind = _BY_ENDING.get(bare_ending(place))
    if kind is None:
        raise BadInput(f"What {path} is cannot be told from its name: say {', '.join(KINDS)}.")
    if kind == "jsonl" and place.is_file() and _from_x(place):
        return "x-api"
    return kind


_BY_ENDING = {
    ".zip": "x-archive",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}


def _from_x(path: Path) -> bool:
    """Whether the first line is an object of X's API."""
    import json

    from rookery.ingest.opened import Part, lines, opened

    try:
        with opened(Part(path)) as (stream, _):
            first = next((line for _, line in lines(stream, path.name, "utf-8")), "")
            row = json.loads(first) if isinstance(first, str) else None
    except (ValueError, BadInput):
        return False
    return isinstance(row, dict) and (
        ("id_str" in row and "user" in row) or ("data" in row and "id" not in row)
    )
