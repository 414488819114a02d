"""What a source of posts looks like: a stream of records, each an event or a reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import pyarrow as pa

from rookery.errors import BadInput
from rookery.post import Event, Post, Upsert

RAW = 2_000  # characters of a rejected record that are kept


@dataclass(frozen=True, slots=True)
class Record:
    """One thing read."""

    event: Event | None  # of a reject only that its post is not for everybody any more
    reject: str | None  # why it cannot go in
    at: str  # where it stood, "posts.jsonl:17"
    raw: str  # as read, cut at `RAW`; empty where there is an event, or where it was not public
    done: int  # bytes of the whole input read so far, for progress


@dataclass(frozen=True, slots=True)
class Table:
    """Many rows read at once."""

    posts: pa.RecordBatch  # schema `ARROW`, in order
    rejects: Sequence[tuple[int, Record]]  # which row of these, and the record that says why not
    records: int  # rows in all
    done: int  # as a record's
    file: str
    first: int  # number of the first row in its file, from 1


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One file of several that could not be read, or not to its end."""

    file: str
    why: str  # one sentence
    passed: int = 0  # records of it that were not given, and count as given where a run goes on


class CutShort(BadInput):
    """An input that breaks in its midst, where it is known how many records it had."""

    def __init__(self, sentence: str, missing: int) -> None:
        super().__init__(sentence)
        self.missing = missing


class Closed(ValueError):
    """A record that not everybody may read: its words are kept nowhere, not even as a reject.

    It says all the same that its post is hidden from here on: by `state`, which has no words.
    """

    state: Post | None = None


class Rejecting:
    """Rejects records of which no more than their text is known, and keeps none that may be closed.

    `sign` is a pattern that such a record has somewhere; one that is cut may have it further on.
    """

    def __init__(self, sign: str) -> None:
        self._sign = re.compile(sign, re.IGNORECASE)

    def rejected(self, error: Exception, at: str, raw: str, done: int) -> Record:
        if len(raw) >= RAW or self._sign.search(raw):
            error = Closed(reason(error))
        return rejected(error, at, raw, done)


def rejected(error: Exception, at: str, raw: str, done: int) -> Record:
    """The record that says why not."""
    if not isinstance(error, Closed):
        return Record(None, reason(error), at, raw[:RAW], done)
    return Record(Upsert(error.state) if error.state else None, reason(error), at, "", done)


def reason(error: Exception) -> str:
    """What is wrong with a record, in words."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply for anyone to have written it"
    if isinstance(error, TypeError | KeyError | AttributeError | IndexError):
        return f"a part of it is not of the form it should be ({error})"
    return str(error)


class Source(Protocol):
    """Records in an order that is the same each time, so that a run can go on where it stopped."""

    @property
    def name(self) -> str:
        """x-archive, x-api, jsonl, csv or parquet."""

    @property
    def total(self) -> int | None:
        """Bytes in all; `None` where that is not known (standard input)."""

    def read(self, skip: int = 0) -> Iterator[Record | LeftOut]:
        """Records after the first `skip`, and which files were left out.

        Raises BadInput where the input itself breaks.
        """


@runtime_checkable
class Mapped(Source, Protocol):
    """A source that knows only at its end whether it had the columns that were named."""

    @property
    def unmapped(self) -> Sequence[str]:
        """A sentence for each that no record read so far had."""


@runtime_checkable
class Columnar(Source, Protocol):
    """A source whose rows lie in columns: the same records, many times quicker."""

    def tables(self, skip: int = 0) -> Iterator[Table | LeftOut]:
        """As `read`, some thousand records at a time."""
