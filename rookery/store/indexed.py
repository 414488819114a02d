"""The posts table and the forward index beside it, as one: each data file has its segment."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.post import ARROW
from rookery.store.consent import stored
from rookery.store.forward import ENDINGS, Forward, Segment, write_segment
from rookery.store.frequency import TermStats, TermTables
from rookery.store.lance_table import Table, data_file, files, lasting
from rookery.store.lexicon import Lexicon
from rookery.store.prepare import Preparer
from rookery.store.prepared import Prepared
from rookery.store.rows import NOWHEN, ROWS, SAID, Addresses
from rookery.store.states import STATE, Known


class Indexed:
    """Posts under `table`, their forward index in the folder `forward`; safe in any thread."""

    def __init__(self, table: Path, forward: Path, preparer: Preparer) -> None:
        forward.mkdir(parents=True, exist_ok=True)
        self.table = Table(table)
        self.forward_folder = forward
        self._preparer = preparer
        self._refreshing = threading.Lock()
        self._segments: dict[str, Segment] = {}
        self._forward: tuple[int, Forward] | None = None
        self._stats: tuple[frozenset[str], TermStats] | None = None
        self._tables = TermTables()

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
        embedder = self._preparer.embedder
        dim = embedder.dim if embedder else 1
        return Forward({n: self._segments[name] for n, name in names.items()}, self._stats[1], dim)

    def _segment(self, dataset: Any, number: int, name: str) -> Segment:
        if not all(path.exists() for path in self.segment_files(name)):  # lost
            self._make(dataset, number, name)
        return Segment(self.forward_folder / f"{name}.arrow")

    def _make(self, dataset: Any, number: int, name: str) -> None:
        """A segment from its rows; with those that are deleted, so that places stay the same."""
        rows = dataset.scanner(
            columns=[*ARROW.names], with_row_id=True, fragments=[dataset.get_fragment(number)],
            include_deleted_rows=True, scan_in_order=True,
        ).to_table()  # fmt: skip
        (batch,) = rows.select(ARROW.names).combine_chunks().to_batches()
        write_segment(self.forward_folder, name, self._preparer.prepare(batch))

    def make_anew(self, damaged: Collection[str]) -> None:
        """The segments of these data files, whatever is there now."""
        dataset = self.table.latest()
        with self._refreshing:
            for number, name in files(dataset).items():
                if name in damaged:
                    self._make(dataset, number, name)
                    self._segments.pop(name, None)
                    self._forward = self._stats = None

    def segment_files(self, name: str) -> list[Path]:
        """What stands in the forward index beside a data file."""
        return [self.forward_folder / f"{name}{ending}" for ending in ENDINGS]

    def lasting(self) -> Iterator[Path]:
        """Files, and folders of files, that never change again."""
        for path in lasting(Path(self.table.path)):
            yield path
            if path.parent.name == "data":
                yield from self.segment_files(path.stem)

    def lexicon(self) -> Lexicon:
        """The words of the newest version; costly to make, so keep it for a while."""
        names = files(self.table.latest()).values()
        paths = [self.forward_folder / f"{name}.words" for name in names]
        return Lexicon([p for p in paths if p.exists()])

    def known(self, keys: npt.NDArray[np.uint64]) -> dict[str, Known]:
        """The live rows of the posts with these keys, found in the forward index."""
        if not len(keys):
            return {}
        dataset, forward = self.current()
        _, addresses = forward.find(keys)
        if not len(addresses):
            return {}
        columns = [*STATE, *SAID.values(), "version", "audience", "born", "_rowid"]
        table = dataset._take_rows(addresses.tolist(), columns=columns)
        kept = zip(
            table.column("_rowid").to_pylist(),
            table.column("version").fill_null(NOWHEN).to_pylist(),
            table.column("audience").to_pylist(),
            table.column("born").to_pylist(),
            strict=True,
        )
        states = table.select(STATE).to_pylist()
        said = map(stored, states, table.select(list(SAID.values())).to_pylist())
        return {
            state["id"]: Known(*row, state, words)
            for row, state, words in zip(kept, states, said, strict=True)
        }

    def columns(self, condition: str, names: Sequence[str]) -> pa.Table:
        """Columns of the rows for which `condition` holds, and their addresses as `_rowid`; of none
        where it is empty."""
        if not condition:
            none = ROWS.empty_table().select(list(names))
            return none.append_column("_rowid", pa.array([], pa.uint64()))
        return self.table.latest().scanner(
            columns=list(names), with_row_id=True, filter=condition
        ).to_table()  # fmt: skip

    def live(self, condition: str) -> dict[str, int]:
        """Ids and addresses of the rows for which `condition` holds; of none where it is empty."""
        rows = self.columns(condition, ["id"])
        ids, addresses = rows.column("id").to_pylist(), rows.column("_rowid").to_pylist()
        return dict(zip(ids, addresses, strict=True))

    def commit(self, batch: Prepared, commit: pa.RecordBatch, removed: Addresses) -> None:
        """Data file, forward segment, then the version that names them: in this order.

        `commit` has the columns `COMMIT` of the batch's rows.
        """
        rows = pa.RecordBatch.from_arrays([*batch.rows.columns, *commit.columns], schema=ROWS)
        fragment = self.table.write(rows)
        write_segment(self.forward_folder, data_file(fragment), batch)
        self.table.commit([fragment], removed)
