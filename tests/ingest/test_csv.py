"""CSV: columns, quotes, and what is wrong with a file or a row."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rookery.errors import BadInput
from rookery.post import Author, Counts, Post, Upsert
from tests.ingest.reading import posts, read, rejects


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_columns_are_found_by_their_usual_names(tmp_path: Path) -> None:
    path = table(
        tmp_path / "p.csv",
        "Tweet Id,Full-Text,userName,createdAt,Like Count,colour\n"
        '7,"Hello, #town",bo,2013-12-31 23:35:06 UTC,"1,024",red\n',
    )
    assert posts(path) == [
        Post(
            "7", "Hello, #town", "csv", Author("bo"), hashtags=("town",),
            created_at=datetime(2013, 12, 31, 23, 35, 6, tzinfo=UTC), counts=Counts(likes=1024),
        )
    ]  # fmt: skip


def test_what_the_source_is_called_can_be_said(tmp_path: Path) -> None:
    assert posts(table(tmp_path / "p.csv", "id,text\n1,a\n"), source_name="forum")[0].source == (
        "forum"
    )


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_what_stands_between_values_is_told_from_the_first_row(tmp_path: Path, sign: str) -> None:
    path = table(tmp_path / "p.csv", f'id{sign}text\n1{sign}"a{sign}b"\n')
    assert posts(path)[0].text == f"a{sign}b"


def test_a_value_in_quotes_may_have_lines_and_quotes(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", 'id,text\r\n1,"a\r\nsaid ""b"""\r\n2,c\r\n')
    assert [p.text for p in posts(path)] == ['a\nsaid "b"', "c"]


def test_no_column_of_text_is_bad_input_that_names_the_columns(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", "id,words,when\n1,a,2013\n")
    with pytest.raises(BadInput, match=r"id, words, when: say which with --map text=COLUMN"):
        read(path, "csv")
    assert posts(path, "csv", mapping={"text": "words"})[0].text == "a"


def test_a_column_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", "id,text\n1,a\n")
    with pytest.raises(BadInput, match="there is no column 'body', only id, text"):
        read(path, mapping={"text": "body"})


@pytest.mark.parametrize("text", ["", "\n\n", "id,text\n"])
def test_a_file_without_a_row_has_no_records(tmp_path: Path, text: str) -> None:
    assert read(table(tmp_path / "p.csv", text), "csv") == []


def test_a_row_of_another_width_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", "id,text\n1,a\n2\n3,b,c\n4,d,\n\n5,e\n")
    assert rejects(path) == ["it has 1 values for 2 columns", "it has 3 values for 2 columns"]
    assert [r.at.rpartition(":")[2] for r in read(path) if r.reject] == ["3", "4"]
    assert sum(bool(r.event) for r in read(path)) == 3


def test_a_quote_that_does_not_close_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = "".join(f'{i},"text {i}"\n' for i in range(5, 50))
    path = table(tmp_path / "p.csv", f'id,text\n1,a\n2,"b\n3,"c"\n4,d\n{rows}')
    (bad,) = [r for r in read(path) if r.reject]
    assert bad.at == f"{path}:3"
    assert bad.raw == '2,"b\n'
    assert sum(bool(r.event) for r in read(path)) == 48


def test_a_quote_that_never_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", 'id,text\n1,a\n2,"b\n3,c\n4,d\n')
    assert [r.event is not None for r in read(path)] == [True, False, True, True]


def test_a_row_of_another_encoding_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes("id,text\n1,è\n2,ò\n".encode() + "3,è\n".encode("latin-1") + b"4,b\n")
    assert [r.event is not None for r in read(path)] == [True, True, False, True]


def test_a_file_of_another_encoding_is_bad_input(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", "id,text\n1,è\n", "latin-1")
    with pytest.raises(BadInput, match="--encoding latin-1"):
        read(path)
    assert posts(path, encoding="latin-1")[0].text == "è"


def test_ids_that_a_table_took_for_numbers(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", "id,text,reply_to\n4.18163E+17,a,\n7,b,418163434979483648.0\n")
    rounded, whole = read(path)
    assert rounded.reject and rounded.reject.startswith("its id is '4.18163E+17': a spreadsheet")
    assert isinstance(whole.event, Upsert)
    assert whole.event.post.reply_to == "418163434979483648"


def test_lists_in_a_value(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", 'text;hashtags\na;"[\'#x\', \'y\']"\nb;x|y\n"c";"x, y"\n')
    assert [p.hashtags for p in posts(path)] == [("x", "y")] * 3


def test_utf_16_as_spreadsheets_write_it(tmp_path: Path) -> None:
    assert posts(table(tmp_path / "p.csv", "id\ttext\n1\tè\n", "utf-16"))[0].text == "è"


def test_a_post_of_10_mb_is_rejected_and_the_rest_goes_in(tmp_path: Path) -> None:
    huge = "x" * 10_000_001
    path = table(tmp_path / "p.csv", f'id,text\n1,{huge}\n2,"{huge[:5_000_000]}"\n3,a\n')
    first, second, third = read(path)
    assert first.reject == "the record is over 10 MB"
    assert second.reject and "5,000,000 characters" in second.reject
    assert third.event


def test_reading_goes_on_after_what_was_done(tmp_path: Path) -> None:
    path = table(tmp_path / "p.csv", 'id,text\n1,a\n2\n3,"b\nc"\n4,"d\n5,e\n')
    whole = read(path)
    assert len(whole) == 5
    for skip in range(7):
        assert read(path, skip=skip) == whole[skip:]


@pytest.mark.parametrize("name", ["text", "nr"])
def test_a_column_named_twice_is_bad_input(tmp_path: Path, name: str) -> None:
    (tmp_path / "p.csv").write_text(f"id,text,{name},{name}\n1,a,b,c\n")
    if name == "nr":  # which nobody asked for
        assert posts(tmp_path / "p.csv")[0].text == "a"
    else:
        with pytest.raises(BadInput, match="has several columns that are named 'text'"):
            read(tmp_path / "p.csv")


def test_lines_that_end_as_on_old_macs(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(b'id,text\r1,a\r2,"b\rc"\r')
    assert [(p.id, p.text) for p in posts(tmp_path / "p.csv")] == [("1", "a"), ("2", "b\nc")]
