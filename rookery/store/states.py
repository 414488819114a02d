"""A post's states as they follow each other: what differs, whose "no" holds, what a grant fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from rookery.post import ARROW
from rookery.store.lexicon import lexicon
from rookery.store.prepare import PUBLIC, Prepared

STATE = [name for name in ARROW.names if name != "observed_at"]  # what makes a post differ
CONSENT = ("consent_search", "consent_answer", "consent_train", "consent_ads")


@dataclass(frozen=True, slots=True)
class Known:
    """A live row that a new state may replace."""

    address: int
    version: int
    state: Mapping[str, Any]  # the columns `STATE`


def consent_differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return any(new[name] != old[name] for name in CONSENT)


def carry_refusals(batch: Prepared, older: Mapping[int, Known]) -> Prepared:
    """An author's "no" holds until the author takes it back: silence does not."""
    silent = [
        (i, name)
        for i, known in older.items()
        for name in CONSENT
        if known.state[name] == "no" and batch.rows.column(name)[i].as_py() is None
    ]
    if not silent:
        return batch
    columns = {f.name: batch.rows.column(f.name).to_pylist() for f in batch.rows.schema}
    flags = batch.forward.column("flags").to_numpy().copy()
    for i, name in silent:
        columns[name][i] = "no"
        if name == "consent_search":
            columns["audience"][i] = "nobody"
            flags[i] &= ~np.uint8(PUBLIC)
    rows = pa.RecordBatch.from_pydict(columns, schema=batch.rows.schema)
    place = batch.forward.schema.get_field_index("flags")
    forward = batch.forward.set_column(place, "flags", pa.array(flags))
    return Prepared(rows, forward, lexicon(rows))


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
