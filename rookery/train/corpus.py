"""Where text comes from: posts of a network's store that may be trained on, and Parquet files.

A source gives its rows in pieces, each with the place up to which it was read, so that a run that
was stopped reads on from there. Nothing is filtered here but by consent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rookery.config import ConsentRow
from rookery.errors import BadInput
from rookery.people import OPERATOR
from rookery.post import Change
from rookery.store.protocol import Store

Kind = Literal["posts", "articles"]
ROWS = pa.schema(
    [
        ("id", pa.string()),  # none: the text has no id, and what it says is its name
        ("thread", pa.string()),  # what is kept back is kept back by whole threads
        ("lang", pa.string()),  # as its source says
        ("title", pa.string()),
        ("text", pa.string()),
    ]
)
NEVER = ("x-api",)  # sources whose terms forbid training, whatever a post or a table says
PIECE = 20_000  # rows: of each all is kept, or nothing, when the process is killed
_LOOKED_UP = 5_000  # ids at once
_COLUMNS = [
    "id", "conversation", "lang", "title", "text", "source", "consent_train", "audience",
    "repost_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows (schema `ROWS`) and the place in the source where the next piece begins."""

    rows: pa.Table
    read: int  # rows of the source, those without consent too
    upto: int


class Source(Protocol):
    """Text of one kind, read in an order that stays."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def total(self) -> int:
        """How many rows it holds, as far as is known."""
        ...

    def pieces(self, after: int = 0) -> Iterator[Piece]: ...


class Posts:
    """Posts of a store whose consent says train, in the order of its feed of changes.

    Lets through what is public, is no repost (those words are somebody else's) and may go into a
    model: by its own word, else by the operator's table for its source.
    """

    name = "store"
    kind: Kind = "posts"

    def __init__(self, store: Store, consent: Mapping[str, ConsentRow], piece: int = PIECE) -> None:
        self._store, self.consent, self._piece = store, consent, piece

    @property
    def total(self) -> int:
        return self._store.stats().posts

    def pieces(self, after: int = 0) -> Iterator[Piece]:
        rows, read = ROWS.empty_table(), 0
        for changes in self.changes(after):
            after = changes[-1].seq
            ids = [c.id for c in changes if c.kind in ("upsert", "consent")]
            rows = pa.concat_tables([rows, self.trainable(ids)])
            read += len(ids)
            if len(rows) >= self._piece:
                yield Piece(rows, read, after)
                rows, read = ROWS.empty_table(), 0
        if len(rows):
            yield Piece(rows, read, after)

    def trainable(self, ids: Sequence[str]) -> pa.Table:
        """Those of these posts that may go into a model, as they are now."""
        rows = self._of(ids)
        rows = rows.filter(_may_train(rows, self.consent))
        thread = pc.coalesce(rows.column("conversation"), rows.column("id"))
        columns = {n: thread if n == "thread" else rows.column(n) for n in ROWS.names}
        return pa.table(columns).cast(ROWS)

    def refused(self, ids: Sequence[str]) -> list[str]:
        """Those of these posts whose author says no to training, or whose source does."""
        rows = self._of(ids)
        no = pc.or_(
            pc.fill_null(pc.equal(rows.column("consent_train"), "no"), False),
            pc.is_in(rows.column("source"), pa.array(NEVER)),
        )
        refused: list[str] = rows.filter(no).column("id").to_pylist()
        return refused

    def last_seq(self) -> int:
        """The number of the store's last change."""
        return self._store.stats().seq

    def changes(self, after: int) -> Iterator[list[Change]]:
        """All that changed since, some at a time."""
        while changes := self._store.changes(after, self._piece):
            after = changes[-1].seq
            yield changes

    def _of(self, ids: Sequence[str]) -> pa.Table:
        found = []
        # a view for each few: a purge waits for those who read
        for start in range(0, len(ids), _LOOKED_UP):
            with self._store.view(OPERATOR) as view:
                at = view.ids(ids[start : start + _LOOKED_UP])
                some = np.array(sorted(at.values()), np.uint64)
                if len(some):
                    found.append(view.column(some, _COLUMNS).select(_COLUMNS))
        if not found:
            return pa.table({name: pa.array([], pa.string()) for name in _COLUMNS})
        return pa.concat_tables(found)


def _may_train(rows: pa.Table, consent: Mapping[str, ConsentRow]) -> pa.Array:
    fallback = consent["default"]
    stated = zip(
        rows.column("consent_train").to_pylist(),
        rows.column("source").to_pylist(),
        rows.column("audience").to_pylist(),
        rows.column("repost_of").to_pylist(),
        strict=True,
    )
    return pa.array(
        [
            (said or consent.get(source, fallback).train) == "yes"
            and source not in NEVER
            and audience == "public"
            and not original
            for said, source, audience, original in stated
        ],
        pa.bool_(),
    )


class Parquet:
    """A file with a column of text and perhaps of titles and ids, which its bringer may train on.

    `most` takes the first so many rows.
    """

    def __init__(
        self,
        path: Path,
        kind: Kind,
        *,
        title: str = "title",
        text: str = "text",
        id_: str = "id",
        most: int | None = None,
        piece: int = PIECE,
    ) -> None:
        self.path, self._kind, self._piece = path, kind, piece
        try:
            with pq.ParquetFile(path) as file:
                columns, held = file.schema_arrow.names, file.metadata.num_rows
        except (OSError, pa.ArrowInvalid) as error:
            raise BadInput(f"{path} is no Parquet file that can be read: {error}.") from None
        if text not in columns:
            known = ", ".join(columns)
            raise BadInput(f"{path} has no column {text!r}: name the one with the text of {known}.")
        self._columns = {"text": text}
        self._columns |= {n: c for n, c in (("title", title), ("id", id_)) if c in columns}
        self._most: int = held if most is None else min(most, held)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def kind(self) -> Kind:
        return self._kind

    @property
    def total(self) -> int:
        return self._most

    def pieces(self, after: int = 0) -> Iterator[Piece]:
        """From row number `after` on."""
        with pq.ParquetFile(self.path) as file:
            groups, at = self._groups_from(file, after)
            batches = file.iter_batches(self._piece, groups, list(self._columns.values()))
            while at < self._most:
                try:
                    batch = next(batches)
                except StopIteration:
                    return
                except (OSError, pa.ArrowInvalid) as error:
                    raise BadInput(f"{self.path} cannot be read: {error}.") from None
                end = at + len(batch)
                if end > after:
                    skip = max(after - at, 0)
                    rows = self._rows(batch.slice(skip, min(end, self._most) - at - skip))
                    yield Piece(rows, len(rows), min(end, self._most))
                at = end

    def _groups_from(self, file: pq.ParquetFile, after: int) -> tuple[list[int], int]:
        """The groups of rows that hold `after` and what follows, and their first row's number."""
        at, first = 0, 0
        for first in range(file.num_row_groups):
            rows = file.metadata.row_group(first).num_rows
            if at + rows > after:
                break
            at += rows
        return list(range(first, file.num_row_groups)), at

    def _rows(self, batch: pa.RecordBatch) -> pa.Table:
        none = pa.nulls(len(batch), pa.string())
        held = {n: batch.column(c).cast(pa.string()) for n, c in self._columns.items()}
        held["thread"] = held.get("id", held.get("title", none))
        return pa.table({name: held.get(name, none) for name in ROWS.names}, schema=ROWS)
