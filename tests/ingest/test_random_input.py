"""Whatever a file holds, reading it gives events, reasons or one sentence, and never a crash."""

import csv
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rookery.errors import RookeryError
from rookery.ingest import KINDS, open_source
from rookery.ingest.names import _USUAL
from rookery.ingest.protocol import LeftOut
from rookery.post import Upsert, to_arrow

NAMES = [*_USUAL, "delete", "account_gone", "follow", "data", "includes", "id_str", "user",
         "retweeted_status", "entities", "extended_tweet", "errors", "tweet"]  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["2026-11-01", "yes", "no", "public", "direct", "1e999", "\x00", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
objects = st.dictionaries(st.sampled_from(NAMES), values, max_size=8)


def survives(kind: str | None, name: str, content: bytes) -> None:
    """Read it all; what it gave must be posts that a store can take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        posts = []
        try:
            for record in open_source(kind, str(path)).read():
                if isinstance(record, LeftOut):
                    assert record.why.strip()
                    continue
                if record.reject:  # what is closed goes in without a word, to hide what was open
                    assert record.event is None or record.event.post.visibility == ()
                else:
                    assert record.event is not None
                assert len(record.raw) <= 2_000
                if isinstance(record.event, Upsert):
                    posts.append(record.event.post)
        except RookeryError as error:
            assert str(error).strip()
        assert to_arrow(posts).num_rows == len(posts)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes(kind: str, content: bytes) -> None:
    survives(kind, "posts.bin", content)


@pytest.mark.parametrize("ending", [".gz", ".zst", ".jsonl.gz", ".csv.zst", ".zip", ".parquet", ""])
@settings(max_examples=25, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_under_any_name(ending: str, content: bytes) -> None:
    survives(None, f"posts{ending}", content)


@pytest.mark.parametrize("kind", ["jsonl", "x-api"])
@settings(max_examples=150, deadline=None)
@given(rows=st.lists(objects | values, max_size=4))
def test_any_json(kind: str, rows: list[Any]) -> None:
    survives(kind, "posts.jsonl", "\n".join(map(json.dumps, rows)).encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(
    columns=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
    rows=st.lists(st.lists(st.text(max_size=20), max_size=7), max_size=4),
)
def test_any_table(columns: list[str], rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["text", *columns], *rows])
    survives("csv", "posts.csv", text.getvalue().encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(objects | values, max_size=3), account=values)
def test_any_archive(rows: list[Any], account: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, held in (("tweets", rows), ("account", account), ("deleted-tweets", rows),
                           ("note-tweet", rows), ("follower", rows)):  # fmt: skip
            archive.writestr(f"data/{name}.js", f"window.YTD.{name}.part0 = {json.dumps(held)}")
    survives("x-archive", "archive.zip", packed.getvalue())


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 200), flip=st.integers(0, 200), to=st.integers(0, 255))
def test_damaged_packing(cut: int, flip: int, to: int) -> None:
    rows = "".join(json.dumps({"id": str(n), "text": f"harbour {n}"}) + "\n" for n in range(40))
    content = bytearray(gzip.compress(rows.encode()))
    content[flip % len(content)] = to
    survives(None, "posts.jsonl.gz", bytes(content[: len(content) - cut % len(content)]))
