"""Columns at once give what rows one by one give, whatever stands in them."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rookery.ingest.columns import python_values, read_columns
from rookery.ingest.fields import post_from
from rookery.ingest.names import plan
from rookery.post import to_arrow

GUESSED = frozenset(("likes", "sensitive"))
WORDS = st.sampled_from(
    ["a", "", " ", "\u00a0", "two words", "x\x00y", "a\r\nb", "see #Tag and @bo", "$TSLA up",
     "http://example.org/a.", "12.0", "1e+20", "@bo", "#", ";", "a;b", "c, d", "true", "nan",
     "x" * 11_000, "é", "\u061cא", "2013-01-01", "private", "public", "en_US", "zxx"]
)  # fmt: skip
COLUMN: Mapping[str, st.SearchStrategy[object]] = {
    "id": WORDS | st.integers(0, 99).map(str),
    "text": WORDS,
    "title": st.none() | WORDS,
    "author": st.none() | WORDS,
    "author_name": st.none() | WORDS,
    "author_id": st.none() | WORDS,
    "created_at": st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    "edited_at": st.none() | st.sampled_from(["false", "2014-01-01T00:00:00Z", "never"]),
    "community": st.none() | WORDS,
    "likes": st.none() | st.floats(allow_infinity=True) | st.sampled_from([1.0, 2.0**60]),
    "replies": st.none() | st.integers(-5, 2**60),
    "sensitive": st.none() | st.sampled_from(["yes", "no", "perhaps"]),
    "labels": st.none() | WORDS,
    "mentions": st.none() | st.lists(WORDS, max_size=3),
    "hashtags": st.none() | WORDS,
    "links": st.none() | st.lists(WORDS, max_size=2),
    "repost_of": st.none() | WORDS,
    "lang": st.none() | WORDS,
    "visibility": st.none() | WORDS,
    "consent_ads": st.none() | st.sampled_from(["yes", "no", "perhaps", ""]),
    "source": st.none() | WORDS,
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, pa.Array]:
    fields = draw(st.lists(st.sampled_from(sorted(COLUMN)), min_size=1, unique=True))
    n = draw(st.integers(1, 6))
    return {
        field: pa.array(draw(st.lists(COLUMN[field], min_size=n, max_size=n))) for field in fields
    }


def one_by_one(columns: Mapping[str, pa.Array]) -> tuple[pa.RecordBatch, list[tuple[int, str]]]:
    posts, rejects = [], []
    rows = zip(*map(python_values, columns.values()), strict=True)
    for number, row in enumerate(rows):
        try:
            posts.append(post_from(dict(zip(columns, row, strict=True)), "town", GUESSED))
        except ValueError as error:
            rejects.append((number, str(error)))
    return to_arrow(posts), rejects


@settings(max_examples=400, deadline=None)
@given(tables())
def test_any_columns_read_as_their_rows_do(columns: dict[str, pa.Array]) -> None:
    posts, rejects = one_by_one(columns)
    read = read_columns(columns, "town", GUESSED)
    assert read.posts.to_pylist() == posts.to_pylist()
    assert [(row, str(error)) for row, error in read.rejects] == rejects


def test_real_posts_read_as_their_rows_do(data: Path) -> None:
    file = pq.ParquetFile(data / "posts" / "reddit-0.parquet")
    batch = next(file.iter_batches(5_000))
    fields = plan(batch.schema.names, {}).fields
    columns = {field: batch.column(name) for name, field in fields.items()}
    assert read_columns(columns, "town", GUESSED).posts.equals(one_by_one(columns)[0])


@pytest.mark.parametrize("kind", [pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_other_forms_of_text(kind: pa.DataType) -> None:
    text = ["one", "one", None, "two #x"]
    random.Random(1).shuffle(text)
    columns = {"id": pa.array(["1", "2", "3", "4"]), "title": pa.array(["t"] * 4)}
    columns["text"] = pa.array(text).cast(kind)
    columns["created_at"] = pa.array([datetime(2013, 1, 1, tzinfo=UTC)] * 4)
    assert read_columns(columns, "town").posts.equals(one_by_one(columns)[0])
