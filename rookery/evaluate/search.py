"""Search quality on a test collection of one's own: plain files in, a TREC run out.

The collection goes into a store of its own for the time of the run; the searcher is the product's.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rookery.config import CONSENT_DEFAULTS
from rookery.errors import BadInput, short
from rookery.ingest import values
from rookery.ingest.times import parse_time
from rookery.post import Post
from rookery.search.searcher import Searcher
from rookery.search.semantic import SemanticReader
from rookery.store import LanceStore

DEPTH = 1_000
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """A post of the collection, or a query and when it was asked."""

    id: str
    text: str
    title: str | None
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Done:
    queries: int
    semantic: bool  # whether the best posts were read by the transformer


def run_search(
    corpus: Path,
    queries: Path,
    out: Path,
    *,
    semantic: Callable[[Path], SemanticReader | None] = lambda folder: None,
    load_embedder: Any = None,
    report: Callable[[str, int], None] = lambda stage, n: None,
) -> Done:
    """Write the run of every query over the corpus."""
    asked = read_queries(queries)
    refuse_run(out, (corpus, queries))
    with tempfile.TemporaryDirectory(prefix="rookery-eval-") as folder:
        store = indexed(corpus, Path(folder) / "store", load_embedder=load_embedder, report=report)
        reading = semantic(Path(folder) / "cache")
        searcher = Searcher(store, embedder=store.embedder, semantic=reading)
        write_run(searcher, asked, out, report)
    return Done(len(asked), reading is not None)


def refuse_run(out: Path, given: Sequence[Path]) -> None:
    """Where no run can be written to `out` without loss of a file that is `given`."""
    if not out.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {out.parent} for the run.")
    if out.is_dir():
        raise BadInput(f"{out} is a folder: name a file in it for the run.")
    part = _part(out)
    for file in given:
        if file.exists() and any(p.exists() and p.samefile(file) for p in (out, part)):
            raise BadInput(f"The run would overwrite {file}: name another file for it.")
    try:
        part.open("w").close()
        part.unlink()
    except OSError as error:
        raise BadInput(f"The run cannot be written to {out}: {error.strerror}.") from None


def _part(out: Path) -> Path:
    """Where a run lies until it is whole."""
    return out.with_name(out.name + ".part")


def read_queries(path: Path) -> list[Row]:
    asked = list(_rows(path))
    for id_, times in Counter(query.id for query in asked).items():
        if times > 1:
            raise BadInput(f"Two queries of {path} have the _id {id_!r}: a run tells by it.")
    return asked


def indexed(
    corpus: Path,
    folder: Path,
    *,
    load_embedder: Any = None,
    report: Callable[[str, int], None] = lambda stage, n: None,
) -> LanceStore:
    """A store in `folder` of the posts of `corpus`."""
    store = LanceStore(folder, consent=CONSENT_DEFAULTS, load_embedder=load_embedder)
    total = 0
    for batch in _batches(_posts(corpus)):
        store.apply_prepared(store.prepare(batch), index=False)
        total += len(batch)
        report("indexed", total)
    store.settle()
    return store


def _posts(corpus: Path) -> Iterator[Post]:
    ids: set[str] = set()
    for row in _rows(corpus):
        if row.id in ids:
            raise BadInput(f"Two posts of {corpus} have the _id {row.id!r}: a run tells by it.")
        ids.add(row.id)
        yield Post(row.id, row.text, title=row.title, created_at=row.time)


def write_run(
    searcher: Searcher,
    asked: Sequence[Row],
    out: Path,
    report: Callable[[str, int], None] = lambda stage, n: None,
) -> None:
    """What `searcher` finds for each query, as a TREC run."""
    part = _part(out)
    with part.open("w", encoding="utf-8") as file:
        for n, query in enumerate(asked, 1):
            ranked = searcher.run(query.text, as_of=query.time, depth=DEPTH)
            for place, (id_, _) in enumerate(ranked, 1):
                # evaluators order by score and break ties by id: the places must be ours
                file.write(f"{query.id} Q0 {id_} {place} {DEPTH - place + 1} rookery\n")
            report("asked", n)
    part.replace(out)


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or "_id" not in row:
                    raise BadInput(f"{path}:{number} has no _id: each line is one JSON object.")
                yield _row(row, f"{path}:{number}")
    except (FileNotFoundError, IsADirectoryError):
        raise BadInput(f"There is no file {path}.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not JSON lines in UTF-8: {error}.") from None


def _row(row: dict[str, Any], where: str) -> Row:
    """The values of a line, each read as ingest reads a post's."""
    try:
        text, title = (values.text(row.get(name) or "") for name in ("text", "title"))
    except ValueError as reason:
        raise BadInput(f"{where}: its text {reason}.") from None
    return Row(_id(row["_id"], where), text or "", title, _time(row, where))


def _id(value: Any, where: str) -> str:
    """As it stands between the spaces of a run's line."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise BadInput(f"{where}: the _id is to be text or a whole number.")
    id_ = str(value)
    if id_.split() != [id_] or values.clean(id_) != id_:
        raise BadInput(
            f"{where}: the _id {short(id_)!r} cannot stand in a TREC run: take white space and "
            "controls out of it."
        )
    return id_


def _time(row: dict[str, Any], where: str) -> datetime | None:
    if not row.get("created_at"):
        return None
    time = parse_time(row["created_at"])
    if time is None:
        raise BadInput(f"{where}: created_at {row['created_at']!r} is not a time.")
    return time


def _batches(posts: Iterator[Post]) -> Iterator[list[Post]]:
    batch: list[Post] = []
    for post in posts:
        batch.append(post)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
