"""The Reddit posts that search is measured on, and what is asked of them, always the same."""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FILES = ("reddit-0.parquet", "reddit-1.parquet", "reddit-2.parquet")


def data_folder() -> Path:
    """Where the Reddit posts lie: ROOKERY_DATA, else ../shared/data."""
    folder = Path(os.environ.get("ROOKERY_DATA", "../shared/data"))
    if not (folder / "posts" / FILES[0]).exists():
        sys.exit(f"There are no posts in {folder}: name their folder with ROOKERY_DATA.")
    return folder


def rows(folder: Path, n: int) -> pa.Table:
    tables = [pq.read_table(folder / "posts" / name) for name in FILES]
    return pa.concat_tables(tables).slice(0, n).combine_chunks()


def queries(table: pa.Table, n: int) -> list[str]:
    """Two to four neighbouring words of titles, drawn with a fixed seed."""
    draw = random.Random(7)
    titles = table.column("title").to_pylist()
    out: list[str] = []
    while len(out) < n:
        words = re.findall(r"[A-Za-z]{3,}", draw.choice(titles))
        k = draw.choice((2, 3, 4))
        if len(words) >= k:
            at = draw.randrange(len(words) - k + 1)
            out.append(" ".join(words[at : at + k]).lower())
    return out
