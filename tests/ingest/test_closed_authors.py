"""What a protected author wrote stays out, wherever the record says it of them."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.ingest.jsonl import event_from
from rookery.ingest.protocol import Closed
from rookery.post import Upsert
from tests.ingest.reading import json_lines, read

SHY = {"protected": True, "screen_name": "z"}
BESIDE: list[dict[str, Any]] = [
    {"username": "z", "user": SHY},
    {"author": "z", "account": {"private": True}},
    {"author": {"handle": "z"}, "user": {"protected": True}},
    {"author": {"handle": "z", "protected": False}, "User": {"protected": True}},
    {"author": "z", "user": {"protected": False}, "account": {"isPrivate": 1}},
    {"author": "z", "user": [{"protected": True}]},
    {"author": "z", "user": json.dumps(SHY)},
    {"author": {"handle": "z", "isPrivate": True}},
    {"author": {"handle": "z", "isProtected": "true"}},
    {"author": {"handle": "z", "Protected": True}},
    {"author": {"handle": "z", "protected": False, "isProtected": True}},
    {"author": {"handle": "z", "protected": "perhaps"}},
    {"author": str(SHY)},
    {"author": str({"handle": "z", "public": False})},
    {"author": '{"handle": "z", "protected": true'},
    {"author": [SHY]},
    {"author": {"handle": "z", "public": False}},
    {"author": {"handle": "z", "privacy": "friends"}},
    {"author": {"handle": "z", "visibility": "private"}},
    {"author": "z", "audience": "ALL_FRIENDS"},
    {"author": {"handle": "z", "audience": "friends"}},
    {"author": "z", "audience": "https://example.org/users/z/followers?page=1"},
    {"author": "z", "audience": ["https://example.org/users/z/followers"]},
    {"author": "z", "visibility": None, "Visibility": "private"},
    {"author": "z", "visibility": "public", "Visibility": "private"},
    {"author": "z", "protected": False, "user_protected": True},
    {"author": "z", "private": False, "isPrivate": True},
    {"author": "z", "public": True, "is_public": False},
    {"author": "z", "privacy": "public", "privacy_level": "friends"},
]


@pytest.mark.parametrize("more", BESIDE)
@pytest.mark.parametrize("wrong", [{}, {"created_at": "soon"}])
def test_an_author_beside_the_one_that_is_taken(
    tmp_path: Path, more: dict[str, Any], wrong: dict[str, str]
) -> None:
    (record,) = read(
        json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "sotto"} | more | wrong])
    )
    assert record.reject and "sotto" not in record.raw + record.reject
    assert isinstance(record.event, Upsert)  # it hides what was there
    assert record.event.post.visibility == ()


@pytest.mark.parametrize(
    ("more", "mapping"),
    [
        ({"user": SHY}, {"author": "user.screen_name"}),
        ({"user": SHY, "name": "z"}, {"author": "name"}),
        ({"meta": {"writer": SHY}}, {"author": "meta.writer.screen_name"}),
        ({"meta": {"private": True, "by": "z"}}, {"author": "meta.by"}),
    ],
)
def test_an_author_of_whom_a_path_names_one_value(
    more: dict[str, Any], mapping: dict[str, str]
) -> None:
    with pytest.raises(Closed) as told:
        event_from({"id": "b1", "text": "quokka one"} | more, mapping)
    assert told.value.state


@pytest.mark.parametrize(
    "more",
    [
        {"username": "z", "user": {"protected": False, "isPrivate": None, "screen_name": "z"}},
        {"author": "z", "username": "zed", "account": "private"},
        {"author": "z", "user": json.dumps({"protected": False})},
        {"author": {"handle": "z", "locked": True}},  # Mastodon's: whoever follows is asked first
        {"author": "z", "protected": False, "user_protected": "no", "isPublic": True},
    ],
)
def test_an_open_author_goes_in(tmp_path: Path, more: dict[str, Any]) -> None:
    (record,) = read(json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a"} | more]))
    assert isinstance(record.event, Upsert)
    assert record.event.post.visibility is None
    assert record.event.post.author and record.event.post.author.handle == "z"


def test_a_column_that_somebody_names_for_a_flag_stands_alone() -> None:
    row = {"id": "1", "text": "a", "protected": "edit", "shy": False}
    assert isinstance(event_from(row, {"protected": "shy"}), Upsert)
    inner = {"id": "1", "record": {"text": "a", "protected": "edit", "shy": False}}
    assert isinstance(event_from(inner, {"text": "record.text", "protected": "record.shy"}), Upsert)


def test_a_path_may_name_who_reads_it() -> None:
    row = {"id": "1", "record": {"text": "a", "visibility": ["crew"]}}
    named = {"text": "record.text", "visibility": "record.visibility"}
    found = event_from(row, named)
    assert isinstance(found, Upsert) and found.post.visibility == ("crew",)
    for other in ({"private": True}, {"to": ["https://example.org/users/z/followers"]}):
        with pytest.raises(Closed):
            event_from({"id": "1", "record": row["record"] | other}, named)


@pytest.mark.parametrize(
    ("row", "mapping"),
    [
        ({"record": {"text": "a", "visibility": "private"}}, {"visibility": "record.readers"}),
        ({"record": {"text": "a", "visibility": ["crew"]}}, {"visibility": "record.readers"}),
        ({"record": {"text": "a", "protected": True}}, {"protected": "record.shy"}),
        ({"text": "a", "user": {"protected": True}}, {"protected": "user.locked"}),
        ({"text": "a", "visibility": "private"}, {"visibility": "readers"}),
        ({"text": "a", "protected": True}, {"protected": "shy"}),
    ],
)
def test_what_is_named_and_not_there_opens_nothing(row: Any, mapping: dict[str, str]) -> None:
    named = mapping | ({"text": "record.text"} if "record" in row else {})
    with pytest.raises(Closed):
        event_from({"id": "1"} | row, named)


@pytest.mark.parametrize("odd", ["{{}}", "{{1}}", "{[1]: 2}"])
def test_a_name_that_looks_like_an_object_costs_nothing(tmp_path: Path, odd: str) -> None:
    (tmp_path / "p.csv").write_text(f"id,text,username\n1,a,ann\n2,b,{odd}\n3,c,bob\n")
    assert [r.reject for r in read(tmp_path / "p.csv")] == [None] * 3


@pytest.mark.parametrize("user", [SHY, {"isPrivate": True}, json.dumps(SHY)])
@pytest.mark.parametrize("column", ["username", "author"])
def test_a_table_with_a_column_of_authors_beside(tmp_path: Path, user: Any, column: str) -> None:
    table = pa.table({
        "id": ["1", "2"], "text": ["sotto", "a"], column: ["z", "y"], "user": [user, None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "p.parquet")
    shy, other = read(tmp_path / "p.parquet")
    assert shy.reject and shy.raw == "" and isinstance(shy.event, Upsert)
    assert isinstance(other.event, Upsert) and other.event.post.visibility is None


def test_a_table_whose_authors_are_json(tmp_path: Path) -> None:
    table = pa.table({"id": ["1", "2"], "text": ["sotto", "a"], "user": [json.dumps(SHY), "y"]})
    pq.write_table(table, tmp_path / "p.parquet")
    shy, other = read(tmp_path / "p.parquet")
    assert shy.reject and shy.raw == "" and isinstance(other.event, Upsert)


def test_a_csv_with_json_of_its_authors(tmp_path: Path) -> None:
    cell = json.dumps(SHY).replace('"', '""')
    for columns in ("username,user", "name,user"):
        (tmp_path / "p.csv").write_text(f'id,text,{columns}\n1,sotto,z,"{cell}"\n2,a,y,\n')
        shy, other = read(tmp_path / "p.csv")
        assert shy.reject and shy.raw == "" and isinstance(other.event, Upsert)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([json.dumps(SHY).encode()], pa.binary()),
        pa.array([b'{"handle": "z", "public": false}'], pa.binary()),
        pa.array(['{"handle": "z", "privacy": "friends"}']),
        pa.array(['{"handle": "z", "visibility": "followers"}']),
        pa.array([[(b"name", b"z"), (b"protected", b"true")]], pa.map_(pa.binary(), pa.binary())),
        pa.array(
            [[("screen_name", "z"), ("protected", "true")]], pa.map_(pa.string(), pa.string())
        ),
    ],
)
@pytest.mark.parametrize("beside", [{}, {"author": ["z"]}])
def test_an_author_that_a_table_has_as_bytes_or_as_a_map(tmp_path: Path, column, beside) -> None:
    table = pa.table({"id": ["1"], "text": ["sotto"], **beside, "user": column})
    pq.write_table(table, tmp_path / "p.parquet")
    (record,) = read(tmp_path / "p.parquet")
    assert record.reject and "sotto" not in record.raw + record.reject
    assert isinstance(record.event, Upsert)
    assert record.event.post.visibility == ()


def test_an_open_author_that_a_table_has_as_a_map_goes_in(tmp_path: Path) -> None:
    said = [("handle", "ada"), ("protected", "false")]
    pairs = pa.array([said], pa.map_(pa.string(), pa.string()))
    pq.write_table(pa.table({"id": ["1"], "text": ["open"], "user": pairs}), tmp_path / "p.parquet")
    (record,) = read(tmp_path / "p.parquet")
    assert isinstance(record.event, Upsert)
    assert record.event.post.author is not None
    assert record.event.post.author.handle == "ada"
