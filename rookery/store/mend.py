"""What can be made anew of what is whole: indexes, the forward index, small files, doubled rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rookery.errors import Conflict
from rookery.store.damage import damages
from rookery.store.indexed import Indexed
from rookery.store.lance_home import LanceHome


def mend(home: LanceHome) -> None:
    """Whoever calls holds `write.lock` and `index.lock`; raises Conflict where only a backup helps.

    Of posts that stand twice the newest state is kept.
    """
    found = damages(home.folder)
    if lost := [d for d in found if d.kind == "record"]:
        raise Conflict(" ".join(d.told(home.folder) for d in lost))
    for damage in found:
        home.sums.forget(damage.path)
        if damage.kind == "version":  # what it alone named goes with the old versions
            damage.path.unlink(missing_ok=True)
    if any(d.kind == "index" for d in found):
        home.table.rebuild_indexes()
    home.posts.make_anew({d.path.name.split(".")[0] for d in found if d.kind == "forward"})
    home.mend_notes()
    _once(home.posts)
    home.note_files()


def _once(posts: Indexed) -> None:
    """Where the forward index was another's, a new state did not find the row that it replaces."""
    rows = posts.table.latest().scanner(
        columns=["id", "version", "seq"], with_row_id=True
    ).to_table()  # fmt: skip
    if pc.count_distinct(rows.column("id")).as_py() == rows.num_rows:
        return
    by_age = rows.sort_by([("version", "descending"), ("seq", "descending")])
    ids = by_age.column("id").to_pylist()
    first = dict(zip(reversed(ids), reversed(range(len(ids))), strict=True))
    older = np.setdiff1d(np.arange(len(ids)), np.fromiter(first.values(), np.int64, len(first)))
    addresses = by_age.column("_rowid").take(pa.array(older)).to_numpy()
    posts.table.commit([], np.sort(addresses))
