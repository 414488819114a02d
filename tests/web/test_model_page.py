"""The page of the model that answers, and a few words with it, on a real engine."""

import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from rookery.app import Rookery
from rookery.llm.get import find, get
from tests.llm.engines import ended, record, until
from tests.llm.tiny_model import make_model
from tests.llm.vllm_like import running as vllm_like
from tests.web.serving import Server, running


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


@pytest.fixture
def answering(tmp_path: Path, tiny: Path) -> Iterator[Server]:
    home = tmp_path / "home"
    get(home, find(str(tiny), name="tiny"), accept=lambda *_: True)
    model = {"use": "tiny", "idle": 0, "context": 1024, "cache_mib": 16}
    with running(Rookery.open(home, model=model, embed={"semantic": "off"})) as server:
        yield server


def said(server: Server, text: str, **headers: str) -> str:
    return server.post("/model/talk", {"text": text}, **headers).text


def test_the_page_says_who_does_what(server: Server) -> None:
    told = server.get("/model?format=json").json()
    by = {task["name"]: task["by"] for task in told["tasks"]}
    assert set(by) == {"answer", "query", "summary", "creatives", "talk", "writing", "picture"}
    assert {"gemma-3-270m", "qwen3-4b"} <= {one["name"] for one in told["others"]}
    page = server.get("/model").text
    assert told["name"] in page and "rookery model get qwen3-4b" in page


def test_without_a_model_nothing_is_said(tmp_path: Path) -> None:
    network = Rookery.open(tmp_path / "h", model={"use": "composer"}, embed={"semantic": "off"})
    with running(network) as server:
        told = server.get("/model?format=json").json()
        assert told["name"] == "composer"
        assert {t["by"] for t in told["tasks"] if t["name"] not in ("writing", "picture")} == {
            "composer"
        }
        assert '<form class="wide talk"' not in server.get("/model").text
        answer = server.post("/model/talk", {"text": "hello"}, accept="application/json")
        assert answer.status_code == 503
        assert "No language model is in use" in answer.json()["error"]


def test_it_is_talked_with_whole_on_a_page_and_in_pieces(answering: Server) -> None:
    whole = json.loads(said(answering, "Who saw the ferry?", accept="application/json"))
    assert whole["text"] and whole["made_by"] == "tiny"
    page = said(answering, "<b>Who", accept="text/html")
    assert "&lt;b&gt;Who" in page and "<b>Who" not in page and "Written by" in page
    stream = said(answering, "Who saw the ferry?", accept="text/event-stream")
    events = [part.split("\n") for part in stream.strip().split("\n\n")]
    kinds = [kind for kind, _ in events]
    assert set(kinds[:-1]) == {"event: piece"} and kinds[-1] == "event: end"
    pieces = [json.loads(data.removeprefix("data: ")) for _, data in events]
    assert "".join(pieces[:-1]).split() == whole["text"].split() and pieces[-1] == "tiny"
    assert answering.post("/model/talk", {"text": " "}).status_code == 400


def test_the_server_outlives_its_engine_and_its_model(answering: Server) -> None:
    home = answering.network.home
    said(answering, "hello", accept="application/json")
    before = record(home).pid
    os.kill(before, signal.SIGKILL)
    assert answering.get("/healthz").status_code == 200
    until(lambda: not ended(home) and record(home).pid != before and record(home).port)
    assert json.loads(said(answering, "hello", accept="application/json"))["text"]
    shutil.rmtree(home / "models")
    answer = answering.post("/model/talk", {"text": "hello"}, accept="application/json")
    assert answer.status_code == 404 and "no model 'tiny'" in answer.json()["error"]
    assert "no model" in answering.get("/model").text


@pytest.mark.parametrize("wants", ["application/json", "text/event-stream"])
def test_a_reader_who_leaves_stops_the_model(tmp_path: Path, wants: str) -> None:
    with vllm_like() as model:
        model.mishap = "hangs"  # before the first piece
        settings = {"use": model.url, "endpoint_model": model.model}
        network = Rookery.open(tmp_path / "h", model=settings, embed={"semantic": "off"})
        with running(network) as server:
            asked = threading.Thread(target=_asked_and_left, args=(server, wants))
            asked.start()
            until(lambda: model.running)
            asked.join()
            assert model.left.wait(10)
            assert server.get("/healthz").status_code == 200


def _asked_and_left(server: Server, wants: str) -> None:
    headers = {"origin": server.url, "accept": wants}
    with suppress(httpx.ReadTimeout), httpx.Client(timeout=1.0) as client:
        asked = {"data": {"text": "hello"}, "headers": headers}
        with client.stream("POST", f"{server.url}/model/talk", **asked) as answer:
            answer.read()


def test_what_has_no_form_is_told_in_a_stream_too(tmp_path: Path) -> None:
    with vllm_like() as model:
        model.kind, model.says = "hosted", "la" * 300  # which knows no grammar
        settings = {"use": model.url, "endpoint_model": model.model}
        network = Rookery.open(tmp_path / "h", model=settings, embed={"semantic": "off"})
        with running(network) as server:
            stream = said(server, "hello", accept="text/event-stream")
    last = stream.strip().split("\n\n")[-1]
    assert last.startswith("event: wrong") and "longer than 400" in last


def test_it_is_for_whoever_runs_the_server(server: Server) -> None:
    reading, admin = server.key("r", "read"), server.key("a", "read,admin")
    assert server.get("/model").status_code == 401
    assert server.get("/model", headers=reading).status_code == 403
    assert server.get("/model", headers=admin).status_code == 200
    assert server.post("/model/talk", {"text": "hello"}, **reading).status_code == 403
