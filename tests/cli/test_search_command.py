"""`rookery search` in a terminal and for programs."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.command import ENVIRONMENT


def rows(ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_json_has_the_promised_fields(command, filled) -> None:
    found = rows(command("search", "ferry late", "--json", "--home", filled))
    first = found[0]
    assert {"id", "score", "text", "author", "created_at", "url"} <= set(first)
    assert (first["id"], first["author"], first["url"]) == ("a", "ada", "https://example.org/a")
    assert first["created_at"] == "2026-11-01T08:00:00+00:00"
    assert first["text"] == "The ferry is late again"
    assert first["score"] > 0
    assert [r["score"] for r in found] == sorted((r["score"] for r in found), reverse=True)


def test_missing_fields_are_null_and_not_left_out(command, filled) -> None:
    (row,) = rows(command("search", "lanterna", "--json", "--home", filled))
    assert (row["id"], row["author"], row["url"]) == ("c", None, None)


def test_explained_parts_sum_to_the_score(command, filled) -> None:
    found = rows(command("search", "ferry", "--explain", "--json", "--home", filled))
    assert found
    for row in found:
        assert sum(row["parts"].values()) == pytest.approx(row["score"], abs=1e-4)


def test_as_of_shows_what_was_there_then(command, filled) -> None:
    then = rows(
        command("search", "ferry", "--as-of", "2026-11-01T12:00Z", "--json", "--home", filled)
    )
    assert [r["id"] for r in then] == ["a"]
    for nothing_yet in ("1000y", "2026-11-01", "0001"):
        assert not rows(command("search", "ferry", "--as-of", nothing_yet, "--json",
                                "--home", filled))  # fmt: skip
    assert rows(command("search", "ferry", "--as-of", "9999-12-31", "--json", "--home", filled))


def test_latest_comes_newest_first(command, filled) -> None:
    found = rows(command("search", "ferry", "--latest", "--json", "--home", filled))
    assert [r["id"] for r in found] == ["b", "a"]


def test_limit_holds(command, filled) -> None:
    assert len(rows(command("search", "ferry", "--limit", "1", "--json", "--home", filled))) == 1


def test_reader_sees_their_groups_and_others_do_not(command, filled) -> None:
    outside = rows(command("search", "biscuits", "--json", "--home", filled))
    inside = rows(command("search", "biscuits", "--as", "nia", "--json", "--home", filled))
    assert ([r["id"] for r in outside], [r["id"] for r in inside]) == ([], ["d"])


def test_people_read_who_when_and_where(command, filled) -> None:
    ran = command("search", "ferry late", "--home", filled)
    assert ran.code == 0
    for shown in ("@ada", "harbour", "2026-11-01 08:00", "The ferry is late again", "post matches"):
        assert shown in ran.out
    assert "biscuits" not in ran.out


def test_nothing_found_is_no_error(command, filled) -> None:
    ran = command("search", "zzyzx", "--home", filled)
    assert ran.code == 0
    assert "Nothing found." in ran.out


def test_controls_in_a_post_do_not_reach_the_terminal(command, tmp_path) -> None:
    wild = "ferry \u202egnp.exe \x1b[31mred\x07 <script>alert(1)</script> \u200f[bold]"
    (tmp_path / "p.jsonl").write_text(json.dumps({"id": "w\u202eid", "text": wild}))
    assert command("ingest", "p.jsonl").code == 0
    shown = command("search", "ferry").out
    assert not {"\u202e", "\x1b", "\x07", "\u200f"} & set(shown)
    assert "<script>alert(1)</script>" in shown
    assert "[bold]" in shown


def test_a_terminal_that_lacks_a_sign_gets_the_rest(tmp_path) -> None:
    (tmp_path / "p.jsonl").write_text(json.dumps({"id": "w", "text": "ferry 🚢 città"}))
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "latin-1"}
    for line in (["ingest", "p.jsonl"], ["search", "ferry"], ["search", "ferry", "--json"]):
        ran = subprocess.run(
            [sys.executable, "-m", "rookery", *line],
            check=False, capture_output=True, cwd=tmp_path, env=environment, timeout=60,
        )  # fmt: skip
        assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout.decode("latin-1"))["text"] == "ferry 🚢 città"


def test_a_filter_that_nothing_can_meet_is_told_beside_the_output(command, filled) -> None:
    for more in ([], ["--json"]):
        ran = command("search", "ferry from:nosuchone", "--home", filled, *more)
        assert ran.code == 0
        assert ran.sentence == "There is no author @nosuchone here whose posts you may read."
        assert ran.out.strip().startswith("" if more else "Nothing found.")


def test_hits_that_lack_words_are_told_to(command, filled) -> None:
    sentence = "No post has all of these words; these have some."
    assert sentence in command("search", "ferry zeppelin", "--home", filled).out
    assert sentence not in command("search", "ferry late", "--home", filled).out
