"""Parquet: types of columns, and files that are none."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.errors import BadInput
from rookery.post import ARROW, Author, Counts, Link, Post, to_arrow
from tests.ingest.reading import posts, read, rejects, until_it_breaks
from tests.ingest.test_jsonl import FULL


def table(path: Path, rows: int = 0, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=rows or None)
    return path


def test_the_arrow_form_of_posts_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.Table.from_batches([to_arrow([FULL])], schema=ARROW), path)
    assert posts(path, source_name="town") == [FULL]


def test_columns_of_many_types(tmp_path: Path) -> None:
    path = table(
        tmp_path / "p.parquet",
        id=pa.array([1, 2], pa.int64()),
        text=pa.array(["a", "b"]).dictionary_encode(),
        date=pa.array([date(2013, 1, 1), None], pa.date32()),
        score=pa.array([3.0, float("nan")]),
        user=pa.array([{"handle": "@bo", "id": 7}, None]),
        links=pa.array([[{"url": "https://example.org", "title": None}], None]),
    )
    first, second = posts(path)
    assert first == Post(
        "1", "a", "parquet", Author("bo", "7"), created_at=datetime(2013, 1, 1, tzinfo=UTC),
        counts=Counts(likes=3), links=(Link("https://example.org"),),
    )  # fmt: skip
    assert second == Post("2", "b", "parquet")


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Rome"])
def test_moments_of_any_unit_and_zone(tmp_path: Path, unit: str, zone: str | None) -> None:
    when = datetime(2013, 6, 1, 10, 20, 30, tzinfo=UTC)
    moment = pa.array([when, None], pa.timestamp(unit, "UTC")).cast(pa.timestamp(unit, zone))
    path = table(tmp_path / "p.parquet", text=["a", "b"], created_at=moment)
    assert [p.created_at for p in posts(path)] == [when, None]


def test_bytes_that_are_not_utf_8_cost_no_post(tmp_path: Path) -> None:
    raw = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xe8b")]
    )
    assert [p.text for p in posts(table(tmp_path / "p.parquet", text=raw))] == ["a\ufffd", "b"]


def test_a_bad_row_is_rejected_with_its_number(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", text=["a", "", "b"], lang=["en", "en", "en"])
    first, bad, last = read(path)
    assert first.event and last.event
    assert bad.at == f"{path}:2"
    assert bad.raw == "{'text': '', 'lang': 'en'}"


def test_no_column_of_text_is_bad_input_that_names_the_columns(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", id=["1"], words=["a"])
    with pytest.raises(BadInput, match="id, words"):
        read(path)
    assert posts(path, mapping={"text": "words"})[0].text == "a"


def test_a_file_that_is_none_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(BadInput, match="is no Parquet file"):
        read(path)


def test_a_file_that_is_cut_is_bad_input(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", text=["a"] * 1_000)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadInput, match="is no Parquet file"):
        read(path)


def test_a_damaged_page_is_bad_input_after_what_came_before(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", 8_192, text=[f"text {i}" for i in range(20_000)])
    place = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    damaged = bytearray(path.read_bytes())
    damaged[place : place + 200] = bytes(200)
    path.write_bytes(damaged)
    records, sentence = until_it_breaks(path)
    assert len(records) == 8_192
    assert "is damaged after row 8,192" in sentence


def test_reading_goes_on_after_what_was_done(tmp_path: Path) -> None:
    texts = [f"text {i}" if i % 7 else "" for i in range(100)]
    table(tmp_path / "a.parquet", 30, text=texts[:70])
    table(tmp_path / "b.parquet", 10, text=texts[70:])
    whole = read(tmp_path)
    assert len(whole) == 100
    for skip in (0, 1, 29, 30, 31, 69, 70, 71, 99, 100, 101):
        assert read(tmp_path, skip=skip) == whole[skip:]
    assert whole[-1].done == sum(f.stat().st_size for f in tmp_path.iterdir())


def test_ids_that_a_float_rounded_are_refused_and_small_ones_are_whole(tmp_path: Path) -> None:
    path = table(tmp_path / "p.parquet", id=[1858000000000000001.0, 17.0], text=["a", "b"])
    rounded, whole = read(path)
    assert rounded.reject and "a float rounded it" in rounded.reject
    assert whole.event and whole.event.post.id == "17"
    path = table(tmp_path / "p.parquet", id=["1"], text=["a"], reply_to=[1.858e18])
    assert "its reply_to is" in rejects(path)[0]


def test_a_column_of_small_floats_for_ids_is_bad_input(tmp_path: Path) -> None:
    ids = pa.array([16777217.0], pa.float32())
    with pytest.raises(BadInput, match="is a column of float, which rounds ids"):
        read(table(tmp_path / "p.parquet", id=ids, text=["a"]))


def test_whole_decimals_are_ids_as_databases_write_them(tmp_path: Path) -> None:
    ids = pa.array([Decimal("1858000000000000001"), Decimal(7)], pa.decimal128(38, 0))
    assert [p.id for p in posts(table(tmp_path / "p.parquet", id=ids, text=["a", "b"]))] == [
        "1858000000000000001",
        "7",
    ]
    halves = pa.array([Decimal("1.5"), Decimal("2.0")], pa.decimal128(38, 1))
    half, whole = read(table(tmp_path / "p.parquet", id=halves, text=["a", "b"]))
    assert half.reject and whole.event and whole.event.post.id == "2"


def test_ids_of_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    ids = pa.array([b"\xff\xfe", b"\xfe\xff", b"a"], pa.binary())
    bad, worse, good = read(table(tmp_path / "p.parquet", id=ids, text=["a", "b", "c"]))
    assert bad.reject and "bytes that are not UTF-8" in bad.reject
    assert worse.reject and good.event and good.event.post.id == "a"


@pytest.mark.parametrize("name", ["text", "nr"])
def test_a_column_named_twice_is_bad_input(tmp_path: Path, name: str) -> None:
    columns = [pa.array(["1"]), pa.array(["a"]), pa.array(["b"]), pa.array(["c"])]
    pq.write_table(pa.table(columns, ["id", "text", name, name]), tmp_path / "p.parquet")
    if name == "nr":  # which nobody asked for
        assert posts(tmp_path / "p.parquet")[0].text == "a"
    else:
        with pytest.raises(BadInput, match="has several columns that are named 'text'"):
            read(tmp_path / "p.parquet")
