"""A table's columns to posts in Arrow form, a column at a time.

Gives what `post_from` and `to_arrow` give a row at a time, several times faster: each value is read
by the same reader, and a row in which anything is unusual goes the way of `post_from`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.ingest import closed, values
from rookery.ingest.fields import IN_TEXT, INSTEAD, READERS, post_from
from rookery.post import ARROW, to_arrow

# What a column of the Arrow form cannot hold as it is read: whoever states one is read as a row.
_NESTED = ("counts", "consent", "links", "media", "visibility")
_LISTS = {f.name for f in ARROW if pa.types.is_list(f.type)} - {"media", "visibility"}
_SELDOM_TWICE = ("id", "text", "title", "url")  # the other texts repeat, and are read once each
_TIME = ARROW.field("created_at").type
# microseconds: what Python's datetime can hold
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
_CONTROLS = np.zeros(256, bool)
_CONTROLS[[*range(9), *range(11, 32), 127]] = True


@dataclass(frozen=True, slots=True)
class Read:
    """The posts of a batch of rows, in order, and the rows that are none."""

    posts: pa.RecordBatch  # schema `ARROW`
    rejects: list[tuple[int, ValueError]]  # row, and why


def read_columns(
    columns: Mapping[str, pa.Array], source: str, guessed: frozenset[str] = frozenset()
) -> Read:
    """Posts from columns of equal length, by the field that each fills."""
    n = len(next(iter(columns.values())))
    unusual = np.zeros(n, bool)
    found: dict[str, pa.Array] = {}
    for field, column in columns.items():
        if closes := closed.reader(field):
            unusual |= _read(python_values(column), closes)[1]
        elif field in _NESTED or pa.types.is_struct(column.type):
            unusual |= column.is_valid().to_numpy(zero_copy_only=False)
        else:
            read, refused = _read_column(field, column, field in guessed)
            found[field] = read
            unusual |= refused
    found["source"] = pa.repeat(source, n)
    _complete(found, n, unusual)
    arrays = [found.get(f.name, pa.nulls(n, f.type)) for f in ARROW]
    return _with_rows(
        pa.RecordBatch.from_arrays(arrays, schema=ARROW), columns, source, guessed, unusual
    )


def _read_column(
    field: str, column: pa.Array, guessed: bool
) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """The column as the schema has it, and the rows whose value its reader refuses."""
    kind = ARROW.field(field).type
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    reader = _handle if field == "author" else READERS[field]
    if reader is values.text and pa.types.is_string(column.type):
        return _read_texts(column)
    if reader is values.time and (moments := _moments(column)) is not None:
        return moments, np.zeros(len(column), bool)
    index = None
    if pa.types.is_string(column.type) and field not in _SELDOM_TWICE:
        coded = column.dictionary_encode()
        column, index = coded.dictionary, coded.indices
    stated, refused = _read(python_values(column), reader)
    read = pa.array(stated, kind)
    if index is None:
        there = refused
    else:
        read = read.take(index)
        there = np.append(refused, False)[index.fill_null(len(refused)).to_numpy()]
    return read, np.zeros_like(there) if guessed else there


def _handle(value: Any) -> str | None:
    closed.author(value)
    return values.handle(value)


def _read_texts(column: pa.Array) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """As `_read` by `values.text`, which few texts need: most are whole and clean already."""
    refused = np.zeros(len(column), bool)
    at = _suspicious(column)
    stated, refused[at] = _read(python_values(column.take(pa.array(at))), values.text)
    column = _overlaid(column, at, pa.array(stated, pa.string()))
    silent = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(column)), 0)
    return pc.if_else(silent, pa.scalar(None, pa.string()), column), refused


def _suspicious(column: pa.Array) -> npt.NDArray[np.int64]:
    """Which texts may be too long, not UTF-8 or hold a control that nobody writes."""
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return np.arange(len(column))
    _, offsets, data = column.buffers()
    if data is None:
        return np.zeros(0, np.int64)
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    controls = np.flatnonzero(_CONTROLS[np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]])
    holders = np.searchsorted(ends, controls + ends[0], side="right") - 1
    return np.union1d(holders, np.flatnonzero(np.diff(ends) > values.LONGEST_TEXT))


def _moments(column: pa.Array) -> pa.Array | None:
    """Times as they are kept, where the column has times and all are within the calendar."""
    if not pa.types.is_timestamp(column.type):
        return None
    # moments without a zone are in UTC
    moments = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(_TIME)
    ends = pc.min_max(moments.cast(pa.int64())).as_py()
    fit = (ends["min"] or 0) >= _FIRST and (ends["max"] or 0) <= _LAST
    return moments if fit else None


def _read(
    given: list[Any], reader: Callable[[Any], Any]
) -> tuple[list[Any], npt.NDArray[np.bool_]]:
    """Each value read, None for an empty cell, and which of them the reader refuses."""
    refused = np.zeros(len(given), bool)
    try:
        return [None if values.is_empty(v) else reader(v) for v in given], refused
    except ValueError:
        pass  # some are refused: one by one
    out: list[Any] = []
    for at, value in enumerate(given):
        try:
            out.append(None if values.is_empty(value) else reader(value))
        except ValueError:
            out.append(None)
            refused[at] = True
    return out, refused


def _complete(found: dict[str, pa.Array], n: int, unusual: npt.NDArray[np.bool_]) -> None:
    """What follows from the rest, as `post_from` has it; marks the rows that need more."""
    nothing = pa.nulls(n)
    unusual |= _null(found.get("id", nothing))
    silent = _null(found.get("text", nothing))
    for field in INSTEAD:
        silent &= _null(found.get(field, nothing))
    unusual |= silent
    nameless = _null(found.get("author", nothing))
    for field, column in found.items():
        if field.startswith("author_"):
            unusual |= nameless & ~_null(column)
    for field in ("id", "text"):
        found[field] = found.get(field, nothing).cast(pa.string()).fill_null("")
    for field, sign, find in IN_TEXT:
        kind = ARROW.field(field).type
        column = found.get(field, pa.nulls(n, kind))
        signed = pc.match_substring(found["text"], sign).to_numpy(zero_copy_only=False)
        at = np.flatnonzero(signed & _null(column))
        said = [find(text) for text in found["text"].take(pa.array(at)).to_pylist()]
        if field == "links":
            names = pa.array([[{"url": link.url} for link in links] for links in said], kind)
        else:
            names = pa.array(said, kind)
        found[field] = _overlaid(column, at, names)
    for field in _LISTS & found.keys():  # a list column is null where the post has none
        empty = np.flatnonzero(pc.equal(pc.list_value_length(found[field]), 0).fill_null(False))
        found[field] = _overlaid(found[field], empty, pa.nulls(len(empty), found[field].type))


def _overlaid(column: pa.Array, at: npt.NDArray[np.int64], new: pa.Array) -> pa.Array:
    """`column` with the values of `new` at these places."""
    if not len(at):
        return column
    order = np.arange(len(column))
    order[at] = len(column) + np.arange(len(at))
    return pa.concat_arrays([column, new]).take(pa.array(order))


def _null(column: pa.Array) -> npt.NDArray[np.bool_]:
    missing: npt.NDArray[np.bool_] = column.is_null().to_numpy(zero_copy_only=False)
    return missing


def _with_rows(
    plain: pa.RecordBatch,
    columns: Mapping[str, pa.Array],
    source: str,
    guessed: frozenset[str],
    unusual: npt.NDArray[np.bool_],
) -> Read:
    """`plain` with the unusual rows read one by one."""
    at = np.flatnonzero(unusual)
    if not len(at):
        return Read(plain, [])
    index = pa.array(at)
    given = [python_values(column.take(index)) for column in columns.values()]
    order = np.arange(len(unusual))
    posts, rejects = [], []
    for row, cells in zip(at.tolist(), zip(*given, strict=True), strict=True):
        try:
            posts.append(post_from(dict(zip(columns, cells, strict=True)), source, guessed))
            order[row] = len(unusual) + len(posts) - 1
        except ValueError as error:
            rejects.append((row, error))
            order[row] = -1
    both = pa.concat_batches([plain, to_arrow(posts)])
    return Read(both.take(pa.array(order[order >= 0])), rejects)


def python_values(column: pa.Array) -> list[Any]:
    """The column as Python values; the plain types by NumPy, which is several times quicker."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return python_values(column.dictionary_decode())
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
        return [_python_value(one) for one in column]


def _python_value(one: pa.Scalar) -> Any:
    try:
        return one.as_py()
    except (ValueError, OverflowError):
        return one.as_buffer().to_pybytes() if hasattr(one, "as_buffer") else str(one.value)
