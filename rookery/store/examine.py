"""What a Lance store holds and in what state, for its operator: figures, and what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rookery.locks import among
from rookery.store.damage import told
from rookery.store.format import command
from rookery.store.lance_home import LanceHome
from rookery.store.protocol import Stats
from rookery.store.rows import key64
from rookery.store.sql import CLOSED_STATE


def stats(home: LanceHome) -> Stats:
    """Figures of the whole store, for its operator."""
    with among(home.read_lock):
        return _stats(home)


def _stats(home: LanceHome) -> Stats:
    home.tombstones.refresh()
    home.follow_graph.refresh()
    dataset = home.table.latest()
    columns = ["author_key", "community_key", "lang_key", "source", "audience", "at"]
    rows = dataset.to_table(columns=columns, filter=f"NOT {CLOSED_STATE}")
    span = pc.min_max(rows.column("at"))
    return Stats(
        posts=rows.num_rows,
        public=pc.sum(pc.equal(rows.column("audience"), "public")).as_py() or 0,
        authors=pc.count_distinct(rows.column("author_key")).as_py(),
        communities=pc.count_distinct(rows.column("community_key")).as_py(),
        follows=len(home.follow_graph),
        deleted=len(home.tombstones.ids) + len(home.tombstones.accounts),
        first=_time(span["min"].as_py()),
        last=_time(span["max"].as_py()),
        languages=_counts(rows, "lang_key"),
        sources=_counts(rows, "source"),
        fragments=len(dataset.get_fragments()),
        deltas=len(home.table.segments()),
        unindexed=home.table.unindexed(),
        bytes=sum(p.stat().st_size for p in home.folder.rglob("*") if p.is_file()),
        seq=home.last_seq(),
    )


def _counts(rows: pa.Table, column: str) -> dict[str, int]:
    counted = pc.value_counts(rows.column(column)).to_pylist()
    pairs = [(c["values"] or "unknown", c["counts"]) for c in counted]
    return dict(sorted(pairs, key=lambda p: -p[1])[:20])


def _time(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at / 1e6, UTC)


def check(home: LanceHome, *, files: bool) -> list[str]:
    """What is wrong, a sentence each: files; then, of rows, forward index, ids and tombstones."""
    if files and (damaged := told(home.folder)):
        return damaged
    with among(home.read_lock):
        return _check(home)


def _check(home: LanceHome) -> list[str]:
    wrong: list[str] = []
    home.tombstones.refresh()
    dataset, forward = home.current()
    rows = dataset.scanner(columns=["id", "seq"], with_row_id=True).to_table()
    ids = rows.column("id").to_pylist()
    if twice := len(ids) - len(set(ids)):
        what = _count(twice, "1 id stands twice", "ids stand twice")
        wrong.append(f"{what}: `rookery store compact` keeps the newest state of each.")
    keys = forward.gather(rows.column("_rowid").to_numpy()).key
    expected = np.fromiter((key64(i) for i in ids), np.uint64, len(ids))
    if bad := int((keys != expected).sum()):
        what = _count(bad, "1 row of the forward index belongs to another post",
                      "rows of the forward index belong to other posts")  # fmt: skip
        wrong.append(f"{what}: make it anew with `{command(home.folder)}`.")
    if risen := sum(i in home.tombstones.ids for i in ids):
        what = _count(risen, "1 deleted post is still there", "deleted posts are still there")
        wrong.append(f"{what}: open the store once more.")
    last = pc.max(rows.column("seq")).as_py() or 0
    if last > home.last_seq():
        wrong.append(f"The counter of changes stands at {home.last_seq()}, below {last}.")
    return wrong


def _count(n: int, one: str, many: str) -> str:
    return one if n == 1 else f"{n:,} {many}"
