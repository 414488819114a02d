"""Plain JSON lines: what goes in, and what is said of what does not."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rookery.errors import BadInput
from rookery.post import (
    AccountGone,
    Author,
    Consent,
    Counts,
    Delete,
    Follow,
    Link,
    Media,
    Post,
    Upsert,
    to_json,
)
from tests.ingest.reading import events, json_lines, posts, read, rejects, until_it_breaks

FULL = Post(
    id="p1",
    text="Storm over the #harbour, says @anna",
    source="town",
    author=Author("bo", "17", "Bo", "Fishes", 40, True, False),
    title="Storm",
    place="Harbour",
    lang="en",
    created_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    edited_at=datetime(2026, 1, 3, tzinfo=UTC),
    observed_at=datetime(2026, 1, 4, tzinfo=UTC),
    url="https://example.org/p1",
    community="harbour",
    conversation="p0",
    reply_to="p0",
    quote_of="q",
    repost_of="r",
    mentions=("anna",),
    hashtags=("harbour",),
    cashtags=("AAPL",),
    links=(Link("https://example.org", "Example"),),
    media=(Media("image", "https://example.org/1.png", "waves"),),
    counts=Counts(1, 2, 3, 4, 5),
    sensitive=False,
    labels=("news",),
    consent=Consent("yes", "no", "yes", "no"),
    visibility=("harbour-masters",),
)


def test_every_field_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert posts(json_lines(tmp_path / "p.jsonl", [to_json(FULL)])) == [FULL]


def test_a_number_longer_than_python_reads_is_said_in_words(tmp_path: Path) -> None:
    text = f'{{"id": "1", "text": "a", "likes": {"9" * 5_000}}}'
    for name, said in (("p.jsonl", text), ("p.json", f"[{text}]")):
        (tmp_path / name).write_text(said)
        assert rejects(tmp_path / name) == ["it has a number of more digits than can be read"]


def test_the_four_kinds_of_events(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "a"}, {"delete": 2}, {"account_gone": "bo"}, {"follow": ["a", "b"]}]
    found = events(json_lines(tmp_path / "p.jsonl", rows))
    assert isinstance(found[0], Upsert)
    assert found[1:] == [Delete("2"), AccountGone("bo"), Follow("a", "b")]


def test_what_is_not_said_is_none_and_never_zero(tmp_path: Path) -> None:
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a", "likes": None}]))
    assert post == Post("1", "a")


def test_usual_names_of_other_networks_are_found(tmp_path: Path) -> None:
    comment = {
        "id": "c1", "body": "Nice", "author": "bo", "created_utc": 1356998400, "edited": False,
        "subreddit": "harbour", "score": 7, "over_18": False, "link_flair_text": "News, local",
        "parent_id": "t3_x",
    }  # fmt: skip
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [comment]))
    assert post == Post(
        "c1", "Nice", author=Author("bo"), created_at=datetime(2013, 1, 1, tzinfo=UTC),
        community="harbour", counts=Counts(likes=7), sensitive=False, labels=("News, local",),
        reply_to="t3_x",
    )  # fmt: skip


def test_a_column_can_be_named(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "p.jsonl", [{"id": "1", "utterance": "hello", "text": "no"}])
    assert posts(path, mapping={"text": "utterance"})[0].text == "hello"


def test_a_mapping_to_no_field_is_bad_input(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a"}])
    with pytest.raises(BadInput, match="a post has no field 'txt'"):
        read(path, mapping={"txt": "body"})


def test_a_guessed_count_of_another_meaning_does_not_cost_the_post(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a", "score": 0.53}])
    assert posts(path)[0].counts == Counts()


def test_a_count_that_is_none_is_a_reject(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a", "likes": "many"}])
    assert rejects(path) == ["its likes is 'many' and not a number"]


def test_a_bad_record_is_rejected_with_its_line_and_words_and_the_rest_goes_in(
    tmp_path: Path,
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id":"1","text":"a"}\n\n{"not": json}\n[1]\n{"id":"2","text":"b"}\n', "utf-8")
    good, bad, worse, last = read(path)
    assert good.event and last.event
    assert bad.at == f"{path}:3"
    assert bad.raw == '{"not": json}\n'
    assert bad.reject == "it is not JSON: Expecting value (at column 9)"
    assert worse.reject == "it is no JSON object"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "1"}, "it has no text, title, media or repost"),
        ({"id": "1", "text": "  "}, "it has no text, title, media or repost"),
        ({"id": "1", "text": {"a": 1}}, "its text is a dict and not text"),
        ({"id": "1", "text": "a", "created_at": "soon"}, "its created_at is 'soon', which is no t"),
        ({"id": "1", "text": "a", "counts": [1]}, "its counts is a list and not an object"),
        ({"id": "1", "text": "a", "author": {"handle": "b", "followers": "x"}}, "its author has a"),
        ({"id": "1", "text": "a", "consent": {"train": "maybe"}}, "its consent has a train that"),
        ({"id": "1", "text": "x" * 1_000_001}, "its text has 1,000,001 characters"),
        ({"delete": None}, "its delete is not the id of a post"),
        ({"follow": ["a"]}, "its follow is not a list of two handles"),
        ({"account_gone": ""}, "its account_gone is not a handle"),
    ],
)
def test_a_reason_says_which_field_is_wrong(tmp_path: Path, row: object, reason: str) -> None:
    (found,) = rejects(json_lines(tmp_path / "p.jsonl", [row]))
    assert found.startswith(reason)


@pytest.mark.parametrize("closed", ["followers", "direct", "private", "Limited", []])
def test_a_closed_post_is_refused_and_its_words_are_not_kept(
    tmp_path: Path, closed: object
) -> None:
    row = {"id": "1", "text": "between us", "visibility": closed}
    (record,) = read(json_lines(tmp_path / "p.jsonl", [row]))
    assert record.event == Upsert(Post("1", visibility=()))
    assert record.reject and "visibility" in record.reject
    assert record.raw == ""


def test_groups_that_may_read_a_post_are_kept(tmp_path: Path) -> None:
    said = (["crew"], "public", ["public"], ["crew", "Public"])
    rows = [{"id": "1", "text": "a", "visibility": v} for v in said]
    found = posts(json_lines(tmp_path / "p.jsonl", rows))
    assert [p.visibility for p in found] == [("crew",), None, None, None]


def test_a_language_is_a_code_and_nothing_longer(tmp_path: Path) -> None:
    said = ("en-GB", "e" * 500, "english", "e-" * 250)
    rows = [{"id": str(n), "text": "a", "lang": code} for n, code in enumerate(said)]
    found = posts(json_lines(tmp_path / "p.jsonl", rows))
    assert [p.lang for p in found] == ["en", None, None, None]


def test_an_unlisted_post_is_not_searched_unless_its_author_says_so(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "text": "a", "visibility": "unlisted"},
        {"id": "2", "text": "a", "visibility": "unlisted", "consent": {"search": True}},
    ]
    found = posts(json_lines(tmp_path / "p.jsonl", rows))
    assert [(p.visibility, p.consent.search) for p in found] == [(None, "no"), (None, "yes")]


def test_a_record_without_an_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    row = {"text": "a", "author": "bo", "created_at": "2026-01-01", "likes": 1}
    again = row | {"likes": 2}
    first, second, other = posts(
        json_lines(tmp_path / "p.jsonl", [row, again, row | {"text": "b"}])
    )
    assert first.id == second.id != other.id


def test_controls_go_and_marks_of_direction_stay(tmp_path: Path) -> None:
    text = "a\x00b\x07c\r\nd\te \u202eabc\u2066\u200f <b>&amp;</b> \ud83d"
    (post,) = posts(json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": text}]))
    assert post.text == "abc\nd\te \u202eabc\u2066\u200f <b>&amp;</b> \ufffd"
    post.text.encode()


def test_an_array_and_an_object_over_several_lines_are_read_too(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]
    for name, text in {
        "array.json": json.dumps(rows),
        "tall.json": json.dumps(rows, indent=2),
        "one.json": json.dumps(rows[0], indent=2) + "\n" + json.dumps(rows[1], indent=2),
        "key-first.json": "\n".join(json.dumps(row).replace(", ", ",\n ") for row in rows),
        "long.json": json.dumps(rows[0])[:-1]
        + f', "x": "{"x" * 300_000}"\n}}\n{{\n'
        + json.dumps(rows[1])[1:],
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert [p.id for p in posts(tmp_path / name)] == ["1", "2"]
        if name != "long.json":  # whose first line is too long to be told in UTF-16
            (tmp_path / name).write_text(text, "utf-16")
            assert [p.id for p in posts(tmp_path / name)] == ["1", "2"]


@pytest.mark.parametrize("cut", ['{"id": "1",', '{"id": "1", "text": "a', '{"id": "1"', "{"])
def test_a_first_line_that_was_cut_costs_itself_only(tmp_path: Path, cut: str) -> None:
    (tmp_path / "p.jsonl").write_text(
        cut + '\n{"id": "2", "text": "b"}\n{"id": "3", "text": "c"}\n'
    )
    first, *rest = read(tmp_path / "p.jsonl")
    assert first.reject
    assert first.raw == ""
    assert [isinstance(r.event, Upsert) for r in rest] == [True, True]


def test_a_record_of_over_10_mb_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    big = json.dumps({"id": "1", "text": "x" * 10_000_001})
    path.write_text(f'{big}\n{{"id":"2","text":"b"}}\n', "utf-8")
    first, second = read(path)
    assert first.reject == "the record is over 10 MB"
    assert isinstance(second.event, Upsert)


def test_a_line_of_another_encoding_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    good = '{"id":"1","text":"è"}\n'.encode()
    path.write_bytes(good * 3 + '{"id":"2","text":"è"}\n'.encode("latin-1") + good)
    found = read(path)
    assert [bool(r.event) for r in found] == [True, True, True, False, True]
    assert found[3].reject and "byte 19 of the line" in found[3].reject
    assert "\\xe8" in found[3].raw


def test_a_stray_line_in_a_plain_file_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    good = b'{"id":"1","text":"a"}\n'
    path.write_bytes(good * 60 + b'{"id":"2","text":"\xe8"}\n' + good * 60)
    assert sum(bool(r.event) for r in read(path)) == 120


def test_a_file_of_another_encoding_is_bad_input_that_says_where(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes('{"id":"1","text":"a"}\n{"id":"2","text":"è"}\n'.encode("latin-1"))
    records, sentence = until_it_breaks(path, "jsonl")
    assert records == []
    assert f"{path} is not in utf-8 (at byte 41, on line 2)" in sentence
    assert "--encoding latin-1" in sentence
    assert [p.text for p in posts(path, encoding="latin-1")] == ["a", "è"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_beginning_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id":"1","text":"è🌊"}\n{"id":"2","text":"b"}\n', encoding)
    assert [p.text for p in posts(path)] == ["è🌊", "b"]


def test_an_unknown_encoding_is_bad_input(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "p.jsonl", [{"id": "1", "text": "a"}])
    with pytest.raises(BadInput, match="There is no encoding 'klingon'"):
        read(path, encoding="klingon")


def test_reading_goes_on_after_what_was_done(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(
        '{"id":"1","text":"a"}\nbad\n{"id":"2","text":"b"}\n\n{"delete":"9"}\n', "utf-8"
    )
    whole = read(path)
    for skip in range(len(whole) + 2):
        assert read(path, skip=skip) == whole[skip:]


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    from rookery.ingest import open_source

    path = json_lines(tmp_path / "p.jsonl", [{"id": str(i), "text": "a"} for i in range(9)])
    source = open_source("jsonl", str(path))
    assert [r.done for r in source.read()][-1] == source.total == path.stat().st_size


def _lines_with_strays(count: int, strays: int) -> bytes:
    lines = [b'{"id":"%d","text":"plain"}\n' % n for n in range(count)]
    for n in range(strays):
        lines[n] = b'{"id":"s%d","text":"pl\xffin"}\n' % n
    return b"".join(lines)


@pytest.mark.parametrize(("count", "strays"), [(3, 1), (5, 2), (10, 2), (40, 4), (500, 50)])
def test_a_few_stray_lines_are_rejected_and_the_rest_goes_in(
    tmp_path: Path, count: int, strays: int
) -> None:
    path = tmp_path / "p.jsonl"
    for content in (_lines_with_strays(count, strays), _lines_with_strays(count, strays).strip()):
        path.write_bytes(content)
        bad = [r for r in read(path) if r.reject]
        assert [r.at for r in bad] == [f"{path}:{n + 1}" for n in range(strays)]
        assert all("it is not in utf-8" in (r.reject or "") for r in bad)


@pytest.mark.parametrize(("count", "strays"), [(1, 1), (2, 1), (4, 2), (10, 3), (40, 5), (500, 51)])
def test_a_file_with_many_stray_lines_is_of_another_encoding(
    tmp_path: Path, count: int, strays: int
) -> None:
    (tmp_path / "p.jsonl").write_bytes(_lines_with_strays(count, strays).rstrip(b"\n"))
    with pytest.raises(BadInput, match="is not in utf-8"):
        read(tmp_path / "p.jsonl")


def test_a_stray_byte_in_an_array_costs_its_record_only(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    rows = [b'{"id":"%d","text":"caf\xc3\xa9"}' % n for n in range(9)]
    rows[4] = b'{"id":"4","text":"caf\xe9"}'
    path.write_bytes(b"[" + b",".join(rows) + b"]")
    found = read(path)
    assert [bool(r.event) for r in found] == [n != 4 for n in range(9)]
    assert found[4].reject == "it is not JSON, or not in utf-8: Invalid \\escape"
    path.write_bytes(b"[" + b",".join(r.replace(b"\xc3\xa9", b"\xe9") for r in rows) + b"]")
    with pytest.raises(BadInput, match=r"is not in utf-8 \(at byte 23, on line 1\)"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_wide_encoding_without_a_mark_is_bad_input(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id":"1","text":"a"}\n{"id":"2","text":"b"}\n', encoding)
    with pytest.raises(BadInput, match="zero bytes between the letters"):
        read(path, "jsonl")
    assert [p.id for p in posts(path, "jsonl", encoding=encoding)] == ["1", "2"]


def test_ids_that_a_float_rounded_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.jsonl").write_text(
        '{"id": 1858000000000000001.0, "text": "a"}\n{"id": 12.0, "text": "b"}\n'
        '{"id": "1", "text": "c", "author": {"handle": "bo", "id": 1858000000000000001.0}}\n'
    )
    first, second, third = read(tmp_path / "p.jsonl")
    assert first.reject and "its id is 1.858e+18: a float rounded it" in first.reject
    assert second.event and second.event.post.id == "12"
    assert third.reject and "a float rounded it" in third.reject


@pytest.mark.parametrize("flag", [False, None, 0, "0", "false", "", "n", "None", 0.0, [], {}])
@pytest.mark.parametrize("own", [{"id": "7", "text": "heron"}, {"post_id": "7", "body": "heron"}])
def test_a_column_that_says_a_post_is_not_deleted_deletes_nothing(
    tmp_path: Path, flag: object, own: dict[str, str]
) -> None:
    row = own | {"delete": flag, "follow": flag, "account_gone": flag}
    rows = [row, {"text": "gull", "delete": flag}, own | {"follow": 245}, own | {"follow": True}]
    found = posts(json_lines(tmp_path / "p.jsonl", rows))
    assert [post.text for post in found] == ["heron", "gull", "heron", "heron"]


def test_a_delete_beside_another_id_is_refused_and_one_of_the_same_id_holds(tmp_path: Path) -> None:
    rows = [{"post_id": "7", "body": "heron", "delete": 1}, {"post_id": 7, "delete": "7.0"}]
    one, other = read(json_lines(tmp_path / "p.jsonl", rows))
    assert "a post of its own and has a delete too" in (one.reject or "")
    assert other.event == Delete("7")


def test_a_delete_names_its_post_as_posts_are_named(tmp_path: Path) -> None:
    rows = [{"delete": "418163434979483648.0"}, {"delete": 12.0}, {"delete": 4.18e17}]
    one, whole, rounded = read(json_lines(tmp_path / "p.jsonl", rows))
    assert [one.event, whole.event] == [Delete("418163434979483648"), Delete("12")]
    assert "rounded" in (rounded.reject or "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "idna"])
def test_an_encoding_that_cannot_be_the_files_is_bad_input(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id":"1","text":"a"}\n', "utf-16-le")
    with pytest.raises(BadInput, match=f"cannot be read as {encoding}"):
        read(path, "jsonl", encoding=encoding)


@pytest.mark.parametrize(
    "row",
    [
        {"body": "hello there", "delete": 1},
        {"body": "hello there", "delete": "true"},
        {"post_id": "9", "body": "hello", "account_gone": 1},
        {"post_id": "9", "account_gone": "bo"},
        {"account_gone": "bo", "body": "hello"},
        {"id": "17", "text": "x", "delete": True},
        {"text": "x", "delete": True},
        {"account_gone": "bo", "text": "left the site"},
        {"id": "17", "text": "x", "follow": ["a", "b"]},
        {"follow": ["a", "b"], "body": "hello"},
        {"post_id": 5, "body": "x", "follow": ["a", "b"]},
    ],
)
def test_a_post_that_bears_the_name_of_an_event_is_refused_and_ends_nothing(tmp_path, row) -> None:
    (one,) = read(json_lines(tmp_path / "p.jsonl", [row]))
    assert one.event is None
    assert "a post of its own" in (one.reject or "")


def test_a_delete_may_say_why(tmp_path: Path) -> None:
    rows = [{"delete": "17", "comment": "asked for"}, {"delete": "17", "text": "by its author"}]
    one, other = read(json_lines(tmp_path / "p.jsonl", [*rows]))
    assert other.event == Delete("17")
    assert one.event == Delete("17")


def test_a_record_that_is_two_events_is_refused(tmp_path: Path) -> None:
    rows = [{"delete": "17", "account_gone": "bo"}, {"delete": "17", "id": "17"}]
    two, one = read(json_lines(tmp_path / "p.jsonl", rows))
    assert "say each in a record of its own" in (two.reject or "")
    assert one.event == Delete("17")
