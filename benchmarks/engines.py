"""The peers of `benchmarks.search`: each takes the same rows and gives its time and a query."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa

from rookery.post import Post

TOP = 20


def bare_lancedb(folder: Path, table: pa.Table) -> tuple[float, Callable[[str], object]] | None:
    """LanceDB writing the same rows and building the same text index; and a BM25 query of it."""
    try:
        import lancedb
    except ImportError:
        return None
    start = time.perf_counter()
    db = lancedb.connect(str(folder))
    made: Any = None
    for batch in table.to_batches(max_chunksize=20_000):
        piece = pa.Table.from_batches([batch])
        made = made.add(piece) and made if made is not None else db.create_table("posts", piece)
    made.create_fts_index(
        "terms", with_position=True, base_tokenizer="whitespace", lower_case=False, stem=False,
        remove_stop_words=False, ascii_folding=False, max_token_length=None,
    )  # fmt: skip
    took = time.perf_counter() - start
    opened = db.open_table("posts")
    columns = ["id", "title", "text", "created_at", "community"]

    def ask(query: str) -> object:
        return opened.search(query, query_type="fts").select(columns).limit(TOP).to_arrow()

    return took, ask


def sqlite(folder: Path, table: pa.Table) -> tuple[float, Callable[[str], object]]:
    """SQLite FTS5 with porter stems over title and text, and a BM25 query of it."""
    start = time.perf_counter()
    db = sqlite3.connect(folder / "posts.sqlite")
    db.execute("CREATE VIRTUAL TABLE posts USING fts5(id UNINDEXED, title, text, tokenize=porter)")
    columns = [table.column(c).to_pylist() for c in ("id", "title", "text")]
    with db:
        db.executemany("INSERT INTO posts VALUES (?, ?, ?)", zip(*columns, strict=True))
    took = time.perf_counter() - start

    def ask(query: str) -> object:
        match = " OR ".join(f'"{word}"' for word in query.split())
        sql = f"SELECT id, title, text FROM posts WHERE posts MATCH ? ORDER BY rank LIMIT {TOP}"
        return db.execute(sql, (match,)).fetchall()

    return took, ask


def tantivy(folder: Path, table: pa.Table) -> tuple[float, Callable[[str], object]] | None:
    """tantivy with English stems over title and text, and a BM25 query of it."""
    try:
        import tantivy as tv
    except ImportError:
        return None
    start = time.perf_counter()
    schema = tv.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        schema.add_text_field(name, stored=True, tokenizer_name="en_stem")
    index = tv.Index(schema.build(), path=str(folder))
    writer = index.writer(256_000_000)
    columns = [table.column(c).to_pylist() for c in ("id", "title", "text")]
    for id_, title, text in zip(*columns, strict=True):
        writer.add_document(tv.Document(id=id_, title=title, text=text))
    writer.commit()
    writer.wait_merging_threads()
    took = time.perf_counter() - start
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> object:
        found = searcher.search(index.parse_query(query, ["title", "text"]), TOP)
        return [searcher.doc(address) for _, address in found.hits]

    return took, ask


def analysed(table: pa.Table) -> pa.Table:
    """The rows that the bare engine writes: ours with their terms, made before its clock."""
    from rookery.config import CONSENT_DEFAULTS
    from rookery.post import Counts, to_arrow
    from rookery.store.prepare import Preparer

    preparer = Preparer("en", CONSENT_DEFAULTS, None)
    out = []
    for batch in table.to_batches(max_chunksize=20_000):
        posts = [
            Post(
                r["id"], r["text"] or "", source="reddit", title=r["title"],
                community=r["community"], created_at=r["created_at"].replace(tzinfo=UTC),
                counts=Counts(likes=r["score"], replies=r["comments"]), sensitive=r["nsfw"],
            )
            for r in batch.to_pylist()
        ]  # fmt: skip
        out.append(preparer.prepare(to_arrow(posts)).rows)
    return pa.Table.from_batches(out)
