"""Each source of posts as a stream of events; `open_source` is the one door.

The runner that takes a stream into the store lies in `run.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rookery.errors import BadInput
from rookery.ingest.protocol import Record, Source

__all__ = ["KINDS", "Record", "Source", "open_source"]

KINDS = ("x-archive", "x-api", "jsonl", "csv", "parquet")


def open_source(
    kind: str | None,
    path: str,
    *,
    mapping: Mapping[str, str] | None = None,
    source_name: str | None = None,
    encoding: str = "utf-8",
) -> Source:
    """The source at `path` (`-` is standard input).

    Without a kind, what it is is told from its name or its first bytes. `mapping` gives fields
    their columns, `source_name` is what the posts' source is called in place of the kind,
    `encoding` is of the text where it is not UTF-8. Raises BadInput.
    """
    if kind is None:
        from rookery.ingest.kind import kind_of

        kind = kind_of(path)
    if kind not in KINDS:
        raise BadInput(f"There is no source {kind!r}: it is one of {', '.join(KINDS)}.")
    if source_name is not None and not source_name.strip():
        raise BadInput("--source-name needs a name, such as --source-name intranet.")
    if encoding != "utf-8" and kind == "parquet":
        raise BadInput("--encoding is for text: a Parquet file says itself how it is written.")
    if encoding != "utf-8":
        from rookery.ingest.lines import known_encoding

        known_encoding(encoding)
    return _class(kind)(path, mapping or {}, source_name, encoding)


def _class(kind: str) -> Callable[[str, Mapping[str, str], str | None, str], Source]:
    """Imported when asked for: Arrow takes a while."""
    if kind == "x-archive":
        from rookery.ingest.x_archive import XArchive

        return XArchive
    if kind == "x-api":
        from rookery.ingest.x_api import XApi

        return XApi
    if kind == "csv":
        from rookery.ingest.csv import Csv

        return Csv
    if kind == "parquet":
        from rookery.ingest.parquet import Parquet

        return Parquet
    from rookery.ingest.jsonl import JsonLines

    return JsonLines
