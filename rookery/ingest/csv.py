"""CSV: rows whose columns are found by their usual names or by `--map`."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from rookery.errors import BadInput
from rookery.ingest import closed
from rookery.ingest.each import each
from rookery.ingest.fields import post_from
from rookery.ingest.lines import LONGEST, Line, lines
from rookery.ingest.names import Plan, check, plan_table
from rookery.ingest.opened import Part, opened, parts
from rookery.ingest.protocol import RAW, Closed, LeftOut, Record, rejected
from rookery.post import Upsert

ENDINGS = (".csv", ".tsv")
_SIGNS = ",;\t|"

Row = tuple[int, list[str] | ValueError, str]
"""The number of its first line, its values or why there are none, and its text."""


class Csv:
    """A source of rows; the first one names the columns."""

    name = "csv"

    def __init__(
        self, path: str, mapping: Mapping[str, str], source: str | None, encoding: str
    ) -> None:
        check(mapping)
        self._mapping, self._encoding = mapping, encoding
        self._source = source or self.name
        self._parts, self.total = parts(path, ENDINGS)

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """One record a row."""
        for found in each(self._parts, self._rows):
            if isinstance(found, LeftOut):
                yield found
            elif skip:
                skip -= 1
            else:
                yield self._record(*found)

    def _rows(self, part: Part) -> Iterator[tuple[_Columns, Row, str, int]]:
        with opened(part) as file:
            rows = _Rows(lines(file, self._encoding))
            names = rows.columns(file.name)
            if not names:
                return
            columns = _Columns(names, plan_table(names, self._mapping, file.name))
            for row in rows.read():
                yield columns, row, file.name, file.done()

    def _record(self, columns: _Columns, row: Row, name: str, done: int) -> Record:
        number, values, raw = row
        at = f"{name}:{number}"
        try:
            fields = columns.fields(values)
        except ValueError as error:  # who may read it cannot be told, where anything tells that
            unread = Closed(str(error)) if columns.tell_who_may_read else error
            return rejected(unread, at, raw, done)
        try:
            post = post_from(fields, self._source, columns.plan.guessed)
            return Record(Upsert(post), None, at, "", done)
        except ValueError as error:
            return rejected(error, at, raw, done)


class _Columns:
    """The columns of one file, and which fields they fill."""

    def __init__(self, names: list[str], plan: Plan) -> None:
        self.names, self.plan = names, plan

    @property
    def tell_who_may_read(self) -> bool:
        return any(f == "visibility" or closed.reader(f) for f in self.plan.fields.values())

    def fields(self, row: list[str] | ValueError) -> dict[str, str]:
        """Raises ValueError where the row does not fit."""
        if isinstance(row, ValueError):
            raise row
        width = len(self.names)
        if len(row) != width and (len(row) < width or any(row[width:])):
            raise ValueError(f"it has {len(row)} values for {width} columns")
        named = dict(zip(self.names, row, strict=False))
        return {field: named[column] for column, field in self.plan.fields.items()}


class _Rows:
    """Rows of values from lines; where a row is broken, only its first line is lost to it."""

    def __init__(self, source: Iterator[Line]) -> None:
        csv.field_size_limit(LONGEST)
        self._source = source
        self._again: deque[Line] = deque()  # lines of a broken row after its first
        self._taken: list[Line] = []  # lines of the row at hand
        self._sign = ","

    def columns(self, name: str) -> list[str]:
        """The names in the first row, which also tells what stands between values; none where
        there is no row at all.
        """
        first = next((line for line in self._source if not line[1].isspace()), None)
        if first is None:
            return []
        if first[2]:
            raise BadInput(f"{name} has no row of column names: {first[2]}.")
        self._sign = max(_SIGNS, key=lambda sign: _outside_quotes(first[1]).count(sign))
        self._again.append(first)
        _, row, _ = next(self.read())
        if isinstance(row, ValueError):
            raise BadInput(f"{name} has no row of column names: {row}.")
        return [column.strip() for column in row]

    def read(self) -> Iterator[Row]:
        reader = self._reader()
        while True:
            self._taken.clear()
            try:
                row = next(reader)
            except StopIteration:
                if not self._taken:
                    return
                continue
            except csv.Error as error:
                first, *rest = self._taken
                self._again.extendleft(reversed(rest))
                yield first[0], ValueError(f"it is no CSV row: {error}"), first[1][:RAW]
                reader = self._reader()  # the old one may stand within a quote
                continue
            bad = next((wrong for _, _, wrong in self._taken if wrong), None)
            number, text = self._taken[0][0], self._taken[0][1]
            if bad:
                yield number, ValueError(bad), text[:RAW]
            elif row:
                raw = text if len(self._taken) == 1 else "".join(t for _, t, _ in self._taken)
                yield number, row, raw[:RAW]

    def _reader(self) -> Any:
        return csv.reader(self._lines(), delimiter=self._sign, strict=True)

    def _lines(self) -> Iterator[str]:
        """Lines for the reader, noted as they go; a line that is bad is a row of its own."""
        while True:
            line = self._again.popleft() if self._again else next(self._source, None)
            if line is None:
                return
            self._taken.append(line)
            yield "\n" if line[2] else line[1]


def _outside_quotes(text: str) -> str:
    return "".join(text.split('"')[::2])
