"""A post that not everybody may read: its groups go in, and a reject keeps no word of it."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.post import Upsert
from tests.ingest.reading import json_lines, read

CREW = ("crew",)


def csv_of(path: Path, text: str) -> Path:
    path.write_text(f"id,text,visibility,created_at\n{text}")
    return path


def test_groups_come_in_with_every_source_of_ones_own(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "a", "visibility": ["crew"]}, {"id": "2", "text": "b"}]
    table = pa.table({
        "id": ["1", "2"], "text": ["a", "b"],
        "visibility": pa.array([["crew"], None], pa.list_(pa.string())),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "p.parquet")
    (tmp_path / "p.json").write_text(json.dumps(rows))
    for path in (
        json_lines(tmp_path / "p.jsonl", rows),
        tmp_path / "p.json",
        csv_of(tmp_path / "p.csv", "1,a,crew,\n2,b,,\n"),
        tmp_path / "p.parquet",
    ):
        found = [r.event.post.visibility for r in read(path) if isinstance(r.event, Upsert)]
        assert found == [CREW, None]


def keeps_no_word(path: Path, kind: str | None = None, **given: Any) -> None:
    bad = [r for r in read(path, kind, **given) if r.reject]
    assert bad
    for record in bad:
        assert "sotto" not in record.raw + str(record.reject)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "text": "sotto", "created_at": "soon", "visibility": ["crew"]}',
        '{"id": "1", "text": "sotto", "visibility": ["crew"], "likes": "many"}',
        '{"id": "1", "text": "sotto", "visibility": "direct", "created_at": "soon"}',
        '{"id": "1", "text": "a", "created_at": "sotto", "visibility": ["crew"]}',
        '{"id": "1", "text": "sotto, "visibility": ["crew"]}',
        '[{"id": "1", "text": "sotto", "visibility": ["crew"]}]',
        '{"id": "1", "text": "sotto ' + "x" * 3_000 + '", "visibility": ["crew"]',
    ],
)
def test_a_closed_line_that_is_rejected(tmp_path: Path, line: str) -> None:
    (tmp_path / "p.jsonl").write_text(f'{{"id": "0", "text": "a"}}\n{line}\n')
    keeps_no_word(tmp_path / "p.jsonl", "jsonl")


def test_a_closed_line_whose_groups_stand_under_another_name(tmp_path: Path) -> None:
    for line in ('{"text": "sotto", "for": ["crew"], "likes": "x"}', '{"text": "sotto", "for": ["'):
        (tmp_path / "p.jsonl").write_text(f"{line}\n")
        keeps_no_word(tmp_path / "p.jsonl", "jsonl", mapping={"visibility": "for"})


@pytest.mark.parametrize(
    "row", ["1,sotto,crew,soon", "1,sotto,crew", '1,"sotto,crew,', "1,sotto,private,soon"]
)
def test_a_closed_row_that_is_rejected(tmp_path: Path, row: str) -> None:
    keeps_no_word(csv_of(tmp_path / "p.csv", f"{row}\n"))


def test_an_open_row_that_is_rejected_is_kept(tmp_path: Path) -> None:
    (bad,) = read(csv_of(tmp_path / "p.csv", "1,heard,public,soon\n"))
    assert "heard" in bad.raw
    rows = [{"text": "heard", "visibility": v, "likes": "x"} for v in ("public", "unlisted", None)]
    assert all("heard" in r.raw for r in read(json_lines(tmp_path / "p.jsonl", rows)))


def test_a_closed_row_of_a_parquet_that_is_rejected(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"text": ["sotto"], "visibility": ["crew"], "likes": ["many"]}),
        tmp_path / "p.parquet",
    )
    keeps_no_word(tmp_path / "p.parquet")


V2_PAGE = {
    "data": [{"id": "1", "text": "sotto", "author_id": "7"}, {"id": "2", "text": 3}],
    "includes": {"users": [{"id": "7", "username": "bo", "protected": True}]},
}
V1_QUOTE = {
    "id_str": "1", "full_text": 3, "user": {"screen_name": "anna"},
    "quoted_status": {
        "id_str": "2", "full_text": "sotto", "user": {"screen_name": "bo", "protected": True},
    },
}  # fmt: skip
V1_NO_ID = {"full_text": "sotto", "id_str": None, "user": {"protected": True}}


@pytest.mark.parametrize("row", [V2_PAGE, V1_QUOTE, V1_NO_ID])
def test_a_protected_post_in_what_is_rejected(tmp_path: Path, row: object) -> None:
    keeps_no_word(json_lines(tmp_path / "p.jsonl", [row]), "x-api")
    (tmp_path / "p.jsonl").write_text(json.dumps(row)[:-1] + "\n")
    keeps_no_word(tmp_path / "p.jsonl", "x-api")


SOFT = '{"id": "1", "text": "sotto voce", "author_id": "7"}'
TALL = SOFT.replace(", ", ",\n")
SHY = '"includes": {"users": [{"id": "7", "username": "bo", "protected": true}]}'


@pytest.mark.parametrize(
    "page",
    [
        f'{{"data": [{SOFT}],\n{SHY}}}',
        f'{{"data":\n[{SOFT}],\n{SHY}}}',
        f'{{"data": [\n{SOFT}\n],\n{SHY}}}',
        f'{{"data": [{SOFT}, {{"id": "2", "text": "{"x" * 300_000}"}}],\n{SHY}}}',
        f'{{"data": [\n{SOFT}\n],\n"meta": nope,\n{SHY}}}',
        f'{{"data": [{TALL}],\n"meta": nope,\n{SHY}}}',
    ],
)  # fmt: skip
def test_a_page_over_lines_whose_last_says_that_the_author_is_protected(
    tmp_path: Path, page: str
) -> None:
    (tmp_path / "x.json").write_text(page)
    keeps_no_word(tmp_path / "x.json", "x-api")
    found = [r.event.post.id for r in read(tmp_path / "x.json", "x-api") if not r.reject]
    assert "1" not in found
    (tmp_path / "y.json").write_text(f'{{"data": [], "meta": {{}}}}\n{page}')
    keeps_no_word(tmp_path / "y.json", "x-api")


@pytest.mark.parametrize(
    "record",
    [
        '{"id": "1",\n "text": "sotto voce",\n "visibility": ["crew"]\n}',
        '{"id": "1", "text": "sotto voce",\n "visibility": ["crew"]\n}',
        '{"id": "1", "text": "sotto" voce", "author": {"handle": "bo"},\n"private": true}',
        '{"id": "1",\n"text": "sotto" voce}",\n"visibility": ["crew"]}',
        '{"id": "1",\n"text": "a } "sotto voce" }",\n"visibility": ["crew"]}',
        "{'id': '1',\n'text': 'sotto voce',\n'visibility': ['crew']}",
        "{'id': '1', 'text': 'sotto voce', 'protected': True}",
    ],
)
@pytest.mark.parametrize("before", ["", '{"id": "0", "text": "a"}\n'])
def test_a_closed_record_over_lines_that_cannot_be_read(
    tmp_path: Path, record: str, before: str
) -> None:
    (tmp_path / "p.jsonl").write_text(f'{before}{record}\n{{"id": "9", "text": "", "lang": 7}}\n')
    keeps_no_word(tmp_path / "p.jsonl", "jsonl")


def test_after_pieces_of_a_record_others_are_kept_again(tmp_path: Path) -> None:
    bad = '{"id": "2", "text": "heard", "likes": "many"}\n'
    (tmp_path / "p.jsonl").write_text('{"id": "0", "text": "a"}\n{"id":\n' + bad * 2)
    assert ["heard" in r.raw for r in read(tmp_path / "p.jsonl") if r.reject] == [
        False,
        False,
        True,
    ]


def test_a_broken_post_of_a_circle(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as zip_:
        zip_.writestr("data/tweets.js", "window.YTD.tweets.part0 = []")
        zip_.writestr(
            "data/twitter-circle-tweet.js",
            'window.YTD.twitter_circle_tweet.part0 = [ "sotto", {"tweet": {}} ]',
        )
    keeps_no_word(tmp_path / "a.zip")


PRIVATE_TO_SOME = [
    {"author": {"handle": "bo", "protected": True}},
    {"user": {"username": "bo", "is_private": "true"}},
    {"account": {"acct": "bo", "private": 1}},
    {"protected": True},
    {"user_protected": "TRUE"},
    {"is_private": True},
    {"private": "yes"},
    {"privacy": "private"},
    {"privacy": "Friends"},
    {"privacy": "followers"},
    {"privacy": "only those whom I like"},
    {"privacy": True},
    {"audience": "followers"},
    {"audience": ["Friends", "public"]},
    {"is_public": False},
    {"public": "no"},
    {"isPublic": 0},
    {"scope": "friends"},
    {"visibility": ["direct", "public"]},
    {"visibility": "followers,public"},
    {"visibility": ["followers"]},
    {"visibility": ["crew", "Only me"]},
    {"protected": False, "is_private": True},
    {"visibility": "public", "protected": "t"},
    {"audience": {"type": "followers"}},
    {"audience": [{"type": "followers"}]},
    {"audience": ["adults", True]},
    {"audience": [["followers"]]},
    {"scope": {"type": "followers"}},
    {"scope": '{"type": "followers"}'},
    {"audience": "[{'type': 'followers'}]"},
    {"privacy": {"type": "public"}},
    {"visibility": {"type": "followers"}},
    {"visibility": '{"type": "followers"}'},
    {"visibility": "followersOnly"},
    {"visibility": "friendsOnly"},
    {"visibility": "FriendsOfFriends"},
    {"visibility": "FOLLOWERSONLY"},
    {"visibility": "VISIBILITY_PRIVATE"},
    {"visibility": ["crew", "Visibility.FollowersOnly"]},
    {"audience": "AUDIENCE_FRIENDS"},
    {"scope": "onlyMe"},
    {"privacy": "PRIVACY_FRIENDS"},
    {"privacy": "VISIBILITY_NONE"},
    {"audience": "close_friends"},
    {"audience": "Your friends"},
    {"audience": "mutualFollowers"},
    {"audience": "only_paid"},
    {"audience": "not public"},
    {"scope": "group"},
    {"followersOnly": True},
    {"friends_only": 1},
    {"visibility": "everyone"},
    {"visibility": "VISIBILITY_ALL"},
    {"to": ["https://example.org/users/z/followers"], "cc": []},
    {"to": "https://example.org/users/z/followers", "visibility": None},
    {"to": '["https://example.org/users/z/followers"]'},
    {"to": "['https://example.org/users/z/followers']"},
    {"to": ["https://example.org/users/bo"]},
    {"to": "https://example.org/users/bo"},
    {"to": ["https://example.org/#Public"]},
    {"follow": True, "visibility": "private"},
    {"delete": True, "protected": True},
    {"delete": "9", "account_gone": "z", "visibility": ["crew"]},
]


@pytest.mark.parametrize("more", PRIVATE_TO_SOME)
def test_what_a_source_calls_closed_stays_out(tmp_path: Path, more: dict[str, Any]) -> None:
    for wrong in ({}, {"created_at": "soon"}):
        row = {"id": "1", "text": "sotto", **wrong, **more}
        path = json_lines(tmp_path / "p.jsonl", [row])
        keeps_no_word(path, "jsonl")
        path.write_text(json.dumps(row)[:-1] + "\n")
        keeps_no_word(path, "jsonl")


@pytest.mark.parametrize(
    ("column", "value"), [(c, v) for row in PRIVATE_TO_SOME for c, v in row.items()][3:17]
)
def test_what_a_table_calls_closed_stays_out(tmp_path: Path, column: str, value: Any) -> None:
    (tmp_path / "p.csv").write_text(f"id,text,{column},created_at\n1,sotto,{value},\n")
    keeps_no_word(tmp_path / "p.csv")
    (tmp_path / "p.csv").write_text(f"id,text,{column},created_at\n1,sotto,{value}\n")
    keeps_no_word(tmp_path / "p.csv")
    table = pa.table({"id": ["1", "2"], "text": ["sotto", "a"], column: [value, None]})
    pq.write_table(table, tmp_path / "p.parquet")
    keeps_no_word(tmp_path / "p.parquet")
    assert len([r for r in read(tmp_path / "p.parquet") if not r.reject]) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("audience", '"{""type"": ""followers""}"'),
        ("scope", "\"[{'type': 'followers'}]\""),
        ("visibility", '"{""type"": ""followers""}"'),
        ("visibility", "followersOnly"),
        ("visibility", "VISIBILITY_PRIVATE"),
    ],
)
def test_a_cell_of_another_form_closes(tmp_path: Path, column: str, value: str) -> None:
    (tmp_path / "p.csv").write_text(f"id,text,{column}\n1,sotto,{value}\n")
    keeps_no_word(tmp_path / "p.csv")


@pytest.mark.parametrize(
    "cell", [{"type": "followers"}, [{"type": "followers"}], b"followers", b"private"]
)
@pytest.mark.parametrize("column", ["audience", "visibility", "scope"])
def test_a_column_of_another_form_closes(tmp_path: Path, column: str, cell: Any) -> None:
    table = pa.table({"id": ["1", "2"], "text": ["sotto", "a"], column: [cell, None]})
    pq.write_table(table, tmp_path / "p.parquet")
    keeps_no_word(tmp_path / "p.parquet")
    assert len([r for r in read(tmp_path / "p.parquet") if not r.reject]) == 1


OPEN = [
    {"is_public": True, "scope": "read write"},
    {"public": "yes", "scope": "public"},
    {"protected": False, "privacy": "public", "audience": "adults"},
    {"user_protected": "false", "privacy": "Everyone", "is_private": 0},
    {"author": {"handle": "bo", "protected": False}},
    {"visibility": ["public", "crew"]},
    {"visibility": "VISIBILITY_PUBLIC"},
    {"privacy": "PRIVACY_PUBLIC", "audience": "AUDIENCE_ADULTS", "scope": []},
    {"privacy": "EveryOne", "scope": "read:write"},
    {"privacy": False, "audience": 18},
    {"scope": "follow read:followed-tags", "audience": "general"},
    {"to": ["https://www.w3.org/ns/activitystreams#Public"], "cc": ["https://a.b/z/followers"]},
    {"to": ["as:Public", "https://a.b/c/mutual_aid"], "audience": "https://a.b/c/mutual_aid"},
    {"to": "https://example.org/a-page", "audience": "members of the public"},
    {"to": ["bo", "ann"], "audience": "non-members", "scope": "not private"},
    {"follow": True, "delete": "n", "account_gone": []},
    {"follow": 245, "delete": "None"},
    {"delete": 0.0},
]


@pytest.mark.parametrize("more", OPEN)
def test_what_a_source_calls_open_goes_in(tmp_path: Path, more: dict[str, Any]) -> None:
    (record,) = read(json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a", **more}]))
    assert isinstance(record.event, Upsert)
    assert record.event.post.visibility is None


def archived(path: Path, rows: list[Any], **files: Any) -> Path:
    with zipfile.ZipFile(path, "w") as zip_:
        for name, value in {"tweets": [{"tweet": row} for row in rows], **files}.items():
            zip_.writestr(
                f"data/{name.replace('_', '-')}.js",
                f"window.YTD.{name}.part0 = {json.dumps(value)}",
            )
    return path


def history(*actions: tuple[str, str]) -> list[Any]:
    return [{"protectedHistory": {"protectedAt": at, "action": action}} for at, action in actions]


def test_an_archive_of_an_account_that_is_protected_now(tmp_path: Path) -> None:
    rows = [{"id_str": "1", "full_text": "sotto"}, {"full_text": "sotto"}]
    newest_first = history(
        ("2023-01-01T00:00:00.000Z", "Protect"), ("2020-01-01T00:00:00.000Z", "Unprotect")
    )
    path = archived(tmp_path / "a.zip", rows, protected_history=newest_first)
    keeps_no_word(path)
    assert all(r.reject for r in read(path))
    opened = history(
        ("2023-01-01T00:00:00.000Z", "Unprotect"), ("2020-01-01T00:00:00.000Z", "Protect")
    )
    path = archived(tmp_path / "b.zip", rows[:1], protected_history=opened)
    assert [r.reject for r in read(path)] == [None]


@pytest.mark.parametrize("id_", ["1", None])
def test_a_post_of_a_time_when_the_account_was_protected(tmp_path: Path, id_: str | None) -> None:
    row = {"id_str": id_, "full_text": "sotto", "scopes": {"followers": True}}
    keeps_no_word(archived(tmp_path / "a.zip", [row]))
    for flag in (1, "true", "perhaps"):
        user = {"screen_name": "bo", "id_str": "7", "protected": flag}
        keeps_no_word(
            json_lines(tmp_path / "f.jsonl", [row | {"scopes": {}, "user": user}]), "x-api"
        )
    keeps_no_word(
        json_lines(tmp_path / "p.jsonl", [row | {"user": {"screen_name": "bo"}}]), "x-api"
    )
