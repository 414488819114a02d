"""CSV and Parquet: rows whose columns are found by their usual names or by `--map`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from rookery.errors import BadInput
from rookery.ingest.fields import plan, post_from
from rookery.ingest.jsonl import RAW
from rookery.ingest.opened import Part, opened, parts, place
from rookery.ingest.protocol import Record
from rookery.post import Upsert

_ROWS = 8_192  # of Parquet at a time


def _planned(columns: list[str], mapping: Mapping[str, str], name: str) -> list[tuple[int, str]]:
    """Which column fills which field; raises BadInput where none holds the words."""
    named = plan(columns, mapping)
    if not {"text", "title"} & set(named.values()):
        raise BadInput(
            f"{name} has no column that looks like the text; its columns are "
            f"{', '.join(columns[:30])}: name it with --map text=COLUMN."
        )
    return [(columns.index(column), field) for column, field in named.items()]


class _Table:
    """What CSV and Parquet share: a row of values becomes a record."""

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        plan([], mapping)
        self._mapping, self._encoding = mapping, encoding
        self._source = source or self.name
        self._parts, self.total = parts(path, (self.ending,))

    name = ""
    ending = ""

    def _record(self, values: Mapping[str, Any], at: str, done: int) -> Record:
        try:
            return Record(Upsert(post_from(values, self._source)), None, at, "", done)
        except (ValueError, TypeError) as error:
            return Record(None, str(error), at, repr(dict(values))[:RAW], done)


class Csv(_Table):
    """A source of comma-separated values, the first row naming the columns."""

    name = "csv"
    ending = ".csv"

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record a row."""
        for part in self._parts:
            with opened(part) as (stream, raw):
                for at, row, named in self._rows(stream, part):
                    if skip:
                        skip -= 1
                        continue
                    done = place(raw, part)
                    if isinstance(row, str):
                        yield Record(None, row, at, "", done)
                    else:
                        yield self._record({field: row[i] for i, field in named}, at, done)

    def _rows(
        self, stream: IO[bytes], part: Part
    ) -> Iterator[tuple[str, list[str] | str, list[tuple[int, str]]]]:
        encoding = "utf-8-sig" if self._encoding == "utf-8" else self._encoding
        try:
            text = io.TextIOWrapper(cast(io.BufferedReader, stream), encoding, newline="")
        except LookupError:
            raise BadInput(
                f"There is no encoding {encoding!r}: utf-8 and latin-1 are common."
            ) from None
        csv.field_size_limit(10_000_000)
        rows = csv.reader(text)
        try:
            columns = next(rows, None)
            if columns is None:
                raise BadInput(f"{part.name} is empty.")
            named = _planned(columns, self._mapping, part.name)
            while True:
                try:
                    row = next(rows)
                except csv.Error as error:
                    yield f"{part.name}:{rows.line_num}", f"it is no CSV row: {error}", named
                    continue
                except StopIteration:
                    return
                at = f"{part.name}:{rows.line_num}"
                if len(row) != len(columns):
                    if row:
                        reason = f"it has {len(row)} values for {len(columns)} columns"
                        yield at, reason, named
                    continue
                yield at, row, named
        except UnicodeDecodeError as error:
            raise BadInput(
                f"{part.name} is not in {self._encoding} (after line {rows.line_num}: "
                f"{error.reason}): say which with --encoding, such as latin-1."
            ) from None


class Parquet(_Table):
    """A source of Parquet files."""

    name = "parquet"
    ending = ".parquet"

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record a row."""
        for part in self._parts:
            if part.path is None:
                raise BadInput("Parquet cannot be read from standard input: give it as a file.")
            try:
                file = pq.ParquetFile(part.path, memory_map=True)
            except (pa.ArrowInvalid, OSError) as error:
                raise BadInput(f"{part.name} is no Parquet file: {_first(error)}.") from None
            yield from self._file(file, part, skip)
            skip = max(skip - file.metadata.num_rows, 0)

    def _file(self, file: Any, part: Part, skip: int) -> Iterator[Record]:
        named = _planned(list(file.schema_arrow.names), self._mapping, part.name)
        columns = [file.schema_arrow.names[i] for i, _ in named]
        fields = [field for _, field in named]
        rows, size = file.metadata.num_rows, part.path.stat().st_size if part.path else 0
        at = 0
        try:
            for batch in file.iter_batches(_ROWS, columns=columns):
                lists = [batch.column(c).to_pylist() for c in columns]
                done = part.before + size * min(at + batch.num_rows, rows) // max(rows, 1)
                for values in zip(*lists, strict=True):
                    at += 1
                    if at > skip:
                        row = dict(zip(fields, values, strict=True))
                        yield self._record(row, f"{part.name}:{at}", done)
        except (pa.ArrowInvalid, OSError) as error:
            raise BadInput(f"{part.name} is damaged after row {at:,}: {_first(error)}.") from None


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")[:200]
