"""A batch of posts against what is there: what is new, what replaces a row, what stays out.

Touches no store: the rows that a batch may replace are looked up by whoever folds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.post import Applied, Post
from rookery.store.prepared import Prepared
from rookery.store.rows import Addresses
from rookery.store.states import (
    STATE,
    Choices,
    Known,
    consent_differs,
    consent_of,
    differs,
    fill_granted,
    joined,
    replaces,
    restated,
    said_in_batch,
    weight,
    with_consent,
)
from rookery.store.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Folded:
    """What a batch comes to."""

    kept: Prepared
    changes: Sequence[str]  # of each kept row: "upsert" or "consent"
    born: Sequence[int | None]  # of each kept row, where it is no news to its readers
    replaced: Addresses
    applied: Applied


def held_back(rows: pa.RecordBatch, tombstones: Tombstones) -> npt.NDArray[np.bool_]:
    """Which rows an earlier delete or gone account keeps out."""
    gone, accounts = tombstones.ids, tombstones.accounts
    if not gone and not accounts:
        return np.zeros(rows.num_rows, bool)
    ids = rows.column("id").to_pylist()
    keys = rows.column("author_key").to_pylist()
    theirs = rows.column("author_id").to_pylist()
    return np.fromiter(
        (
            i in gone or k in accounts or (t or "").lower() in accounts
            for i, k, t in zip(ids, keys, theirs, strict=True)
        ),
        bool,
        len(ids),
    )


def fold(
    batch: Prepared,
    held: npt.NDArray[np.bool_],
    known_of: Callable[[npt.NDArray[np.uint64]], Mapping[str, Known]],
    prepare: Callable[[Sequence[Post]], Prepared],
    grant: Sequence[str],
) -> Folded:
    """The newest state of each post of the batch against the one that the store knows.

    `known_of` gives live rows by keys of ids; `grant` names the consent columns to fill.
    """
    rows = batch.rows
    versions = rows.column("version").fill_null(-(2**63)).to_numpy()
    latest = _latest(rows, versions, held)
    batch = with_consent(batch, said_in_batch(rows, latest, versions))
    known = known_of(batch.forward.column("key").to_numpy()[list(latest.values())])
    granted = np.zeros(rows.num_rows, bool)
    if grant:
        filled, granted = fill_granted(batch.rows, grant, known)
        batch = replace(batch, rows=filled)
    candidates = _states(batch.rows, [latest[i] for i in known])
    keep: list[int] = []
    changes: list[str] = []
    older: list[Known | None] = []  # what each kept row replaces
    choices: dict[int, Choices] = {}  # of kept rows that do not say them
    mended: list[Post] = []  # that stay but for what a state that gives way says of consent
    unmended: list[Known] = []
    elsewhere = 0
    for id_, i in latest.items():
        old = known.get(id_)
        if old is None:
            keep.append(i)
            changes.append("upsert")
            older.append(None)
            continue
        state, version = candidates[id_], int(versions[i])
        if state == old.state:  # as with most of what is brought again
            continue
        elsewhere += state["source"] != old.state["source"]
        both = consent_of(state, version, old.state, old.version)
        consented = consent_differs(both, old.state)
        if replaces(state, version, old) and (consented or differs(state, old.state)):
            choices[len(keep)] = {n: said for n, said in both.items() if said and said != state[n]}
            keep.append(i)
            changes.append("consent" if consented else "upsert")
            older.append(old)
        elif consented:
            mended.append(restated(old, both))
            unmended.append(old)
    kept = with_consent(batch.take(np.array(keep, np.int64)), choices)
    new = older.count(None)
    if mended:
        kept = joined(kept, prepare(mended))
        changes += ["consent"] * len(mended)
        older += unmended
    applied = Applied(
        new=new,
        updated=len(older) - new,
        unchanged=rows.num_rows - int(held.sum()) - len(changes),
        held=int(held.sum()),
        granted=int(granted[list(latest.values())].sum()),
        elsewhere=elsewhere,
    )
    replaced = np.array([old.address for old in older if old is not None], np.uint64)
    audiences = kept.rows.column("audience").to_pylist()
    born = [
        old.born if old is not None and old.audience == audience else None
        for old, audience in zip(older, audiences, strict=True)
    ]
    return Folded(kept, changes, born, replaced, applied)


def _latest(
    rows: pa.RecordBatch, versions: npt.NDArray[np.int64], held: npt.NDArray[np.bool_]
) -> dict[str, int]:
    """A batch may hold an id twice: its newest state counts, of equally new ones as `weight` has
    it.
    """
    latest: dict[str, int] = {}
    tied: dict[str, list[int]] = {}
    ids = rows.column("id").to_pylist()
    for i, (id_, version) in enumerate(zip(ids, versions, strict=True)):
        if held[i]:
            continue
        first = latest.setdefault(id_, i)
        if version > versions[first]:
            latest[id_] = i
            tied.pop(id_, None)
        elif version == versions[first] and i != first:
            tied.setdefault(id_, [first]).append(i)
    if tied:
        at = [i for group in tied.values() for i in group]
        states = rows.select(STATE).take(pa.array(at, pa.int64())).to_pylist()
        weights = dict(zip(at, map(weight, states), strict=True))
        latest |= {id_: max(group, key=weights.__getitem__) for id_, group in tied.items()}
    return latest


def _states(rows: pa.RecordBatch, index: Sequence[int]) -> dict[str, dict[str, Any]]:
    """What the source said of the posts in these rows, by id."""
    table = rows.select(STATE).take(pa.array(index, pa.int64()))
    return {state["id"]: state for state in table.to_pylist()}
