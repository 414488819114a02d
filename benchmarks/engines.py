"""The peers of `benchmarks.search`: each takes the same rows in a process of its own, and is asked.

python -m benchmarks.engines NAME FOLDER SOURCE     builds one, and prints its seconds
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.memory import measured_run
from benchmarks.ours import size
from rookery.post import Post

TOP = 20
_BATCH = 20_000

Ask = Callable[[str], object]


def build_lancedb(folder: Path, source: Path) -> None:
    """LanceDB writing the same rows and building the same text index."""
    import lancedb

    db = lancedb.connect(str(folder))
    made: Any = None
    for piece in _analysed(source):
        made = made.add(piece) and made if made is not None else db.create_table("posts", piece)
    made.create_fts_index(
        "terms", with_position=True, base_tokenizer="whitespace", lower_case=False, stem=False,
        remove_stop_words=False, ascii_folding=False, max_token_length=None,
    )  # fmt: skip


def ask_lancedb(folder: Path) -> Ask:
    """A BM25 query of it; what is asked are stems, as it holds them."""
    import lancedb

    opened: Any = lancedb.connect(str(folder)).open_table("posts")
    columns = ["id", "title", "text", "created_at", "community", "_score"]

    def ask(query: str) -> object:
        return opened.search(query, query_type="fts").select(columns).limit(TOP).to_arrow()

    return ask


def build_sqlite(folder: Path, source: Path) -> None:
    """SQLite FTS5 with porter stems over title and text."""
    db = sqlite3.connect(folder / "posts.sqlite")
    db.execute("CREATE VIRTUAL TABLE posts USING fts5(id UNINDEXED, title, text, tokenize=porter)")
    with db:
        db.executemany("INSERT INTO posts VALUES (?, ?, ?)", _rows(source))
    db.close()


def ask_sqlite(folder: Path) -> Ask:
    db = sqlite3.connect(folder / "posts.sqlite")

    def ask(query: str) -> object:
        match = " OR ".join(f'"{word}"' for word in query.split())
        sql = f"SELECT id, title, text FROM posts WHERE posts MATCH ? ORDER BY rank LIMIT {TOP}"
        return db.execute(sql, (match,)).fetchall()

    return ask


def build_tantivy(folder: Path, source: Path) -> None:
    """tantivy with English stems over title and text."""
    import tantivy as tv

    schema = tv.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        schema.add_text_field(name, stored=True, tokenizer_name="en_stem")
    index = tv.Index(schema.build(), path=str(folder))
    writer = index.writer(256_000_000)
    for id_, title, text in _rows(source):
        writer.add_document(tv.Document(id=id_, title=title, text=text))
    writer.commit()
    writer.wait_merging_threads()


def ask_tantivy(folder: Path) -> Ask:
    import tantivy as tv

    index = tv.Index.open(str(folder))
    searcher = index.searcher()

    def ask(query: str) -> object:
        found = searcher.search(index.parse_query(query, ["title", "text"]), TOP)
        return [searcher.doc(address) for _, address in found.hits]

    return ask


@dataclass(frozen=True, slots=True)
class Peer:
    name: str
    module: str  # without which it is not here
    build: Callable[[Path, Path], None]
    ask: Callable[[Path], Ask]
    stems: bool = False  # whether it is given posts and queries analysed by us

    @property
    def installed(self) -> bool:
        return find_spec(self.module) is not None


PEERS = {
    "lancedb": Peer("bare LanceDB", "lancedb", build_lancedb, ask_lancedb, stems=True),
    "sqlite": Peer("SQLite FTS5", "sqlite3", build_sqlite, ask_sqlite),
    "tantivy": Peer("tantivy", "tantivy", build_tantivy, ask_tantivy),
}


@dataclass(frozen=True, slots=True)
class Built:
    seconds: float
    peak: float  # GB
    disk: float  # MB
    ask: Ask


def built(key: str, folder: Path, source: Path) -> Built:
    """The peer of `source`'s posts in `folder`, and what that took."""
    folder.mkdir()
    command = [sys.executable, "-m", "benchmarks.engines", key, str(folder), str(source)]
    out, peak = measured_run(command)
    return Built(float(out.split()[-1]), peak, size(folder), PEERS[key].ask(folder))


def analyse(posts: pa.Table, path: Path) -> None:
    """Write the rows that the bare engine takes: ours with their terms, made before its clock."""
    from rookery.config import CONSENT_DEFAULTS
    from rookery.post import Counts, to_arrow
    from rookery.store.prepare import Preparer

    preparer = Preparer("en", CONSENT_DEFAULTS, None)
    writer: Any = None
    for batch in posts.to_batches(max_chunksize=_BATCH):
        made = [
            Post(
                r["id"], r["text"] or "", source="reddit", title=r["title"],
                community=r["community"], created_at=r["created_at"].replace(tzinfo=UTC),
                counts=Counts(likes=r["score"], replies=r["comments"]), sensitive=r["nsfw"],
            )
            for r in batch.to_pylist()
        ]  # fmt: skip
        rows = preparer.prepare(to_arrow(made)).rows
        if writer is None:
            writer = pa.ipc.new_file(str(path), rows.schema)
        writer.write_batch(rows)
    writer.close()


def _analysed(path: Path) -> Iterator[pa.Table]:
    with pa.OSFile(str(path)) as file:
        reader = pa.ipc.open_file(file)
        for i in range(reader.num_record_batches):
            yield pa.Table.from_batches([reader.get_batch(i)])


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    columns = ["id", "title", "text"]
    for batch in pq.ParquetFile(path).iter_batches(_BATCH, columns=columns):
        yield from zip(*(batch.column(c).to_pylist() for c in columns), strict=True)


def main() -> None:
    key, folder, source = sys.argv[1:]
    import_module(PEERS[key].module)
    start = time.perf_counter()
    PEERS[key].build(Path(folder), Path(source))
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main()
