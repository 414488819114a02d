"""The command answers at once, and what may stand anywhere on its line does."""

import json
import re
import subprocess
import sys
import time

import pytest

from rookery import __version__
from tests.command import ENVIRONMENT, run

POST = b'{"id": "a", "text": "ferry"}'
HEAVY = ("lance", "lancedb", "numpy", "pyarrow", "fastapi", "onnxruntime", "torch", "tokenizers",
         "Stemmer", "openai", "xllamacpp", "mcp")  # fmt: skip
_IMPORTED = """
import json, sys
from rookery.cli import main
sys.argv = ["rookery", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "line", [["--help"], ["--version"], ["search", "--help"], ["store", "--help"], ["ingest", "-h"]]
)
def test_help_and_version_import_nothing_heavy(tmp_path, line) -> None:
    ran = run(*line, cwd=tmp_path, python=("-c", _IMPORTED))
    assert ran.code == 0
    assert not set(HEAVY) & set(json.loads(ran.err))
    assert ran.out.strip()


def test_the_order_of_time_waits_for_no_model(filled) -> None:
    pytest.importorskip("onnxruntime")
    line = ["search", "ferry", "--latest", "--home", str(filled)]
    ran = subprocess.run(
        [sys.executable, "-c", _IMPORTED, *line],
        check=True, capture_output=True, env=ENVIRONMENT | {"ROOKERY_EMBED__SEMANTIC": "on"},
        timeout=60,
    )  # fmt: skip
    imported = set(json.loads(ran.stderr))
    assert "lance" in imported
    assert not {"onnxruntime", "fastapi", "uvicorn", "httpx", "babel", "jinja2"} & imported


def test_an_answer_of_posts_alone_waits_for_no_client_of_models(filled) -> None:
    ran = run("ask", "when is the ferry", "--home", filled, cwd=filled, python=("-c", _IMPORTED))
    assert ran.code == 0
    imported = set(json.loads(ran.err.splitlines()[-1]))
    assert "rookery.answer.composed.compose" in imported
    assert not {"openai", "xllamacpp", "mcp"} & imported


def test_version_answers_in_under_half_a_second(tmp_path) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        run("--version", cwd=tmp_path)
        return time.perf_counter() - start

    # the best of some: other tests run beside this one
    assert min(seconds() for _ in range(5)) < 0.5


def test_version_says_which(rookery) -> None:
    assert rookery("--version").out == f"rookery {__version__}\n"


def test_help_names_every_command(rookery) -> None:
    shown = rookery("--help").out
    for command in (
        "demo",
        "serve",
        "ingest",
        "search",
        "store",
        "eval",
        "keys",
        "model",
        "doctor",
    ):
        assert re.search(rf"^\s+{command}\b", shown, re.MULTILINE)


def test_no_arguments_show_the_help(rookery) -> None:
    ran = rookery()
    assert "Usage" in ran.out + ran.err


@pytest.mark.parametrize(
    "line",
    [
        ["--home", "H", "--json", "store", "stats"],
        ["store", "--json", "stats", "--home", "H"],
        ["store", "stats", "--home=H", "--json"],
        ["--home=H", "store", "stats", "--json"],
    ],
)
def test_home_and_json_may_stand_anywhere(rookery, filled, line) -> None:
    ran = rookery(*[str(filled) if part == "H" else part.replace("=H", f"={filled}")
                    for part in line])  # fmt: skip
    assert ran.code == 0
    assert json.loads(ran.out)["posts"] == 5


def test_home_is_rookery_data_unless_said(rookery, tmp_path) -> None:
    assert rookery("ingest", "jsonl", "-", stdin=POST).code == 0
    assert (tmp_path / "rookery-data").is_dir()
    assert rookery("store", "stats").code == 0


def test_a_variable_for_the_home_that_is_empty_is_as_unset(command, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("ROOKERY_HOME", "")
    (tmp_path / "p.jsonl").write_bytes(POST)
    assert command("ingest", "p.jsonl").code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"p.jsonl", "rookery-data"}


def test_query_that_begins_with_a_dash_comes_after_two(rookery, filled) -> None:
    ran = rookery("search", "--json", "--home", filled, "--", "-ferry")
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["c"]


def test_doctor_says_what_is_there(rookery) -> None:
    ran = rookery("doctor", "--json", "--home", "H")
    found = {row["what"]: row for row in map(json.loads, ran.out.splitlines())}
    assert ran.code == 0
    assert found["rookery"]["state"] == "ok"
    assert found["home"]["state"] == "absent"
    assert found["home"]["type"].startswith("rookery ")
    assert rookery("ingest", "jsonl", "-", "--home", "H", stdin=POST).code == 0
    plain = rookery("doctor", "--home", "H")
    assert plain.code == 0
    assert re.search(r"ok +store +1 post,", plain.out)


def test_doctor_names_a_broken_store(rookery, tmp_path) -> None:
    rookery("ingest", "jsonl", "-", "--home", "H", stdin=POST)
    (tmp_path / "H" / "store" / "format.json").write_text('{"format": 99}')
    ran = rookery("doctor", "--home", "H")
    assert ran.code == 1
    assert re.search(r"broken +store .*newer Rookery", ran.out)


def test_help_promises_nothing_that_is_not_there_yet(rookery) -> None:
    told = rookery("--help").out
    assert "Search" in told and "assistant" in told and " ads" not in told
