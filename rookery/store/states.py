"""A post's states as they follow each other: what differs, whose "no" holds, what a grant fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from rookery.post import ARROW, Post, from_row
from rookery.store.prepared import Prepared
from rookery.store.rows import PUBLIC

STATE = [name for name in ARROW.names if name != "observed_at"]  # what makes a post differ
CONSENT = ("consent_search", "consent_answer", "consent_train", "consent_ads")


@dataclass(frozen=True, slots=True)
class Known:
    """A live row that a new state may replace."""

    address: int
    version: int
    audience: str
    born: int
    state: Mapping[str, Any]  # the columns `STATE`


def consent_differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(new[name] != old[name] for name in CONSENT)


Choices = dict[str, str]  # consent column to what is said


def said_in_batch(
    rows: pa.RecordBatch, latest: Mapping[str, int], versions: Sequence[int]
) -> dict[int, Choices]:
    """What earlier states in the batch said of consent and the latest leaves unsaid, by row."""
    ids = rows.column("id").to_pylist()
    if len(latest) == len(ids):
        return {}
    said = {name: rows.column(name).to_pylist() for name in CONSENT}
    out: dict[int, Choices] = {}
    for i in sorted(range(len(ids)), key=lambda i: (versions[i], i)):
        last = latest.get(ids[i])
        if last is None or last == i:
            continue
        for name in CONSENT:
            if said[name][i] is not None and said[name][last] is None:
                out.setdefault(last, {})[name] = said[name][i]
    return out


def refusals_kept(batch: Prepared, older: Mapping[int, Known]) -> dict[int, Choices]:
    """An author's "no" holds until the author takes it back: silence does not."""
    out: dict[int, Choices] = {}
    for i, known in older.items():
        for name in CONSENT:
            if known.state[name] == "no" and batch.rows.column(name)[i].as_py() is None:
                out.setdefault(i, {})[name] = "no"
    return out


def late_refusals(older: Mapping[str, Any], known: Known) -> Choices:
    """A "no" of an older state that comes late counts where the newer one says nothing."""
    return {n: "no" for n in CONSENT if older[n] == "no" and known.state[n] is None}


def with_consent(batch: Prepared, choices: Mapping[int, Choices]) -> Prepared:
    """The batch with these choices in their rows, and the audience that follows from them."""
    if not choices:
        return batch
    columns = {f.name: batch.rows.column(f.name).to_pylist() for f in batch.rows.schema}
    flags = batch.forward.column("flags").to_numpy().copy()
    for i, said in choices.items():
        for name, choice in said.items():
            columns[name][i] = choice
            if name == "consent_search" and choice == "no":
                columns["audience"][i] = "nobody"
                flags[i] &= ~np.uint8(PUBLIC)
    rows = pa.RecordBatch.from_pydict(columns, schema=batch.rows.schema)
    place = batch.forward.schema.get_field_index("flags")
    forward = batch.forward.set_column(place, "flags", pa.array(flags))
    return Prepared(rows, forward)


def restated(known: Known, choices: Choices) -> Post:
    """The post as it stands in the store, with these choices and of the same version."""
    post = from_row({**known.state, **choices})
    held = datetime.fromtimestamp(known.version / 1e6, UTC) if known.version > -(2**63) else None
    return replace(post, observed_at=held if post.version != held else None)


def joined(first: Prepared, second: Prepared) -> Prepared:
    """Two batches as one."""
    rows = pa.concat_batches([first.rows, second.rows])
    return Prepared(rows, pa.concat_batches([first.forward, second.forward]))


def fill_granted(
    rows: pa.RecordBatch, names: Sequence[str], known: Mapping[str, Known]
) -> pa.RecordBatch:
    """Where an author has said nothing, the operator's ground says yes; never over a "no"."""
    ids = rows.column("id").to_pylist()
    for name in names:
        said = rows.column(name).to_pylist()
        filled = [
            "yes" if choice is None and not _refused(known.get(id_), name) else choice
            for id_, choice in zip(ids, said, strict=True)
        ]
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(name), pa.array(filled, pa.string()))
    return rows


def _refused(known: Known | None, name: str) -> bool:
    return known is not None and known.state[name] == "no"
