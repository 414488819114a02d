"""What is gone for good: ids and accounts that a later upsert must not bring back, and follows.

Small append-only Lance tables; each process holds them in memory and reads what is new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import lance
import pyarrow as pa

from rookery.post import Follow
from rookery.store.lance_table import is_made

GONE = pa.schema([("seq", pa.int64()), ("kind", pa.string()), ("key", pa.string())])
FOLLOWS = pa.schema([("who", pa.string()), ("whom", pa.string())])
_Kind = Literal["delete", "gone", "silent"]
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
        self.silent: dict[str, int] = {}  # handles of gone accounts: no follow of theirs comes in

    def refresh(self) -> None:
        if self._log.changed():
            rows = self._log.rows()
            self.ids, self.accounts, self.silent = (
                {r["key"]: int(r["seq"]) for r in rows if r["kind"] == kind} for kind in self._held
            )

    @property
    def _held(self) -> dict[_Kind, dict[str, int]]:
        return {"delete": self.ids, "gone": self.accounts, "silent": self.silent}

    def holds_back(self, follow: Follow) -> bool:
        """Whether one of the two is gone."""
        return any(name in self.accounts or name in self.silent for name in follow_key(follow))

    def last(self) -> int:
        """The highest number of them all, 0 where there are none."""
        return max((seq for held in self._held.values() for seq in held.values()), default=0)

    def add(self, kind: _Kind, keys: Sequence[str], first_seq: int) -> None:
        """Durable when it returns."""
        numbered = {key: seq for seq, key in enumerate(keys, first_seq)}
        if numbered:
            self._log.append([{"seq": n, "kind": kind, "key": k} for k, n in numbered.items()])
            self._held[kind].update(numbered)


def follow_key(follow: Follow) -> tuple[str, str]:
    """The two as they are kept."""
    return follow.who.removeprefix("@").lower(), follow.whom.removeprefix("@").lower()


class Follows:
    """Who follows whom, by handle in lower case, where the source says."""

    def __init__(self, path: Path) -> None:
        self._log = _Log(path, FOLLOWS)
        self._pairs: set[tuple[str, str]] = set()

    def refresh(self) -> None:
        if self._log.changed():
            self._pairs = {(r["who"], r["whom"]) for r in self._log.rows()}

    def add(self, follows: Sequence[Follow]) -> int:
        """Keep those that are not known yet; gives how many those were."""
        new = [p for p in dict.fromkeys(map(follow_key, follows)) if p not in self._pairs]
        if new:
            self._log.append([{"who": a, "whom": b} for a, b in new])
            self._pairs.update(new)
        return len(new)

    def drop(self, accounts: Collection[str]) -> None:
        """Forget the follows of these accounts, in the files too."""
        gone = {p for p in self._pairs if p[0] in accounts or p[1] in accounts}
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
