"""Upkeep of a Lance store: merging delta indexes, joining fragments, purging.

What is due in the background runs in the one process that holds `upkeep.lock`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from rookery.locks import alone, attempt, exclusive
from rookery.store.forward import write_segment
from rookery.store.generations import discard_interrupted
from rookery.store.indexed import Indexed
from rookery.store.lance_home import LanceHome
from rookery.store.lance_table import files
from rookery.store.mend import mend
from rookery.store.prepared import Prepared
from rookery.store.rows import fixed_lists, forward_schema

UPKEEP = 3_600.0  # seconds that an ingest, which nobody may be watching, waits for upkeep to end
MERGE_AT = 16  # parts of the text index of one size: more, and each query opens too many
SIZES = (2_000, 64_000)  # rows: a part below the first is a delta, below the second a merged one
FRAGMENT = 1_000_000  # rows a compacted data file may hold
_SMALL_FRAGMENT = 64_000  # rows: background upkeep joins only these
_WORDED = ["title", "text", "hashtags", "author_key", "community_key", "audience"]
_KEEP = timedelta(minutes=10)  # how long an old version stays for a reader that is still on it


def tend(home: LanceHome) -> None:
    """What is due now: a delta for new rows, and merges of parts that have become too many."""
    with attempt(home.upkeep_lock) as mine:
        if not mine:
            return
        home.index_new()
        parts = _parts_due(home)
        if parts:
            with exclusive(home.index_lock):
                home.table.merge_indexes(parts)
                home.note_files()
            _join_small(home)


def _parts_due(home: LanceHome) -> int:
    """How many of the newest parts of the text index should become one; 0 is none."""
    rows = {f.fragment_id: f.physical_rows for f in home.table.latest().get_fragments()}
    sizes = [sum(rows.get(n, 0) for n in part) for part in home.table.segments()]
    for limit in SIZES:
        trailing = 0
        for size in reversed(sizes):
            if size >= limit:
                break
            trailing += 1
        if trailing >= MERGE_AT:
            return trailing
    return len(sizes) if len(sizes) >= 4 * MERGE_AT else 0


def settle(home: LanceHome) -> None:
    """After a large ingest: all of it indexed, in parts so few that queries are quick.

    Large parts stay as they are: a query over five is as quick as over one.
    """
    with exclusive(home.index_lock, wait=UPKEEP):
        if home.table.unindexed():
            home.table.index_new()
        home.table.merge_indexes(_parts_due(home))
        home.note_files()


def compact(home: LanceHome, *, purge: bool = False) -> None:
    """Join fragments and indexes; with `purge`, no file holds anything of a deleted post after.

    What is damaged and can be made anew is, first. Writers wait while it runs; with `purge` new
    readers do too, at its end, until those before them have ended and the old files are gone.
    """
    if purge:  # what is half made holds posts too
        discard_interrupted(home.folder)
    with exclusive(home.write_lock, wait=600), exclusive(home.index_lock, wait=600):
        mend(home)
        # the engine joins no fragments that different parts of an index cover
        home.table.merge_indexes(len(home.table.segments()))
        if not purge:
            join(home.posts)
            home.table.forget_old_versions(_KEEP)
        else:
            join(home.posts, every_deletion=True)
            home.table.rebuild_indexes()
            with alone(home.read_lock, wait=600):
                forget_others(home.posts)
        _note_anew(home)
        for part in [*home.posts.forward_folder.glob("*.part"), *home.notes.parts()]:
            part.unlink(missing_ok=True)  # of what was killed while writing it


def _join_small(home: LanceHome) -> None:
    with exclusive(home.write_lock), exclusive(home.index_lock):
        join(home.posts, rows=_SMALL_FRAGMENT, small=_SMALL_FRAGMENT)
        home.table.forget_old_versions(_KEEP)
        _sweep_old(home)
        _note_anew(home)


def _note_anew(home: LanceHome) -> None:
    home.note_files()
    home.sums.prune()


def join(
    posts: Indexed, *, rows: int = FRAGMENT, small: int | None = None, every_deletion: bool = False
) -> None:
    """Make data files of up to `rows` of smaller ones, or of those that are `small` alone.

    With `every_deletion` a file that has any is written anew.
    """
    dataset, forward = posts.current()
    leave = [
        f.fragment_id
        for f in dataset.get_fragments()
        if small is not None and f.physical_rows >= small
    ]

    def copy_forward(name: str, old: list[int]) -> None:
        fragments = [dataset.get_fragment(n) for n in old]
        live = dataset.scanner(
            columns=_WORDED, with_row_id=True, fragments=fragments, scan_in_order=True
        ).to_table()
        addresses = live.column("_rowid").to_numpy()
        rows = forward.gather(addresses)
        batch = pa.RecordBatch.from_arrays(
            [
                pa.array(rows.key), pa.array(rows.author), pa.array(rows.origin),
                pa.array(rows.at), pa.array(rows.engagement), pa.array(rows.flags),
                pa.array(rows.lang),
                fixed_lists(rows.bounds.astype(np.uint16)),
                pa.ListArray.from_arrays(pa.array(rows.offsets, pa.int32()), pa.array(rows.terms)),
                fixed_lists(rows.vector),
            ],
            schema=forward_schema(rows.vector.shape[1]),
        )  # fmt: skip
        worded = pa.RecordBatch.from_struct_array(live.to_struct_array().combine_chunks())
        write_segment(posts.forward_folder, name, Prepared(worded, batch))

    posts.table.compact(copy_forward, rows=rows, leave=leave, every_deletion=every_deletion)


def forget_others(posts: Indexed) -> None:
    """Remove every version but the newest, and each file that it does not name: nobody reads."""
    posts.table.forget_versions()
    named = set(files(posts.table.latest()).values())
    for path in posts.forward_folder.iterdir():
        if path.name.split(".")[0] not in named:
            path.unlink(missing_ok=True)


def _sweep_old(home: LanceHome) -> None:
    """Remove segments of the forward index that no reader can still be using."""
    named = set(files(home.table.latest()).values())
    oldest = (datetime.now(UTC) - 2 * _KEEP).timestamp()
    for path in home.posts.forward_folder.iterdir():
        if path.name.split(".")[0] not in named and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
