"""What a source is, without being told."""

import gzip
import json
from pathlib import Path

import pytest

from rookery.errors import BadInput
from rookery.ingest.kind import kind_of
from tests.ingest.reading import json_lines

V1 = {"created_at": "Tue Dec 31 23:35:06 +0000 2013", "id": 1, "id_str": "1", "text": "a",
      "source": "web", "in_reply_to_status_id_str": None, "user": {}}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"id": "1", "text": "a"}, "jsonl"),
        ({"delete": "1"}, "jsonl"),
        ({"data": [{"id": "1", "text": "a"}]}, "x-api"),
        ({"errors": [{"title": "Not Found Error"}]}, "x-api"),
        ({"id": "1", "text": "a", "edit_history_tweet_ids": ["1"]}, "x-api"),
        ({"delete": {"status": {"id_str": "1"}}}, "x-api"),
        ({"statuses": []}, "x-api"),
        ({"id": 1, "id_str": "1", "full_text": "a", "user": {}}, "x-api"),
        ({"id": "1", "text": "data", "user": {"handle": "bo"}}, "jsonl"),
    ],
)
def test_json_is_told_by_its_shape(tmp_path: Path, row: object, kind: str) -> None:
    assert kind_of(str(json_lines(tmp_path / "p.jsonl", [row]))) == kind
    (tmp_path / "p.json").write_text(json.dumps([row], indent=1))
    assert kind_of(str(tmp_path / "p.json")) == kind
    (tmp_path / "p.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    assert kind_of(str(tmp_path / "p.jsonl.gz")) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.zip", "x-archive"), ("a.js", "x-archive"), ("a.csv", "csv"), ("a.TSV.gz", "csv"),
     ("a.parquet", "parquet")],
)  # fmt: skip
def test_other_kinds_are_told_by_their_ending(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert kind_of(str(tmp_path / name)) == kind


def test_a_folder_with_nothing_to_take_is_said(tmp_path: Path) -> None:
    for name in (".hidden.jsonl", None):
        if name:
            (tmp_path / name).write_text("{}")
        with pytest.raises(BadInput, match=r"The folder .* holds no file that can be taken in"):
            kind_of(str(tmp_path))
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(BadInput, match=r"holds no file .* \.jsonl"):
        kind_of(str(tmp_path))


def test_a_file_without_an_ending_is_told_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    for begin, kind in {
        b"PK\x03\x04": "x-archive",
        b"PAR1": "parquet",
        b'{"id":"1"}': "jsonl",
        b"id;Text\n": "csv",
    }.items():
        path.write_bytes(begin)
        assert kind_of(str(path)) == kind


def test_a_folder_is_told_by_its_files(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("about")
    json_lines(tmp_path / "a.jsonl", [V1])
    assert kind_of(str(tmp_path)) == "x-api"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tweets.js").write_text("")
    assert kind_of(str(tmp_path)) == "x-archive"


def test_a_folder_of_several_kinds_must_be_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "b.parquet").write_text("")
    with pytest.raises(BadInput, match=r"several kinds \(csv, parquet\)"):
        kind_of(str(tmp_path))


def test_what_cannot_be_told_must_be_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello there")
    with pytest.raises(BadInput, match="cannot be told: say x-archive"):
        kind_of(str(tmp_path / "a.txt"))
