"""A batch of posts against what is there: what is new, what replaces a row, what stays out.

Touches no store: the rows that a batch may replace are looked up by whoever folds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.post import Applied, Post
from rookery.store.consent import (
    CONSENT,
    NOTHING,
    Choices,
    Words,
    choices,
    later,
    may_grant,
    moments,
    said,
    with_consent,
)
from rookery.store.prepared import Prepared
from rookery.store.rows import COMMIT, NOWHEN, Addresses
from rookery.store.states import (
    STATE,
    Known,
    closes,
    consent_differs,
    differs,
    joined,
    replaces,
    restated,
    weight,
)
from rookery.store.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to write, beside what is prepared of it."""

    change: Literal["upsert", "consent"]
    old: Known | None  # what it replaces
    words: Words


@dataclass(frozen=True, slots=True)
class Folded:
    """What a batch comes to."""

    kept: Prepared
    rows: Sequence[_Row]  # of the same order
    replaced: Addresses
    applied: Applied

    def commit(self, first: int) -> pa.RecordBatch:
        """The columns `COMMIT` of the rows, whose changes are numbered from `first` on."""
        audiences = self.kept.rows.column("audience").to_pylist()
        born = [  # where it is no news to its readers, it stays
            row.old.born if row.old is not None and row.old.audience == audience else seq
            for seq, (row, audience) in enumerate(zip(self.rows, audiences, strict=True), first)
        ]
        return pa.RecordBatch.from_arrays(
            [
                pa.array(np.arange(first, first + len(born))),
                pa.array([row.change for row in self.rows], pa.string()),
                pa.array(born, pa.int64()),
                *moments([row.words for row in self.rows]),
            ],
            schema=COMMIT,
        )


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
    versions = rows.column("version").fill_null(NOWHEN).to_numpy()
    latest = _latest(rows, versions, held)
    known = known_of(batch.forward.column("key").to_numpy()[list(latest.values())])
    candidates = _states(rows, [latest[i] for i in known])
    consents = _Consents(rows, versions, held, grant)
    keep: list[int] = []
    kept: list[_Row] = []
    own: dict[int, Choices] = {}  # of kept rows that do not say them
    mended: list[Post] = []  # that stay but for what a state that gives way says of consent
    unkept: list[_Row] = []
    elsewhere = granted = 0
    for id_, i in latest.items():
        old = known.get(id_)
        words, ground = consents.of(id_, i, old)
        granted += bool(ground)
        both = choices(words, ground | old.granted if old else ground)
        if old is None:
            own[len(keep)] = consents.unsaid(i, both)
            keep.append(i)
            kept.append(_Row("upsert", None, words))
            continue
        state, version = candidates[id_], int(versions[i])
        elsewhere += state["source"] != old.state["source"]
        consented, spoken = consent_differs(both, old.state), words != old.words
        change: Literal["upsert", "consent"] = "consent" if consented else "upsert"
        news = differs(state, old.state) or closes(state, version, old)
        if (news or consented or spoken) and replaces(state, version, old):
            own[len(keep)] = consents.unsaid(i, both)
            keep.append(i)
            kept.append(_Row(change, old, words))
        elif consented or spoken:
            mended.append(restated(old, both))
            unkept.append(_Row(change, old, words))
    whole = with_consent(batch.take(np.array(keep, np.int64)), own)
    if mended:
        whole = joined(whole, prepare(mended))
    changed = [*kept, *unkept]
    fresh = np.array([row.old is None for row in changed], bool)
    wordless, wordless_changed = _is_hidden(rows) & ~held, _is_hidden(whole.rows)
    applied = Applied(  # what hides a post is none itself
        new=int((fresh & ~wordless_changed).sum()),
        updated=int((~fresh).sum()),
        unchanged=int((~held & ~wordless).sum()) - int((~wordless_changed).sum()),
        held=int(held.sum()),
        granted=granted,
        elsewhere=elsewhere,
    )
    replaced = [row.old.address for row in changed if row.old is not None]
    return Folded(whole, changed, np.array(replaced, np.uint64), applied)


def _is_hidden(rows: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Which rows say no more than that nobody may read their post."""
    groups = pc.list_value_length(rows.column("visibility"))
    hidden: npt.NDArray[np.bool_] = pc.equal(groups, 0).fill_null(False).to_numpy(False)
    return hidden


class _Consents:
    """What the rows of a batch say of consent, and what a ground may fill of them."""

    def __init__(
        self,
        rows: pa.RecordBatch,
        versions: npt.NDArray[np.int64],
        held: npt.NDArray[np.bool_],
        grant: Sequence[str],
    ) -> None:
        self._words = said(rows, versions, held)
        self._grants = {s: may_grant(grant, s) for s in rows.column("source").unique().to_pylist()}
        self._sources = rows.column("source").to_pylist()
        self._columns = {name: rows.column(name).to_pylist() for name in CONSENT}

    def of(self, id_: str, i: int, old: Known | None) -> tuple[Words, set[str]]:
        """The author's words so far, and which columns the ground fills now."""
        words = later(self._words.get(id_, NOTHING), old.words if old else NOTHING)
        return words, self._grants[self._sources[i]] - {
            name for name in CONSENT if name in words or (old and old.state[name] == "no")
        }

    def unsaid(self, i: int, both: Choices) -> Choices:
        """What holds of a row that it does not say itself."""
        return {name: both[name] for name in CONSENT if both[name] != self._columns[name][i]}


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
