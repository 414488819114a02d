"""Answers to questions of one's own: the plain form in and out, and what is wrong with it said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import Command

POSTS = [
    {"id": "p1", "text": "The Aurelia is a ferry that was built in 1962."},
    {"id": "p2", "text": "Her captain keeps a cat."},
    {"id": "p3", "text": "The ferry leaves Holm for the last time at 22:10 each night."},
    {"id": "p4", "text": "She carries 240 people between Brackwater and Holm."},
]
ASKED: list[dict[str, Any]] = [
    {"question": "when does the ferry leave holm each night", "posts": POSTS},
    {"question": "who wrote the opera about the merchant of sydney", "posts": POSTS},
    {"question": "anything", "posts": []},
]


def _file(folder: Path, *rows: object) -> Path:
    path = folder / "asked.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def _eval(rookery: Command, asked: Path, out: str = "out.jsonl") -> Any:
    return rookery("eval", "answers", "--input", asked, "--output", out, "--model", "composer")


def test_each_question_gets_one_line_that_cites_its_own_posts(
    rookery: Command, tmp_path: Path
) -> None:
    done = _eval(rookery, _file(tmp_path, *ASKED))
    assert done.code == 0, done.err
    assert "3 questions, 2 declined, answered by composer" in done.out
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["question"] for row in rows] == [a["question"] for a in ASKED]
    texts = {p["id"]: p["text"] for p in POSTS}
    assert rows[0]["sentences"]
    for sentence in rows[0]["sentences"]:
        (id,) = sentence["cites"]
        assert sentence["text"] == texts[id]
    assert "p3" in [s["cites"][0] for s in rows[0]["sentences"]]
    assert rows[1]["sentences"] == rows[2]["sentences"] == []
    assert {row["made_by"] for row in rows} == {"composer"}
    assert not (tmp_path / "rookery-data").exists()  # the posts were given: no home is made


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("not an object", "asked.jsonl:1 has no"),
        ({"question": 3}, "asked.jsonl:1 has no"),
        ({"question": " "}, "asked.jsonl:1: There is no question"),
        ({"question": "x" * 3000}, "at most 2,000 characters"),
        ({"question": "so", "posts": "p1"}, "is not a list"),
        ({"question": "so", "posts": [{"id": "p1"}]}, 'needs "id" and "text"'),
        ({"question": "so", "posts": [POSTS[0], POSTS[0]]}, "two posts have the same id"),
    ],
)
def test_a_line_out_of_form_is_named_and_nothing_is_written(
    rookery: Command, tmp_path: Path, row: object, said: str
) -> None:
    done = _eval(rookery, _file(tmp_path, row))
    assert done.code == 2
    assert said in done.sentence
    assert not (tmp_path / "out.jsonl").exists()


def test_files_that_cannot_be_are_refused_before_the_work(rookery: Command, tmp_path: Path) -> None:
    asked = _file(tmp_path, *ASKED)
    assert "There is no file" in _eval(rookery, tmp_path / "none.jsonl").sentence
    assert "would overwrite" in _eval(rookery, asked, "asked.jsonl").sentence
    assert "There is no folder" in _eval(rookery, asked, "no/where.jsonl").sentence
    asked.write_text("\n", "utf-8")
    assert "holds no question" in _eval(rookery, asked).sentence
