"""The store on Lance: events in, views out, and the feed of changes between.

One writer at a time holds `write.lock`; readers never wait for it. A batch is one version of the
table, so a process that dies leaves either all of it or nothing. Upkeep lies in `upkeep.py`.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.config import ConsentRow
from rookery.embed.protocol import Embedder
from rookery.errors import Conflict
from rookery.people import Reader
from rookery.post import (
    ARROW,
    AccountGone,
    Applied,
    Change,
    Delete,
    Event,
    Follow,
    Post,
    Upsert,
    to_arrow,
)
from rookery.store import upkeep
from rookery.store.forward import Forward, Segment, write_segment
from rookery.store.frequency import TermStats, TermTables
from rookery.store.lance_table import Table, data_file, files
from rookery.store.lexicon import Lexicon
from rookery.store.locks import attempt, exclusive, shared
from rookery.store.prepare import PreparerSpec
from rookery.store.prepared import Prepared
from rookery.store.protocol import Stats
from rookery.store.rows import ROWS, Addresses
from rookery.store.sql import quote
from rookery.store.states import (
    STATE,
    Known,
    consent_differs,
    fill_granted,
    joined,
    late_refusals,
    refusals_kept,
    restated,
    said_in_batch,
    with_consent,
)
from rookery.store.tombstones import Follows, Tombstones
from rookery.store.view import LanceView
from rookery.store.where import EVERYTHING

FORMAT = 1


class LanceStore:
    """Posts of record under `folder`; made there where it does not exist."""

    def __init__(
        self,
        folder: Path,
        *,
        default_lang: str = "en",
        consent: Mapping[str, ConsentRow],
        load_embedder: Callable[[], Embedder] | None = None,
    ) -> None:
        self.preparer_spec = PreparerSpec(default_lang, consent, load_embedder)
        self._preparer = self.preparer_spec.make()
        self.folder = folder
        self.forward_folder = folder / "forward"
        self.forward_folder.mkdir(parents=True, exist_ok=True)
        self.write_lock = folder / "write.lock"
        self.index_lock = folder / "index.lock"
        self.read_lock = folder / "read.lock"
        self.upkeep_lock = folder / "upkeep.lock"
        with exclusive(self.write_lock):
            _check_format(folder / "format.json", self._preparer.embedder)
            self.table = Table(folder / "posts.lance")
            self.tombstones = Tombstones(folder / "gone.lance")
            self.follow_graph = Follows(folder / "follows.lance")
        self._refreshing = threading.Lock()
        self._segments: dict[str, Segment] = {}
        self._forward: tuple[int, Forward] | None = None
        self._stats: tuple[frozenset[str], TermStats] | None = None
        self._tables = TermTables()
        with exclusive(self.write_lock):
            self._finish_deletes()

    @property
    def embedder(self) -> Embedder | None:
        """What makes this store's vectors."""
        return self._preparer.embedder

    # Reading

    @contextmanager
    def view(self, reader: Reader) -> Iterator[LanceView]:
        """The newest version for `reader`; purge waits until the view is closed."""
        with shared(self.read_lock):
            dataset, forward = self.current()
            yield LanceView(dataset, forward, reader, self._audiences())

    def current(self) -> tuple[Any, Forward]:
        """The newest version and its forward index."""
        with self._refreshing:
            dataset = self.table.latest()
            if self._forward is None or self._forward[0] != dataset.version:
                self._forward = (dataset.version, self._map(dataset))
            return dataset, self._forward[1]

    def _map(self, dataset: Any) -> Forward:
        names = files(dataset)
        self._segments = {
            name: self._segments.get(name) or self._segment(dataset, number, name)
            for number, name in names.items()
        }
        known = frozenset(self._segments)
        if self._stats is None or self._stats[0] != known:
            self._stats = (known, self._tables.stats(list(self._segments.values())))
        dim = self.embedder.dim if self.embedder else 1
        return Forward({n: self._segments[name] for n, name in names.items()}, self._stats[1], dim)

    def _segment(self, dataset: Any, number: int, name: str) -> Segment:
        path = self.forward_folder / f"{name}.arrow"
        if not path.exists():  # lost: it can be made again from the rows
            rows = dataset.get_fragment(number).to_table(columns=[*ARROW.names])
            if rows.num_rows != dataset.get_fragment(number).physical_rows:
                raise Conflict(
                    f"The forward index of {name} is lost and rows of it are deleted: "
                    "run `rookery store compact --purge` to make it again."
                )
            batch = rows.combine_chunks().to_batches()[0]
            made = self._preparer.prepare(batch)
            write_segment(self.forward_folder, name, made)
        return Segment(path)

    def changes(self, after: int = 0, limit: int = 1_000) -> list[Change]:
        """What changed since `after`, oldest first; a follower keeps the last `seq` it has seen.

        An id stands once, with its latest change.
        """
        # no writer between the two reads: a follower that saw 6 would never ask for 5 again
        with exclusive(self.write_lock, wait=600), shared(self.read_lock):
            self._refresh_logs()
            rows = self.table.latest().scanner(
                columns=["seq", "change", "id"], filter=f"seq > {int(after)}"
            ).to_table()  # fmt: skip
        rows = rows.sort_by("seq").slice(0, limit)
        found = [Change(r["seq"], r["change"], r["id"]) for r in rows.to_pylist()]
        for kind, held in (("delete", self.tombstones.ids), ("gone", self.tombstones.accounts)):
            found += [Change(seq, kind, key) for key, seq in held.items() if seq > after]  # type: ignore[arg-type]  # one of the two literals
        return sorted(found, key=lambda c: c.seq)[:limit]

    def lexicon(self) -> Lexicon:
        """The words of the newest version; costly to make, so keep it for a while."""
        names = files(self.table.latest()).values()
        paths = [self.forward_folder / f"{name}.words" for name in names]
        return Lexicon([p for p in paths if p.exists()])

    def last_seq(self) -> int:
        """The number of the last change, 0 before any."""
        path = self.folder / "seq"
        return int(path.read_text()) if path.exists() else 0

    def follows(self, handle: str) -> tuple[list[str], list[str]]:
        self.follow_graph.refresh()
        return self.follow_graph.of(handle)

    def export(self, reader: Reader) -> Iterator[Post]:
        """Every post that `reader` may read, oldest row first."""
        with self.view(reader) as view:
            addresses = np.sort(view.find(EVERYTHING))
            for start in range(0, len(addresses), 2_000):
                yield from view.posts(addresses[start : start + 2_000])

    # Writing

    def prepare(self, posts: Sequence[Post] | pa.RecordBatch) -> Prepared:
        """Posts, or their Arrow form, as `apply_prepared` takes them."""
        batch = posts if isinstance(posts, pa.RecordBatch) else to_arrow(posts)
        return self._preparer.prepare(batch)

    def apply(self, events: Sequence[Event]) -> Applied:
        posts = [e.post for e in events if isinstance(e, Upsert)]
        return self.apply_prepared(
            self.prepare(posts) if posts else None,
            [e for e in events if not isinstance(e, Upsert)],
        )

    def apply_prepared(
        self,
        batch: Prepared | None,
        others: Sequence[Event] = (),
        *,
        index: bool = True,
        grant: Sequence[str] = (),
    ) -> Applied:
        """One atomic batch: deletes first, since a delete holds whatever order it came in.

        `grant` names the consent columns that the operator's ground fills where nothing is said.
        """
        with exclusive(self.write_lock):
            self._refresh_logs()
            gone = self._bury(
                [e.id for e in others if isinstance(e, Delete)],
                [e.author for e in others if isinstance(e, AccountGone)],
            )
            accounts = self.tombstones.accounts
            follows = self.follow_graph.add(
                [
                    (e.who, e.whom)
                    for e in others
                    if isinstance(e, Follow)
                    and accounts.keys().isdisjoint((e.who.lower(), e.whom.lower()))
                ]
            )
            applied = Applied(deleted=len(gone), follows=follows)
            if batch is not None:
                applied += self._upsert(batch, gone, grant)
            elif len(gone):
                self.table.commit([], gone)
            self._note_buried()
        if index:
            self.index_new()
        return applied

    def delete(self, ids: Sequence[str]) -> int:
        """Delete by id; gone from every view that opens after this returns."""
        return self.apply([Delete(i) for i in ids]).deleted

    def index_new(self) -> None:
        """A delta index over what is new, unless a merge is under way: scans serve until then."""
        with attempt(self.index_lock) as free:
            if free and self.table.unindexed():
                self.table.index_new()

    def tend(self) -> None:
        """The upkeep that is due now, where no other process sees to it."""
        upkeep.tend(self)

    def settle(self) -> None:
        """One text index over everything, after a large ingest."""
        upkeep.settle(self)

    def compact(self, *, purge: bool = False) -> None:
        """Join fragments and indexes; with `purge` no file holds anything of a deleted post."""
        upkeep.compact(self, purge=purge)

    def stats(self) -> Stats:
        return upkeep.stats(self)

    def check(self) -> list[str]:
        """What is wrong, a sentence each; empty when all is well."""
        return upkeep.check(self)

    def _refresh_logs(self) -> None:
        self.tombstones.refresh()
        self.follow_graph.refresh()

    def _bury(self, ids: Sequence[str], accounts: Sequence[str]) -> Addresses:
        """Write tombstones, durable before anything else happens; gives the rows they take."""
        ids = [_whole(i) for i in ids]
        accounts = [_whole(a).lower().removeprefix("@") for a in accounts]
        found = self._live(_any_of("id", ids))
        theirs = self._live(
            " OR ".join(
                filter(None, (_any_of("author_key", accounts), _any_of("author_id", accounts)))
            )
        )
        new_accounts = [a for a in dict.fromkeys(accounts) if a not in self.tombstones.accounts]
        new_ids = [i for i in dict.fromkeys([*ids, *theirs]) if i not in self.tombstones.ids]
        if new_ids or new_accounts:
            first = self._reserve(len(new_ids) + len(new_accounts))
            self.tombstones.add("gone", new_accounts, first)
            self.tombstones.add("delete", new_ids, first + len(new_accounts))
        for account in new_accounts:
            self.follow_graph.drop(account)
        return np.array(sorted({*found.values(), *theirs.values()}), np.uint64)

    def _finish_deletes(self) -> None:
        """A process that died between a tombstone and its rows: take the rows now."""
        self._refresh_logs()
        path = self.folder / "buried"
        upto = int(path.read_text()) if path.exists() else 0
        held = [i for i, seq in self.tombstones.ids.items() if seq > upto]
        for start in range(0, len(held), 5_000):
            found = self._live(_any_of("id", held[start : start + 5_000]))
            if found:
                self.table.commit([], np.array(sorted(found.values()), np.uint64))
        self._note_buried()

    def _note_buried(self) -> None:
        newest = max(self.tombstones.ids.values(), default=0)
        path = self.folder / "buried"
        if newest and newest > (int(path.read_text()) if path.exists() else 0):
            _write_number(path, newest)

    def _live(self, condition: str) -> dict[str, int]:
        """Ids and addresses of the rows for which `condition` holds."""
        if not condition:
            return {}
        rows = self.table.latest().scanner(
            columns=["id"], with_row_id=True, filter=condition
        ).to_table()  # fmt: skip
        ids, addresses = rows.column("id").to_pylist(), rows.column("_rowid").to_pylist()
        return dict(zip(ids, addresses, strict=True))

    def _upsert(self, batch: Prepared, gone: Addresses, grant: Sequence[str]) -> Applied:
        rows = batch.rows
        ids = rows.column("id").to_pylist()
        versions = rows.column("version").fill_null(-(2**63)).to_numpy()
        held = self._held(rows, ids)
        # A batch may hold an id twice: its newest state counts, and the last of equals.
        latest: dict[str, int] = {}
        for i, (id_, version) in enumerate(zip(ids, versions, strict=True)):
            if not held[i] and (id_ not in latest or version >= versions[latest[id_]]):
                latest[id_] = i
        batch = with_consent(batch, said_in_batch(rows, latest, versions))
        rows = batch.rows
        known = self._known(batch, latest)
        if grant:
            rows = fill_granted(rows, grant, known)
            batch = replace(batch, rows=rows)
        candidates = self._states(rows, [latest[i] for i in known])
        keep: list[int] = []
        changes: list[str] = []
        replaced: list[int] = []
        mended: list[Post] = []  # in the store, and refused by an older state that came late
        mended_rows: list[int] = []
        refused: dict[int, Known] = {}  # row: the older state whose "no" holds
        for id_, i in latest.items():
            old = known.get(id_)
            if old is None:
                keep.append(i)
                changes.append("upsert")
            elif versions[i] >= old.version and candidates[id_] != old.state:
                keep.append(i)
                changes.append(
                    "consent" if consent_differs(candidates[id_], old.state) else "upsert"
                )
                replaced.append(old.address)
                refused[len(keep) - 1] = old
            elif late := late_refusals(candidates[id_], old):
                mended.append(restated(old, late))
                mended_rows.append(old.address)
        updated = len(replaced) + len(mended)
        removed = np.unique(np.concatenate([gone, np.array(replaced + mended_rows, np.uint64)]))
        kept = batch.take(np.array(keep, np.int64))
        kept = with_consent(kept, refusals_kept(kept, refused))
        if mended:
            kept = joined(kept, self.prepare(mended))
            changes += ["consent"] * len(mended)
        if changes:
            self._commit(kept, changes, removed)
        elif len(removed):
            self.table.commit([], removed)
        return Applied(
            new=len(keep) - len(replaced),
            updated=updated,
            unchanged=len(ids) - int(held.sum()) - len(changes),
            held=int(held.sum()),
        )

    def _held(self, rows: pa.RecordBatch, ids: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which rows an earlier delete or gone account keeps out."""
        gone, accounts = self.tombstones.ids, self.tombstones.accounts
        if not gone and not accounts:
            return np.zeros(len(ids), bool)
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

    def _known(self, batch: Prepared, latest: Mapping[str, int]) -> dict[str, Known]:
        """The live rows that hold an id of the batch, found by key in the forward index."""
        if not latest:
            return {}
        index = np.fromiter(latest.values(), np.int64)
        keys = batch.forward.column("key").to_numpy()[index]
        dataset, forward = self.current()
        _, addresses = forward.find(keys)
        if not len(addresses):
            return {}
        columns = [*STATE, "version", "_rowid"]
        table = dataset._take_rows(addresses.tolist(), columns=columns)
        where = zip(
            table.column("_rowid").to_pylist(),
            table.column("version").fill_null(-(2**63)).to_pylist(),
            strict=True,
        )
        states = table.select(STATE).to_pylist()
        return {
            state["id"]: Known(address, version, state)
            for (address, version), state in zip(where, states, strict=True)
        }

    def _states(self, rows: pa.RecordBatch, index: Sequence[int]) -> dict[str, dict[str, Any]]:
        """What the source said of the posts in these rows, by id."""
        table = rows.select(STATE).take(pa.array(index, pa.int64()))
        return {state["id"]: state for state in table.to_pylist()}

    def _commit(self, batch: Prepared, changes: Sequence[str], removed: Addresses) -> None:
        """Data file, forward segment, then the version that names them: in this order."""
        n = len(changes)
        self._note_audiences(batch.rows.column("audience").unique().to_pylist())
        first = self._reserve(n)
        rows = pa.RecordBatch.from_arrays(
            [*batch.rows.columns, pa.array(np.arange(first, first + n)), pa.array(changes)],
            schema=ROWS,
        )
        fragment = self.table.write(rows)
        write_segment(self.forward_folder, data_file(fragment), batch)
        self.table.commit([fragment], removed)

    def _reserve(self, n: int) -> int:
        """The first of `n` change numbers; reserved before they are used, so none is used twice."""
        last = self.last_seq()
        _write_number(self.folder / "seq", last + n)
        return last + 1

    def _audiences(self) -> list[str]:
        path = self.folder / "audiences.json"
        return list(json.loads(path.read_text("utf-8"))) if path.exists() else []

    def _note_audiences(self, found: Sequence[str]) -> None:
        known = self._audiences()
        new = [a for a in found if a not in known and a not in ("public", "nobody")]
        if new:
            _write_text(self.folder / "audiences.json", json.dumps([*known, *new]))


def _whole(name: str) -> str:
    """An id or a handle without halves of characters, which no file can hold."""
    return name.encode("utf-8", "replace").decode()


def _any_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(map(quote, values))})" if values else ""


def _check_format(path: Path, embedder: Embedder | None) -> None:
    """The store's own description; raises Conflict for one that this release cannot use."""
    mine = {
        "format": FORMAT,
        "embedder": embedder.name if embedder else None,
        "dim": embedder.dim if embedder else 1,
    }
    if not path.exists():
        _write_text(path, json.dumps(mine))
        return
    try:
        theirs = json.loads(path.read_text("utf-8"))
        newer = theirs["format"] > FORMAT
    except (ValueError, KeyError, TypeError):
        raise Conflict(f"{path} is damaged: restore the store from a backup.") from None
    if newer:
        raise Conflict(
            f"The store in {path.parent} was written by a newer Rookery "
            f"(format {theirs['format']}; this one reads {FORMAT}): use that "
            "release, or a newer one."
        )
    if (theirs.get("embedder"), theirs.get("dim")) != (mine["embedder"], mine["dim"]):
        raise Conflict(
            f"The store in {path.parent} holds vectors of {theirs.get('embedder') or 'no embedder'}"
            f" and the settings ask for {mine['embedder'] or 'none'}: set embed as it was, or "
            "export the posts and ingest them into a new home."
        )


def _write_number(path: Path, number: int) -> None:
    _write_text(path, str(number))


def _write_text(path: Path, text: str) -> None:
    """Replace a small file whole, durable when it returns."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
