"""All posts analysed and embedded again by the settings, as a new generation beside the old.

Readers and writers go on while it is made. A state of a post has the same change number in both,
so comparing numbers tells what is missing yet and what has gone meanwhile, after a kill too. Then
`format.json` names the new generation, in one write: the old one stands until then.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.durable import write_whole
from rookery.errors import NoRoom, NotFound
from rookery.locks import alone, among, exclusive
from rookery.post import ARROW
from rookery.store.format import Description, describe, described, generations, wanted
from rookery.store.generations import LOCK, NEXT, discard
from rookery.store.indexed import Indexed
from rookery.store.lance_table import Table
from rookery.store.notes import Notes
from rookery.store.prepare import Preparer, PreparerSpec
from rookery.store.rows import COMMIT, Addresses
from rookery.store.upkeep import forget_others, join
from rookery.version import VERSION

CHUNK = 20_000  # posts: of each all is kept, or nothing, when the process is killed
_WAIT = 600.0  # seconds for others to end what they are at


@dataclass(frozen=True, slots=True)
class Progress:
    """Where it stands."""

    done: int  # posts
    total: int
    seconds: float
    began: int = 0  # posts that an interrupted run had done
    stage: str = "analysing"  # analysing, indexing, joining

    @property
    def left(self) -> float | None:
        """Seconds of analysis, at the rate so far; `None` before there is one."""
        mine = self.done - self.began
        return self.seconds * (self.total - self.done) / mine if mine > 0 else None


def reanalyse(
    store: Path, spec: PreparerSpec, report: Callable[[Progress], None] = lambda _: None
) -> int:
    """Gives how many posts there are; a run that was interrupted is gone on with."""
    with exclusive(store / LOCK, wait=1):
        stands = described(store, spec.default_lang)
        if stands is None:
            raise NotFound(f"There is no store of posts in {store}.")
        preparer = spec.make()
        new = wanted(preparer.embedder, spec.default_lang, stands.generation + 1)
        _begin(store, new, spec)
        _refuse_small_disk(store, stands)
        return _Copy(store, stands, new, preparer, report).make()


def _begin(store: Path, new: Description, spec: PreparerSpec) -> None:
    """Go on with what was begun by the same settings and release; begin anew where it was not."""
    consent = {source: row.search for source, row in spec.consent.items()}
    made_by = asdict(new) | {"release": VERSION, "consent": consent}
    said = json.dumps(made_by, sort_keys=True)
    path = store / NEXT
    if not path.exists() or path.read_text("utf-8") != said:
        discard(store)
        write_whole(path, said)


def _refuse_small_disk(store: Path, stands: Description) -> None:
    """Raises NoRoom where a second generation would not fit."""
    sizes = {True: 0, False: 0}
    for path, n in generations(store).items():
        sizes[n == stands.generation] += sum(p.stat().st_size for p in path.rglob("*"))
    need, free = sizes[True] - sizes[False], shutil.disk_usage(store).free
    if need > free:
        raise NoRoom(
            f"The posts are analysed again beside those that stand, which takes "
            f"{need / 1e9:.1f} GB more, and {free / 1e9:.1f} GB are free at {store}: make room and "
            "type the same again."
        )


class _Copy:
    """The posts of one generation, analysed into another."""

    def __init__(
        self,
        store: Path,
        stands: Description,
        new: Description,
        preparer: Preparer,
        report: Callable[[Progress], None],
    ) -> None:
        self._store, self._stands, self._new = store, stands, new
        with exclusive(store / "write.lock", wait=_WAIT):
            self._source = Table(stands.posts(store))
        self._target = Indexed(new.posts(store), new.forward(store), preparer)
        self._preparer, self._report = preparer, report
        self._start = time.monotonic()
        self._done = self._total = 0
        self._began: int | None = None

    def make(self) -> int:
        while self._copy_missing() > CHUNK:
            pass  # others go on writing: what is left grows less
        self._tell("indexing")
        join(self._target)
        forget_others(self._target)
        self._target.table.rebuild_indexes()
        self._tell("joining")
        with ExitStack() as held:
            for lock in ("upkeep.lock", "write.lock", "index.lock"):
                held.enter_context(exclusive(self._store / lock, wait=_WAIT))
            self._copy_missing()
            self._target.table.index_new()
            self._stand()
        return self._total

    def _copy_missing(self) -> int:
        """Bring the new generation to what the old one holds now; gives how many posts it took."""
        with among(self._store / "read.lock"):
            there, _ = _numbers(self._source)
        here, addresses = _numbers(self._target.table)
        gone = addresses[~np.isin(here, there)]
        if len(gone):
            self._target.table.commit([], np.sort(gone))
        missing = np.setdiff1d(there, here)
        self._total, self._done = len(there), len(there) - len(missing)
        self._began = self._done if self._began is None else self._began
        for begin in range(0, len(missing), CHUNK):
            self._tell("analysing")
            chunk = missing[begin : begin + CHUNK]
            self._copy(chunk)
            self._done += len(chunk)
        return len(missing)

    def _copy(self, numbers: npt.NDArray[np.int64]) -> None:
        """Analyse the states with these numbers, as far as they are still there."""
        between = f"seq >= {numbers[0]} AND seq <= {numbers[-1]}"
        with among(self._store / "read.lock"):
            rows = self._source.latest().scanner(
                columns=[*ARROW.names, *COMMIT.names], filter=between
            ).to_table()  # fmt: skip
        rows = rows.filter(pc.is_in(rows.column("seq"), pa.array(numbers))).sort_by("seq")
        if rows.num_rows:
            (batch,) = rows.combine_chunks().to_batches()
            made = self._preparer.prepare(batch.select(ARROW.names))
            self._target.commit(made, batch.select(COMMIT.names), np.zeros(0, np.uint64))

    def _stand(self) -> None:
        """From here on the new generation is the store, and the old one is removed.

        Readers wait for a moment: nobody reads the old when it goes.
        """
        audiences = self._target.table.latest().to_table(columns=["audience"]).column("audience")
        # the settings may open a post to groups that none was for before
        Notes(self._store).note_audiences(audiences.unique().to_pylist())
        os.sync()  # the new one lies on the disk before the old one leaves it
        with alone(self._store / "read.lock", wait=_WAIT):
            describe(self._store, self._new)
            os.sync()
            discard(self._store)

    def _tell(self, stage: str) -> None:
        seconds = time.monotonic() - self._start
        self._report(Progress(self._done, self._total, seconds, self._began or 0, stage))


def _numbers(table: Table) -> tuple[npt.NDArray[np.int64], Addresses]:
    """The change number of each row, and its address."""
    rows = table.latest().scanner(columns=["seq"], with_row_id=True).to_table()
    return rows.column("seq").to_numpy(), rows.column("_rowid").to_numpy()
