"""Parquet: rows whose columns are found by their usual names or by `--map`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from rookery.errors import BadInput
from rookery.ingest import values
from rookery.ingest.columns import python_values, read_columns
from rookery.ingest.each import each
from rookery.ingest.fields import READERS
from rookery.ingest.names import Plan, check, plan_table
from rookery.ingest.opened import Part, parts, seekable
from rookery.ingest.protocol import CutShort, LeftOut, Record, Table, rejected
from rookery.post import Upsert, from_arrow

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

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record a row."""
        for table in self.tables(skip):
            if isinstance(table, LeftOut):
                yield table
                continue
            posts = iter(from_arrow(table.posts))
            refused = dict(table.rejects)
            for row in range(table.records):
                yield refused.get(row) or Record(
                    Upsert(next(posts)), None, f"{table.file}:{table.first + row}", "", table.done
                )

    def tables(self, skip: int = 0) -> Iterator[Table | LeftOut]:
        def of(part: Part) -> Iterator[Table]:
            nonlocal skip
            with seekable(part) as bytes_:
                if not bytes_.seek(0, os.SEEK_END):
                    return
                try:
                    file = pq.ParquetFile(bytes_)
                except (pa.ArrowException, OSError) as error:
                    raise BadInput(f"{part.name} is no Parquet file: {_first(error)}.") from None
                plan = plan_table(file.schema_arrow.names, self._mapping, part.name)
                rows = file.metadata.num_rows
                here, skip = min(skip, rows), max(skip - rows, 0)
                if here < rows:
                    yield from self._file(file, plan, part, here)

        return each(self._parts, of)

    def _file(self, file: pq.ParquetFile, plan: Plan, part: Part, skip: int) -> Iterator[Table]:
        _refuse_rounded(file.schema_arrow, plan, part.name)
        columns = list(plan.fields)
        at, groups = _group_of(file, skip)
        try:
            for batch in file.iter_batches(_ROWS, row_groups=groups, columns=columns):
                if at + batch.num_rows > skip:
                    start = max(skip - at, 0)
                    yield self._table(batch.slice(start), plan, part, at + start, file)
                at += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise CutShort(
                f"{part.name} is damaged after row {at:,}: {_first(error)}.",
                file.metadata.num_rows - max(at, skip),
            ) from None

    def _table(
        self, batch: pa.RecordBatch, plan: Plan, part: Part, at: int, file: pq.ParquetFile
    ) -> Table:
        columns = {field: batch.column(column) for column, field in plan.fields.items()}
        read = read_columns(columns, self._source, plan.guessed)
        share = (at + batch.num_rows) / max(file.metadata.num_rows, 1)
        done = part.before + int((part.size or 0) * share)
        rejects = []
        for row, error in read.rejects:
            cells = {
                name: python_values(batch.column(name).slice(row, 1))[0] for name in plan.fields
            }
            rejects.append((row, rejected(error, f"{part.name}:{at + row + 1}", repr(cells), done)))
        return Table(read.posts, rejects, batch.num_rows, done, part.name, at + 1)


def _refuse_rounded(schema: pa.Schema, plan: Plan, name: str) -> None:
    """Raises BadInput for ids in floats so small that they make one of many."""
    for column, field in plan.fields.items():
        kind = schema.field(column).type
        if READERS.get(field) is values.ident and (
            pa.types.is_float16(kind) or pa.types.is_float32(kind)
        ):
            raise BadInput(
                f"The {field} of {name} is a column of {kind}, which rounds ids of more than a few "
                "digits: write it as text or as whole numbers."
            )


def _group_of(file: pq.ParquetFile, skip: int) -> tuple[int, list[int]]:
    """The row that reading begins at, and the row groups from there on."""
    at = 0
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if at + rows > skip:
            return at, list(range(group, file.num_row_groups))
        at += rows
    return at, []


def _first(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")[:200] if str(error) else type(error).__name__
