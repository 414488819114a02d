"""The posts table in Lance, LanceDB's engine: versions, fragments, indexes, and nothing of posts.

All calls into the engine that change something stand here; each is one commit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("LANCE_LOG", "error")  # its warnings are for its own developers

import lance
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from lance import LanceOperation
from lance.fragment import write_fragments
from lance.optimize import Compaction

from rookery.store.rows import NOWHEN, ROWS, SAID, Addresses

TEXT_INDEX = "terms_idx"
_TEXT = {
    # terms come analysed: the engine only splits at spaces
    "base_tokenizer": "whitespace",
    "lower_case": False,
    "stem": False,
    "remove_stop_words": False,
    "ascii_folding": False,
    "max_token_length": None,
    "with_position": True,  # phrases
}
INDEXES: Mapping[str, tuple[str, dict[str, Any]]] = {
    "terms": ("INVERTED", _TEXT),
    "id": ("BTREE", {}),
    "at": ("BTREE", {}),
    "seq": ("BTREE", {}),
    "author_key": ("BTREE", {}),
    "conversation": ("BTREE", {}),
    "reply_to": ("BTREE", {}),
    "quote_of": ("BTREE", {}),
    "repost_of": ("BTREE", {}),
    "community_key": ("BITMAP", {}),
    "lang_key": ("BITMAP", {}),
    "audience": ("BITMAP", {}),
    "marks": ("LABEL_LIST", {}),
}
# columns that a store of an older format lacks, and what they are taken to hold
_ADDED = {"born": "seq"} | {
    # a "yes" may be the operator's, or older than its state: any "no" wins over it
    moment: f"coalesce(version, {NOWHEN + 1} - 1) + 0 * length(nullif({name}, 'yes'))"
    for name, moment in SAID.items()
}  # the engine knows no CASE: with nothing said the length is null, and so is the whole


class Table:
    """One dataset of posts; a handle is cheap and stands at one version.

    It is opened under the store's `write.lock`, as one that is not there, or is old, is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        if not is_made(path):
            empty = pa.table({f.name: pa.array([], f.type) for f in ROWS}, schema=ROWS)
            lance.write_dataset(empty, self.path, schema=ROWS)
        self._dataset = lance.dataset(self.path)
        held = {index["name"] for index in self._dataset.list_indices()}
        for column, (kind, options) in INDEXES.items():
            if f"{column}_idx" not in held:  # a new table, or whoever made it was killed
                self._dataset.create_scalar_index(column, kind, **options)
        lacking = {n: v for n, v in _ADDED.items() if n not in self._dataset.schema.names}
        if lacking:
            self._dataset.add_columns(lacking)

    def latest(self) -> Any:
        """The dataset at its newest version, another process's commits included."""
        if self._dataset.latest_version != self._dataset.version:
            self._dataset = lance.dataset(self.path, session=self._dataset.session())
        return self._dataset

    def _own(self) -> Any:
        """A handle of its own for what changes indexes: a shared one is locked while that runs."""
        return lance.dataset(self.path, session=self.latest().session())

    def write(self, rows: pa.RecordBatch) -> Any:
        """Write rows to a new data file that no version holds yet; gives its fragment."""
        (fragment,) = write_fragments(pa.Table.from_batches([rows]), self.latest(), schema=ROWS)
        return fragment

    def commit(self, new: Sequence[Any], gone: Addresses) -> None:
        """One version that adds fragments and takes rows away."""
        dataset = self.latest()
        operation: Any = LanceOperation.Append(list(new))
        if len(gone):
            updated, removed = [], []
            for number, rows in by_fragment(gone):
                fragment = dataset.get_fragment(number).delete_rows(rows.tolist())
                (removed.append(number) if fragment is None else updated.append(fragment))
            operation = LanceOperation.Update(
                removed_fragment_ids=removed, updated_fragments=updated, new_fragments=list(new)
            )
        self._dataset = lance.LanceDataset.commit(dataset, operation, read_version=dataset.version)

    def segments(self) -> list[set[int]]:
        """The fragments that each part of the text index covers, oldest part first."""
        parts = [set(i["fragment_ids"]) for i in self.latest().list_indices()
                 if i["name"] == TEXT_INDEX]  # fmt: skip
        return sorted(parts, key=lambda p: min(p, default=-1))

    def unindexed(self) -> int:
        """Rows that the text index does not hold yet: searches scan them."""
        held = set().union(*self.segments())
        return sum(
            f.physical_rows - f.num_deletions
            for f in self.latest().get_fragments()
            if f.fragment_id not in held
        )

    def index_new(self) -> None:
        """A delta of the text index over what no part of it holds."""
        parts = self.segments()
        merged = 0 if any(parts) else len(parts)  # the part of an empty table becomes the first
        self._own().optimize.optimize_indices(num_indices_to_merge=merged, index_names=[TEXT_INDEX])

    def merge_indexes(self, parts: int) -> None:
        """Merge the newest `parts` of the text index if there are several, and each other index."""
        others = [f"{c}_idx" for c in INDEXES if c != "terms"]
        optimize = self._own().optimize
        if parts:
            optimize.optimize_indices(num_indices_to_merge=parts, index_names=[TEXT_INDEX])
        optimize = self._own().optimize
        optimize.optimize_indices(num_indices_to_merge=1, index_names=others)

    def rebuild_indexes(self) -> None:
        """Every index anew: nothing of a deleted post is left in the newest version."""
        for column, (kind, options) in INDEXES.items():
            self._own().create_scalar_index(column, kind, replace=True, **options)

    def compact(
        self,
        before_commit: Callable[[str, list[int]], None],
        *,
        rows: int,
        leave: Iterable[int] = (),
        every_deletion: bool = False,
    ) -> None:
        """Join small fragments and rewrite those with deletions.

        `before_commit(data file, old fragments)` is called for each new data file, so that what
        stands beside the table is there when the version is.
        """
        dataset = self._own()
        options: dict[str, Any] = {
            "target_rows_per_fragment": rows,
            "excluded_fragment_ids": list(leave),
        }
        if every_deletion:
            options["materialize_deletions_threshold"] = 0.0
        results = []
        for task in Compaction.plan(dataset, options=options).tasks:
            result = task.execute(dataset)
            told = json.loads(result.json())
            old = [f["id"] for f in told["original_fragments"]]
            new = told["new_fragments"]
            if len(new) > 1:
                raise AssertionError("a compaction task made several files: rows is too small")
            for fragment in new:
                before_commit(_file(fragment["files"][0]["path"]), old)
            results.append(result)
        if results:
            Compaction.commit(dataset, results)

    def forget_versions(self) -> None:
        """Remove every version but the newest, and every file that it does not name."""
        self._own().cleanup_old_versions(
            older_than=timedelta(0), delete_unverified=True, error_if_tagged_old_versions=False
        )

    def forget_old_versions(self, age: timedelta) -> None:
        """Remove versions older than `age`, which no reader can still be using."""
        self._own().cleanup_old_versions(older_than=age)


def is_made(table: Path) -> bool:
    """Whether there is a table: whoever was killed while making one left less."""
    return any(any((table / part).glob("*")) for part in ("_versions", "data"))


def manifests(table: Path, paths: Iterable[Path] | None = None) -> dict[int, Path]:
    """The files of `paths`, else of the table, that describe its versions, by version."""
    found = {}
    for path in (table / "_versions").glob("*.manifest") if paths is None else paths:
        number = int(path.stem)
        # the newer way of naming counts down, so that the newest comes first
        found[2**64 - 1 - number if number >= 2**63 else number] = path
    return found


def named(table: Path, dataset: Any) -> tuple[list[Path], list[Path]]:
    """What this version names: files of rows and of deletions, and the folders of its indexes."""
    records = []
    for fragment in dataset.get_fragments():
        records += [table / "data" / file.path for file in fragment.metadata.files]
        if (deletions := fragment.metadata.deletion_file) is not None:
            records.append(table / deletions.path(fragment.fragment_id))
    folders = {index["uuid"]: None for index in dataset.list_indices()}
    return records, [table / "_indices" / uuid for uuid in folders]


def lasting(table: Path) -> Iterator[Path]:
    """Files, and folders of files, that never change again: those that the newest version names."""
    records, indexes = named(table, lance.dataset(str(table)))
    yield from manifests(table).values()
    yield from records
    yield from indexes


def files(dataset: Any) -> dict[int, str]:
    """The data file of each fragment, without its ending."""
    return {f.fragment_id: data_file(f.metadata) for f in dataset.get_fragments()}


def data_file(fragment: Any) -> str:
    """The name of a fragment's data file, without its ending."""
    return _file(fragment.files[0].path)


def _file(path: str) -> str:
    return path.removesuffix(".lance")


def by_fragment(addresses: Addresses) -> list[tuple[int, npt.NDArray[np.int64]]]:
    """Rows of each fragment that `addresses` name."""
    fragments = (addresses >> np.uint64(32)).astype(np.int64)
    rows = (addresses & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return [(int(n), np.unique(rows[fragments == n])) for n in np.unique(fragments)]
