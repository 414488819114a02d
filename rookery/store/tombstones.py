"""What is gone for good: ids and accounts that a later upsert must not bring back, and follows.

Small append-only Lance tables; each process holds them in memory and reads what is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import lance
import pyarrow as pa

from rookery.store.lance_table import is_made

GONE = pa.schema([("seq", pa.int64()), ("kind", pa.string()), ("key", pa.string())])
FOLLOWS = pa.schema([("who", pa.string()), ("whom", pa.string())])
_JOIN_AT = 64  # fragments: below this a read of all of them is quick


class _Log:
    """An append-only table, read incrementally."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = str(path), schema
        if not is_made(path):
            lance.write_dataset(schema.empty_table(), self._path, schema=schema)
        self._dataset: Any = None

    def changed(self) -> bool:
        if self._dataset is None or self._dataset.latest_version != self._dataset.version:
            self._dataset = lance.dataset(self._path)
            return True
        return False

    def rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._dataset.to_table().to_pylist()
        return rows

    def append(self, rows: Sequence[dict[str, Any]]) -> None:
        table = pa.Table.from_pylist(list(rows), schema=self._schema)
        self._dataset = lance.write_dataset(table, self._path, mode="append")
        if len(self._dataset.get_fragments()) > _JOIN_AT:
            lance.dataset(self._path).optimize.compact_files(target_rows_per_fragment=1_000_000)
            lance.dataset(self._path).cleanup_old_versions(older_than=timedelta(minutes=10))
            self._dataset = lance.dataset(self._path)

    def replace(self, rows: Sequence[dict[str, Any]]) -> None:
        """The same table with these rows alone, no older version kept."""
        table = pa.Table.from_pylist(list(rows), schema=self._schema)
        self._dataset = lance.write_dataset(table, self._path, mode="overwrite")
        self._dataset.cleanup_old_versions(older_than=timedelta(0), delete_unverified=True)


class Tombstones:
    """Deleted ids and gone accounts, by key, with the change that took them."""

    def __init__(self, path: Path) -> None:
        self._log = _Log(path, GONE)
        self.ids: dict[str, int] = {}
        self.accounts: dict[str, int] = {}

    def refresh(self) -> None:
        if self._log.changed():
            rows = self._log.rows()
            self.ids = {r["key"]: int(r["seq"]) for r in rows if r["kind"] == "delete"}
            self.accounts = {r["key"]: int(r["seq"]) for r in rows if r["kind"] == "gone"}

    def add(self, kind: Literal["delete", "gone"], keys: Sequence[str], first_seq: int) -> None:
        """Durable when it returns."""
        numbered = {key: seq for seq, key in enumerate(keys, first_seq)}
        if numbered:
            self._log.append([{"seq": n, "kind": kind, "key": k} for k, n in numbered.items()])
            (self.ids if kind == "delete" else self.accounts).update(numbered)


class Follows:
    """Who follows whom, by handle in lower case, where the source says."""

    def __init__(self, path: Path) -> None:
        self._log = _Log(path, FOLLOWS)
        self._pairs: set[tuple[str, str]] = set()

    def refresh(self) -> None:
        if self._log.changed():
            self._pairs = {(r["who"], r["whom"]) for r in self._log.rows()}

    def add(self, pairs: Sequence[tuple[str, str]]) -> int:
        """Keep the pairs that are not known yet; gives how many those were."""
        new = [p for p in dict.fromkeys((a.lower(), b.lower()) for a, b in pairs)
               if p not in self._pairs]  # fmt: skip
        if new:
            self._log.append([{"who": a, "whom": b} for a, b in new])
            self._pairs.update(new)
        return len(new)

    def drop(self, account: str) -> None:
        """Forget an account's follows, in the files too."""
        key = account.lower()
        gone = {p for p in self._pairs if key in p}
        if gone:
            self._pairs -= gone
            kept = [{"who": a, "whom": b} for a, b in sorted(self._pairs)]
            self._log.replace(kept)

    def of(self, handle: str) -> tuple[list[str], list[str]]:
        """Who follows them, and whom they follow."""
        key = handle.lower()
        return (
            sorted(a for a, b in self._pairs if b == key),
            sorted(b for a, b in self._pairs if a == key),
        )

    def __len__(self) -> int:
        return len(self._pairs)
