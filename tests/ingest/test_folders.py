"""A folder with a file that cannot be read: the rest goes in, and what was left out is said."""

import gzip
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.app import Rookery
from rookery.errors import BadInput
from rookery.ingest import open_source, run
from rookery.ingest.kind import kind_of
from rookery.ingest.opened import files_in
from rookery.ingest.protocol import LeftOut
from rookery.people import OPERATOR
from tests.ingest.reading import json_lines, left_out

LATIN = '{"id": "latin", "text": "perché"}\n'.encode("latin-1")


@pytest.fixture
def empty(home: Path) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    return path


def ids(network: Rookery) -> set[str]:
    return {p.id for p in network.store.export(OPERATOR)}


def test_a_bad_file_is_left_out_and_the_rest_goes_in_again_and_again(empty, folder) -> None:
    json_lines(folder / "a.jsonl", [{"id": "a", "text": "harbour"}])
    (folder / "b.jsonl").write_bytes(LATIN)
    json_lines(folder / "c.jsonl", [{"id": "c", "text": "quay"}])
    for new in (2, 0):
        done = empty.ingest(str(folder))
        assert (done.records, done.applied.new) == (2, new)
        assert list(done.left_out) == [str(folder / "b.jsonl")]
        assert "is not in utf-8" in done.left_out[str(folder / "b.jsonl")]
    assert ids(empty) == {"a", "c"}
    json_lines(folder / "b.jsonl", [{"id": "b", "text": "mended"}])
    done = empty.ingest(str(folder))
    assert (done.left_out, done.applied.new) == ({}, 1)


def test_a_cut_file_gives_what_came_before_and_the_next_go_in(empty, folder) -> None:
    whole = "".join(f'{{"id": "b{n}", "text": "post {n}"}}\n' for n in range(9_000)).encode()
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(whole)[:20_000])
    json_lines(folder / "c.jsonl", [{"id": "c", "text": "quay"}])
    done = empty.ingest(str(folder))
    assert 500 < done.records < 9_000
    assert "c" in ids(empty)
    assert "ends in the middle" in done.left_out[str(folder / "b.jsonl.gz")]


def test_plain_and_packed_files_and_a_cut_one_lie_together(empty, folder) -> None:
    line = '{{"id": "{0}", "text": "post {0}"}}\n'
    many = "".join(line.format(f"z{n}") for n in range(20_000)).encode()
    whole = pa.compress(many, codec="zstd", asbytes=True)
    json_lines(folder / "a.ndjson", [{"id": "a", "text": "plain"}])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(line.format("b").encode()) * 2)
    (folder / "c.json.zst").write_bytes(
        whole + pa.compress(line.format("c").encode(), codec="zstd", asbytes=True)
    )
    (folder / "d.jsonl.zst").write_bytes(whole[: len(whole) // 2])
    (folder / "e.jsonl").write_bytes(gzip.compress(line.format("e").encode()))
    done = empty.ingest(str(folder))
    assert list(done.left_out) == [str(folder / "d.jsonl.zst")]
    assert len(ids(empty)) == 20_004
    assert {"a", "b", "c", "e"} <= ids(empty)


def test_a_folder_of_bad_files_alone_says_each(empty, folder) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (folder / name).write_bytes(LATIN)
    done = empty.ingest(str(folder))
    assert (done.records, len(done.left_out)) == (0, 2)


def test_a_bad_file_that_is_alone_in_its_folder_is_bad_input(empty, folder) -> None:
    (folder / "a.jsonl").write_bytes(LATIN)
    with pytest.raises(BadInput, match="is not in utf-8"):
        empty.ingest(str(folder))


@pytest.mark.parametrize(
    ("bad", "why"),
    [(b"id,when\n1,2026\n", "no column that looks like the text"),
     ("id,text\n1,è\n".encode("latin-1"), "is not in utf-8")],
)  # fmt: skip
def test_a_bad_table_is_left_out(folder: Path, bad: bytes, why: str) -> None:
    (folder / "a.csv").write_bytes(bad)
    (folder / "b.csv").write_text("id,text\n1,a\n")
    (left,) = left_out(folder)
    assert left.file == str(folder / "a.csv")
    assert why in left.why


def test_an_unknown_encoding_is_no_matter_of_one_file(empty, folder) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        json_lines(folder / name, [{"id": name, "text": "a"}])
    with pytest.raises(BadInput, match="There is no encoding 'klingon'"):
        empty.ingest(str(folder), encoding="klingon")


def test_a_file_that_cannot_be_unpacked_or_is_empty_does_not_tell_the_kind(folder: Path) -> None:
    (folder / "a.jsonl.gz").write_bytes(b"no gzip")
    (folder / "b.jsonl").write_bytes(b"")
    json_lines(folder / "c.jsonl", [{"id_str": "1", "full_text": "a", "user": {}}])
    assert kind_of(str(folder)) == "x-api"


def _damaged(path: Path, rows: int) -> None:
    """A Parquet file whose second half is overwritten, with its footer whole."""
    table = pa.table(
        {"id": [f"b{n}" for n in range(rows)], "text": [f"a {n}" for n in range(rows)]}
    )
    pq.write_table(table, path, row_group_size=rows // 10, compression="zstd")
    data = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(5).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    data[start : start + column.total_compressed_size] = bytes(column.total_compressed_size)
    path.write_bytes(data)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_run_goes_on_behind_a_bad_file_and_still_says_it(
    empty, folder, home, monkeypatch, kind
) -> None:
    monkeypatch.setattr(run, "BULK_BATCH", 500)
    rows = [{"id": f"a{n}", "text": f"first {n}"} for n in range(700)]
    last = [{"id": f"c{n}", "text": f"last {n}"} for n in range(2_000)]
    if kind == "jsonl":
        json_lines(folder / "a.jsonl", rows)
        (folder / "b.jsonl").write_bytes(LATIN)
        json_lines(folder / "c.jsonl", last)
    else:
        pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet")
        _damaged(folder / "b.parquet", 20_000)
        pq.write_table(pa.Table.from_pylist(last), folder / "c.parquet")

    def interrupt(progress: run.Progress) -> None:
        if len(progress.left_out) == 1:  # the bad file is behind, the last is under way
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.ingest(str(folder), report=interrupt)
    (cursor,) = home.glob("cursors/*")
    assert json.loads(cursor.read_text())["records"] > 700
    done = empty.ingest(str(folder))
    assert list(done.left_out) == [str(folder / f"b.{kind}")]
    assert {f"a{n}" for n in range(700)} | {f"c{n}" for n in range(2_000)} <= ids(empty)
    assert not list(home.glob("cursors/*"))


def test_reading_goes_on_after_what_was_done_in_any_file(folder: Path) -> None:
    pq.write_table(pa.table({"id": ["a1", "a2"], "text": ["a", "b"]}), folder / "a.parquet")
    _damaged(folder / "b.parquet", 20_000)
    pq.write_table(pa.table({"id": ["c1", "c2"], "text": ["a", "b"]}), folder / "c.parquet")
    whole = list(open_source("parquet", str(folder)).read())
    (broken,) = (n for n, one in enumerate(whole) if isinstance(one, LeftOut))
    given = broken - 2
    assert whole[broken].passed + given == 20_000
    for skip in (1, 2, 3, given, given + 2):  # how much a damaged file still gives may differ
        found = list(open_source("parquet", str(folder)).read(skip))
        assert found[-2:] == whole[-2:]
        assert isinstance(found[-3], LeftOut)
        assert len(found) - 1 + found[-3].passed == 20_004 - skip
    after = list(open_source("parquet", str(folder)).read(20_003))
    assert after == whole[-1:]


def test_a_folder_within_that_may_not_be_read_is_said(folder: Path) -> None:
    json_lines(folder / "a.jsonl", [{"id": "a", "text": "harbour"}])
    closed = folder / "closed"
    closed.mkdir()
    closed.chmod(0)
    root = os.geteuid() == 0
    try:
        if root:  # whom nothing is closed to
            for place in (folder, *folder.parents):
                if place.stat().st_uid == 0 and place.stat().st_mode & 0o5 != 0o5:
                    place.chmod(0o755)
            os.seteuid(65534)
        with pytest.raises(BadInput, match=f"{closed} cannot be read: Permission denied"):
            files_in(folder)
    finally:
        if root:
            os.seteuid(0)
        closed.chmod(0o755)
