"""Files, folders and standard input, plain and packed, whole and broken."""

import gzip
import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.errors import BadInput
from rookery.ingest import open_source
from tests.command import ENVIRONMENT, REPO
from tests.ingest.reading import json_lines, posts, read, until_it_breaks

LINES = b"".join(b'{"id":"%d","text":"post %d"}\n' % (i, i) for i in range(20_000))


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


PACKERS = {".gz": gzip.compress, ".zst": zstd}

each_packing = pytest.mark.parametrize(("ending", "pack"), PACKERS.items())
Pack = Callable[[bytes], bytes]


@each_packing
def test_packed_files_are_read_as_plain_ones(tmp_path: Path, ending: str, pack: Pack) -> None:
    path = tmp_path / f"p.jsonl{ending}"
    path.write_bytes(pack(LINES))
    assert len(posts(path)) == 20_000


@each_packing
def test_packed_files_of_several_members(tmp_path: Path, ending: str, pack: Pack) -> None:
    path = tmp_path / f"p.jsonl{ending}"
    path.write_bytes(pack(LINES) + pack(b'{"id":"last","text":"a"}\n'))
    assert posts(path)[-1].id == "last"


@each_packing
def test_a_packed_file_is_known_without_its_ending(tmp_path: Path, ending: str, pack: Pack) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(pack(LINES))
    assert len(posts(path)) == 20_000


@each_packing
def test_a_packed_file_that_is_cut_gives_what_came_before(
    tmp_path: Path, ending: str, pack: Pack
) -> None:
    path = tmp_path / f"p.jsonl{ending}"
    packed = pack(LINES)
    path.write_bytes(packed[: len(packed) // 2])
    records, sentence = until_it_breaks(path, "jsonl")
    assert len(records) > 5_000
    assert all(r.event for r in records)
    assert f"{path} ends in the middle" in sentence


@each_packing
def test_an_array_in_a_cut_file_gives_what_came_before(
    tmp_path: Path, ending: str, pack: Pack
) -> None:
    path = tmp_path / f"p.json{ending}"
    packed = pack(b"[" + LINES.replace(b"\n", b",\n").rstrip(b",\n") + b"]")
    path.write_bytes(packed[: len(packed) // 2])
    records, sentence = until_it_breaks(path, "jsonl")
    assert len(records) > 5_000
    assert "ends in the middle" in sentence


@each_packing
def test_a_damaged_packed_file_is_one_sentence(tmp_path: Path, ending: str, pack: Pack) -> None:
    path = tmp_path / f"p.jsonl{ending}"
    packed = bytearray(pack(LINES))
    packed[2_000:2_100] = bytes(100)
    path.write_bytes(packed)
    _, sentence = until_it_breaks(path, "jsonl")
    assert "damaged" in sentence


def test_a_packed_csv_and_a_packed_parquet(tmp_path: Path) -> None:
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(b"id,text\n1,a\n"))
    table = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": ["a"]}), table)
    (tmp_path / "p.parquet.zst").write_bytes(zstd(table.getvalue()))
    assert posts(tmp_path / "p.csv.gz")[0].text == "a"
    assert posts(tmp_path / "p.parquet.zst")[0].text == "a"


@each_packing
def test_a_packed_parquet_is_known_without_its_ending(
    tmp_path: Path, ending: str, pack: Pack
) -> None:
    table = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": ["a"]}), table)
    (tmp_path / "p.parquet").write_bytes(pack(table.getvalue()))
    assert posts(tmp_path / "p.parquet")[0].text == "a"


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name, id_ in {
        "b.jsonl": "2",
        "a.jsonl": "1",
        "deep/c.ndjson": "3",
        ".hidden.jsonl": "4",
    }.items():
        json_lines(tmp_path / name, [{"id": id_, "text": "a"}])
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(b'{"id":"5","text":"a"}'))
    (tmp_path / "notes.txt").write_text("nothing")
    assert [p.id for p in posts(tmp_path)] == ["1", "2", "5", "3"]
    assert read(tmp_path)[1].at == f"{tmp_path / 'b.jsonl'}:1"


def test_a_folder_without_files_of_the_kind_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"holds no \.csv or \.tsv file"):
        read(tmp_path, "csv")


@pytest.mark.parametrize("path", ["nowhere.jsonl", "a\0b", "x" * 10_000, "", " "])
def test_a_path_that_is_not_there_is_bad_input(path: str) -> None:
    with pytest.raises(BadInput, match="There is no file or folder"):
        read(path)


def piped(data: bytes, *arguments: str) -> list[str]:
    """What a process reads from its standard input, as source, ids and sentences."""
    program = (
        "import sys\n"
        "from rookery.errors import RookeryError\n"
        "from rookery.ingest import open_source\n"
        "kind, path = sys.argv[1] or None, sys.argv[2]\n"
        "try:\n"
        "    source = open_source(kind, path, mapping={})\n"
        "    print(source.name, source.total)\n"
        "    for r in source.read():\n"
        "        print(r.event.post.id if r.event else r.reject)\n"
        "except RookeryError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        input=data, capture_output=True, check=True, cwd=REPO, env=ENVIRONMENT, timeout=60,
    )  # fmt: skip
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize("pack", [bytes, *PACKERS.values()])
def test_standard_input_plain_or_packed(pack: Pack) -> None:
    assert piped(pack(b'{"id":"1","text":"a"}\n'), "", "-") == ["jsonl None", "1"]


def test_standard_input_tells_its_kind() -> None:
    table = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": ["a"]}), table)
    assert piped(b"id,text\n1,a\n", "", "-") == ["csv None", "1"]
    assert piped(table.getvalue(), "", "-") == ["parquet None", "1"]
    assert piped(b'{"id_str":"1","text":"a","user":{}}', "", "-") == ["x-api None", "1"]


def test_standard_input_that_ends_in_the_middle_is_one_sentence() -> None:
    *_, last = piped(gzip.compress(LINES)[:5_000], "jsonl", "-")
    assert "stdin ends in the middle" in last


@each_packing
@pytest.mark.parametrize("kind", ["", "csv"])
def test_standard_input_tells_its_kind_in_a_packing(ending: str, pack: Pack, kind: str) -> None:
    words = (hashlib.sha256(b"%d" % n).hexdigest() for n in range(9_000))  # they hardly pack
    rows = b"id,text\n" + b"".join(b"%d,%s\n" % (n, word.encode()) for n, word in enumerate(words))
    name, *ids = piped(pack(rows) + pack(b"last,word\n"), kind, "-")
    assert (name, len(ids), ids[-1]) == ("csv None", 9_001, "last")


def test_standard_input_with_nothing_is_no_posts() -> None:
    assert piped(b"", "jsonl", "-") == ["jsonl None"]
    assert piped(b"", "", "-") == ["jsonl None"]


def test_standard_input_that_is_closed_is_one_sentence(tmp_path: Path) -> None:
    closed = (
        "import os, sys; os.close(0); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    for kind in ((), ("jsonl",)):
        done = subprocess.run(
            [sys.executable, "-c", closed, "-m", "rookery", "ingest", *kind, "-"],
            check=False, capture_output=True, cwd=tmp_path, env=ENVIRONMENT, timeout=60, text=True,
        )  # fmt: skip
        assert done.stderr == "rookery: Nothing comes in on standard input.\n"
        assert done.returncode == 2


def test_a_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    import os
    import threading

    path = tmp_path / "p.jsonl"
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(b'{"id":"1","text":"a"}\n'))
    writer.start()
    source = open_source("jsonl", str(path))
    assert source.total is None
    assert len(list(source.read())) == 1
    writer.join()
