"""Which files of a store are damaged or gone, and what to do about each; changes nothing.

What never changes once written is held against its checksum, and read where it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any, Literal

import lance
import pyarrow as pa
import pyarrow.compute as pc
from lance.file import LanceFileReader

from rookery.errors import Conflict, RookeryError
from rookery.locks import among
from rookery.store.format import FILE, Description, described, generations
from rookery.store.forward import ENDINGS
from rookery.store.generations import NEXT, begun
from rookery.store.lance_table import data_file, is_made, manifests, named
from rookery.store.notes import Notes
from rookery.store.sums import Sums

LOGS = ("gone.lance", "follows.lance")

Kind = Literal["record", "index", "forward", "version", "note"]
"""What is kept nowhere else; what can be made of it; an older version; a small file."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One file, or one table that is gone as a whole."""

    path: Path
    kind: Kind

    def told(self, store: Path) -> str:
        """One sentence, with what to do."""
        home = store.parent
        state = "damaged" if self.path.exists() else "gone"
        do = (
            "restore the home from a backup"
            if self.kind == "record"
            else f"`rookery store compact --home {quote(str(home))}` mends it"
        )
        return f"{self.path.relative_to(home)} is {state}: {do}."


def told(store: Path) -> list[str]:
    """A sentence a file; empty when all are whole."""
    with among(store / "read.lock"):  # a purge would take files away meanwhile
        return [damage.told(store) for damage in damages(store)]


@contextmanager
def explained(store: Path) -> Iterator[None]:
    """What the engine says of a file that it cannot read, in one sentence, as a Conflict."""
    try:
        yield
    except Exception as error:
        if isinstance(error, RookeryError):
            raise
        if store.is_dir() and (found := told(store)):
            more = f" `rookery store check` names {len(found) - 1} more." if found[1:] else ""
            raise Conflict(found[0] + more) from error
        raise


def refuse_lost(store: Path, description: Description) -> None:
    """Raises Conflict where a table is gone that was there: an empty one is not made instead."""
    for lost in _lost(store, description):
        raise Conflict(lost.told(store))


def damages(store: Path) -> list[Damage]:
    """All that is found; raises Conflict for a description that cannot be read."""
    if (description := described(store)) is None:
        return [Damage(store / FILE, "record")] if generations(store) else []
    if lost := _lost(store, description):
        return lost
    sums = Sums(store)
    posts = description.posts(store)
    found = [d for table in (posts, *(store / log for log in LOGS)) if is_made(table)
             for d in _table(table, sums)]  # fmt: skip
    records = {d.path for d in found if d.kind == "record"}
    if is_made(posts) and not any(path.suffix == ".manifest" for path in records):
        found += _forward(description.forward(store), lance.dataset(str(posts)), sums)
    last, groups = (0, list[str]()) if records else _noted(store, posts)
    found += (Damage(path, "note") for path in Notes(store).unsound(last, groups))
    if (store / NEXT).exists() and begun(store) is None:
        found.append(Damage(store / NEXT, "note"))
    if not sums.sound:
        found.append(Damage(sums.path, "note"))
    return found


def _lost(store: Path, description: Description) -> list[Damage]:
    posts = description.posts(store)
    written = Notes(store).path.exists() or any((posts / "data").glob("*"))
    tables = (posts, *(store / log for log in LOGS))
    return [Damage(path, "record") for path in tables if written and not is_made(path)]


def _table(path: Path, sums: Sums) -> list[Damage]:
    """A table's newest version with all that it names, and the older ones."""
    versions = manifests(path)
    noted = manifests(path, sums.under(path / "_versions"))
    if not versions or max(noted, default=0) > max(versions):
        newest = noted[max(noted)] if noted else path / "_versions"
        return [Damage(newest, "record")]  # the version before it would stand instead
    newest = versions.pop(max(versions))
    if not _whole(newest, sums):
        return [Damage(newest, "record")]
    # one that is not there any more was taken by upkeep meanwhile
    old = [path for path in versions.values() if path.exists() and not _whole(path, sums)]
    records, folders = named(path, lance.dataset(str(path)))
    indexes = [f for folder in folders for f in _there(folder, sums)]
    return [
        *(Damage(file, "version") for file in old),
        *(Damage(file, "record") for file in records if not _whole(file, sums)),
        *(Damage(file, "index") for file in indexes if not _whole(file, sums)),
    ]


def _there(folder: Path, sums: Sums) -> list[Path]:
    """The files of an index: those that are there, and that were."""
    return sorted({*folder.glob("*"), *sums.under(folder)}) or [folder]


def _forward(folder: Path, dataset: Any, sums: Sums) -> Iterator[Damage]:
    for fragment in dataset.get_fragments():
        for ending in ENDINGS:
            path = folder / f"{data_file(fragment.metadata)}{ending}"
            rows = fragment.physical_rows if ending == ".arrow" else None
            if not _whole(path, sums) or rows not in (None, _arrow(path).num_rows):
                yield Damage(path, "forward")


def _noted(store: Path, posts: Path) -> tuple[int, list[str]]:
    """The number of the last change and the groups, as the tables have them."""
    tables = [path for path in (posts, store / LOGS[0]) if is_made(path)]
    seqs = [lance.dataset(str(path)).to_table(columns=["seq"]).column("seq") for path in tables]
    last = max((pc.max(seq).as_py() or 0 for seq in seqs), default=0)
    if not is_made(posts):
        return last, []
    return last, closed(lance.dataset(str(posts)).to_table(columns=["audience"]))


def closed(rows: pa.Table) -> list[str]:
    """The audiences of `rows` that are groups."""
    found = rows.column("audience").unique().to_pylist()
    return [a for a in found if a not in ("public", "nobody")]


def _whole(path: Path, sums: Sums) -> bool:
    if not path.is_file():
        return False
    if (holds := sums.holds(path)) is not None:
        return holds
    try:
        _read(path)
    except Exception:  # noqa: BLE001  whatever the engine makes of garbage: it cannot be read
        return False
    return True


def _read(path: Path) -> None:
    match path.suffix:
        case ".manifest":
            table = path.parent.parent
            (version,) = manifests(table, [path])
            lance.dataset(str(table), version=version)
        case ".lance":
            LanceFileReader(str(path)).read_all().to_table().validate(full=True)
        case ".arrow" | ".df" | ".words":
            _arrow(path).validate(full=True)


def _arrow(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
