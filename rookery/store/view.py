"""The store at one moment, as one reader may see it. Nothing is read but through a view."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.people import Reader
from rookery.post import ARROW, Post, from_arrow
from rookery.store.forward import Forward
from rookery.store.frequency import TermStats
from rookery.store.rows import Addresses, Gathered
from rookery.store.sql import all_of, any_stem, micros, plan, quote, ranking, sql
from rookery.store.where import And, Is, Not, Or, Where, Word

_EVERY = 2**31 - 1  # a limit that limits nothing


class LanceView:
    """Rows of one version, filtered by what the reader may read."""

    def __init__(
        self, dataset: Any, forward: Forward, reader: Reader, audiences: Collection[str]
    ) -> None:
        self._dataset = dataset
        self._forward = forward
        self._may = _may_read(reader, audiences)

    @property
    def terms(self) -> TermStats:
        return self._forward.stats

    def find(self, where: Where, *, until: datetime | None = None) -> Addresses:
        return self._find(where, _and(self._may, _until(until)))

    def best(
        self, words: Sequence[Word], facts: Where, limit: int, *, until: datetime | None = None
    ) -> Addresses:
        if not words:
            return np.zeros(0, np.uint64)
        stems = {stem for word in words for stem in word.stems}
        condition = _and(self._may, _until(until))
        parts = plan(facts)
        ranked = any_stem(stems)
        if parts.mixed:
            # what the engine cannot ask for beside words: find it first, then let them rank it
            among = self._find(facts, condition)
            found = self._scan(ranked, condition, _EVERY)
            return found[np.isin(found, among)][:limit]
        if parts.facts:
            condition = _and(condition, sql(And(parts.facts)))
        if parts.wanted or parts.unwanted:
            ranked = ranking(stems, parts.wanted, parts.unwanted)
        return self._scan(ranked, condition, limit)

    def gather(self, addresses: Addresses) -> Gathered:
        return self._forward.gather(addresses)

    def times(self, addresses: Addresses) -> npt.NDArray[np.int64]:
        return self._forward.times(addresses)

    def heat(self, addresses: Addresses) -> npt.NDArray[np.float32]:
        return self._forward.heat(addresses)

    def posts(self, addresses: Addresses) -> list[Post]:
        return from_arrow(self.column(addresses, ARROW.names))

    def column(self, addresses: Addresses, names: Sequence[str]) -> pa.Table:
        if not len(addresses):
            return pa.table({n: [] for n in names})
        return self._dataset._take_rows(addresses.tolist(), columns=list(names))

    def count_by(self, column: str, where: Where) -> list[tuple[str, int]]:
        """How many posts that match have each value of a text column, most first."""
        parts = plan(where)
        if parts.wanted or parts.unwanted or parts.mixed:
            values = self.column(self.find(where), [column])
        else:
            condition = _and(self._may, sql(And(parts.facts)) if parts.facts else "")
            scanner = self._dataset.scanner(columns=[column], filter=condition or None)
            values = scanner.to_table()
        counted = values.group_by(column).aggregate([(column, "count")])
        pairs = [(r[column], r[f"{column}_count"]) for r in counted.to_pylist() if r[column]]
        return sorted(pairs, key=lambda p: (-p[1], p[0]))

    def ids(self, ids: Sequence[str]) -> dict[str, np.uint64]:
        if not ids:
            return {}
        condition = _and(self._may, sql(Is("id", tuple(ids))))
        table = self._dataset.scanner(columns=["id"], with_row_id=True, filter=condition).to_table()
        rows = table.column("_rowid").to_numpy()
        return dict(zip(table.column("id").to_pylist(), rows, strict=True))

    def _find(self, where: Where, condition: str) -> Addresses:
        parts = plan(where)
        if parts.facts:
            condition = _and(condition, sql(And(parts.facts)))
        if parts.wanted:
            found = self._scan(all_of(parts.wanted, parts.unwanted), condition, _EVERY)
        else:
            found = self._scan(None, condition, _EVERY)
            for part in parts.unwanted:
                found = np.setdiff1d(found, self._find(part, self._may), assume_unique=True)
        for part in parts.mixed:
            found = found[np.isin(found, self._mixed(part))]
        return found

    def _mixed(self, where: Where) -> Addresses:
        match where:
            case Or(parts):
                rows = [self._find(part, self._may) for part in parts]
                return np.unique(np.concatenate(rows)) if rows else np.zeros(0, np.uint64)
            case Not(part):
                everything = self._scan(None, self._may, _EVERY)
                return np.setdiff1d(everything, self._find(part, self._may))
            case _:
                return self._find(where, self._may)

    def _scan(self, query: Any, condition: str, limit: int) -> Addresses:
        scanner = self._dataset.scanner(
            columns=["_score", "_rowid"] if query is not None else [],
            with_row_id=True,
            full_text_query=query,
            filter=condition or None,
            prefilter=query is not None,
            limit=limit if query is not None else None,
        )
        rows: Addresses = scanner.to_table().column("_rowid").to_numpy()
        return rows


def _may_read(reader: Reader, audiences: Collection[str]) -> str:
    """The condition that holds for what `reader` may read; empty for the operator's upkeep."""
    if reader.everything:
        return ""
    open_to = ["public"]
    open_to += [a for a in audiences if reader.groups & set(a.split("\x1f"))]
    return f"audience IN ({', '.join(map(quote, open_to))})"


def _until(until: datetime | None) -> str:
    return f"at <= {micros(until)}" if until else ""


def _and(*conditions: str) -> str:
    return " AND ".join(f"({c})" for c in conditions if c)
