"""Parquet: rows whose columns are found by their usual names or by `--map`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rookery.errors import BadInput
from rookery.ingest.fields import post_from
from rookery.ingest.names import Plan, check, plan_table
from rookery.ingest.opened import Part, parts, seekable
from rookery.ingest.protocol import Record, rejected
from rookery.post import Upsert

ENDINGS = (".parquet", ".pq")
_ROWS = 8_192  # at a time


class Parquet:
    """A source of Parquet files."""

    name = "parquet"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        check(mapping)
        self._mapping = mapping
        self._source = source or self.name
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record]:
        """One record a row."""
        for part in self._parts:
            with seekable(part) as bytes_:
                try:
                    file = pq.ParquetFile(bytes_)
                except (pa.ArrowException, OSError) as error:
                    raise BadInput(f"{part.name} is no Parquet file: {_first(error)}.") from None
                rows = file.metadata.num_rows
                if skip < rows:
                    yield from self._file(file, part, skip)
                skip = max(skip - rows, 0)

    def _file(self, file: pq.ParquetFile, part: Part, skip: int) -> Iterator[Record]:
        plan = plan_table(file.schema_arrow.names, self._mapping, part.name)
        columns = list(plan.fields)
        at, groups = _group_of(file, skip)
        try:
            for batch in file.iter_batches(_ROWS, row_groups=groups, columns=columns):
                if at + batch.num_rows > skip:
                    start = max(skip - at, 0)
                    yield from self._batch(batch.slice(start), plan, part, at + start, file)
                at += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise BadInput(f"{part.name} is damaged after row {at:,}: {_first(error)}.") from None

    def _batch(
        self, batch: pa.RecordBatch, plan: Plan, part: Part, at: int, file: pq.ParquetFile
    ) -> Iterator[Record]:
        fields = list(plan.fields.values())
        columns = [_values(batch.column(column)) for column in plan.fields]
        share = (at + batch.num_rows) / max(file.metadata.num_rows, 1)
        done = part.before + int((part.size or 0) * share)
        name = part.name
        for number, row in enumerate(zip(*columns, strict=True), at + 1):
            place = f"{name}:{number}"
            try:
                post = post_from(dict(zip(fields, row, strict=True)), self._source, plan.guessed)
                yield Record(Upsert(post), None, place, "", done)
            except ValueError as error:
                raw = repr(dict(zip(plan.fields, row, strict=True)))
                yield rejected(error, place, raw, done)


def _group_of(file: pq.ParquetFile, skip: int) -> tuple[int, list[int]]:
    """The row that reading begins at, and the row groups from there on."""
    at = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if at + rows > skip:
            return at, list(range(group, file.num_row_groups))
        at += rows
    return at, []


def _values(column: pa.Array) -> list[Any]:
    """The column as Python values; the plain types by NumPy, which is several times quicker."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _values(column.dictionary_decode())
    try:
        if pa.types.is_timestamp(kind):
            # a moment in UTC without its zone, which the reader puts back
            moments = column.cast(pa.timestamp("us", kind.tz), safe=False)
            return list(moments.to_numpy(zero_copy_only=False).astype("M8[us]").tolist())
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return list(column.to_numpy(zero_copy_only=False).tolist())
        if pa.types.is_integer(kind) and not column.null_count:
            return list(column.to_numpy().tolist())
        return list(column.to_pylist())
    except (ValueError, OverflowError, pa.ArrowException):  # not UTF-8, or a moment out of range
        return [_value(one) for one in column]


def _value(one: pa.Scalar) -> Any:
    try:
        return one.as_py()
    except (ValueError, OverflowError):
        return one.as_buffer().to_pybytes() if hasattr(one, "as_buffer") else str(one.value)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")[:200] if str(error) else type(error).__name__
