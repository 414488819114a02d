"""Model servers of this machine are found and offered; what is slow or strange is passed over."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rookery.errors import BadInput, NotFound, Unauthorized, Unavailable
from rookery.llm.found import PLACES, Offer, is_local, look, models_at

OLLAMA, STUDIO, VLLM = PLACES
TAGS = {"models": [{"name": "gemma3:latest", "model": "gemma3", "size": 3_338_801_804},
                   {"name": "nomic-embed-text:latest", "size": 274_302_450}]}  # fmt: skip
STUDIO_LIST = {
    "object": "list",
    "data": [{"id": "qwen3-4b", "object": "model"}, {"id": "text-embedding-nomic-embed-text-v1.5"}],
}
VLLM_LIST = {"object": "list", "data": [{"id": "Qwen/Qwen3-8B", "owned_by": "vllm",
                                         "max_model_len": 40_960}]}  # fmt: skip


@dataclass
class Speaks:
    """What a server answers at each path, and whom it lets in."""

    answers: dict[str, object] = field(default_factory=dict)
    status: int = 200
    key: str | None = None
    slow: threading.Event | None = None
    keys: list[str | None] = field(default_factory=list)
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        says = self.server.says
        if says.slow:
            says.slow.wait(20)
        says.keys.append(self.headers.get("Authorization"))
        status = says.status if self.path in says.answers else 404
        if says.key and self.headers.get("Authorization") != f"Bearer {says.key}":
            status = 401
        body = says.answers.get(self.path, "not found")
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, says: Speaks) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says = says


Serve = Callable[..., Speaks]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that answers so."""
    started: list[tuple[_Server, threading.Thread]] = []

    def start(answers: dict[str, object], **how: object) -> Speaks:
        says = Speaks(answers, **how)  # type: ignore[arg-type]
        server = _Server(says)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        started.append((server, thread))
        says.url = f"http://127.0.0.1:{server.server_port}"
        return says

    yield start
    for server, thread in started:
        if server.says.slow:
            server.says.slow.set()
        server.shutdown()
        thread.join()
        server.server_close()


NOWHERE = "http://127.0.0.1:9"


def test_each_is_found_with_its_models(serve: Serve) -> None:
    ollama, studio = serve({"/api/tags": TAGS}), serve({"/v1/models": STUDIO_LIST})
    vllm = serve({"/v1/models": VLLM_LIST})
    places = [replace(place, address=at.url)
              for place, at in ((OLLAMA, ollama), (STUDIO, studio), (VLLM, vllm))]  # fmt: skip
    assert look(places) == [
        Offer("Ollama", f"{ollama.url}/v1", "gemma3:latest", 3_338_801_804),
        Offer("LM Studio", f"{studio.url}/v1", "qwen3-4b"),
        Offer("vLLM", f"{vllm.url}/v1", "Qwen/Qwen3-8B", context=40_960),
    ]


def test_the_usual_places_are_on_this_machine_alone() -> None:
    assert [place.address.rpartition(":")[2] for place in PLACES] == ["11434", "1234", "8000"]
    assert all(is_local(place.address) for place in PLACES)


def test_nothing_there_is_nothing_found() -> None:
    assert look([replace(place, address=NOWHERE) for place in PLACES]) == []


@pytest.mark.parametrize(
    "answer",
    ["<html>", "[]", '{"data": 3}', '{"data": [3]}', '{"data": [{"id": null}]}', '{"data": null}',
     '{"data": [{}]}', "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
     "[" * 100_000, " " * 2_000_000 + "{}"],
    ids=range(10),
)  # fmt: skip
def test_something_else_on_that_port_is_passed_over(serve: Serve, answer: str) -> None:
    strange = serve({"/v1/models": answer})
    assert look([replace(VLLM, address=strange.url)]) == []


def test_an_error_is_passed_over(serve: Serve) -> None:
    assert look([replace(VLLM, address=serve({"/v1/models": VLLM_LIST}, status=500).url)]) == []


def test_a_slow_one_holds_nobody_up(serve: Serve) -> None:
    slow = serve({"/v1/models": VLLM_LIST}, slow=threading.Event())
    quick = serve({"/api/tags": TAGS})
    began = time.monotonic()
    found = look([replace(VLLM, address=slow.url), replace(OLLAMA, address=quick.url)], timeout=0.3)
    assert [offer.server for offer in found] == ["Ollama"]
    assert time.monotonic() - began < 5


def test_no_proxy_stands_between_this_machine_and_itself(serve: Serve, monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, NOWHERE)
    assert look([replace(OLLAMA, address=serve({"/api/tags": TAGS}).url)])


def test_an_address_is_asked_for_its_models(serve: Serve) -> None:
    vllm = serve({"/v1/models": VLLM_LIST})
    assert models_at(f"{vllm.url}/v1/") == (f"{vllm.url}/v1", ["Qwen/Qwen3-8B"])


def test_v1_is_added_where_it_was_left_out(serve: Serve) -> None:
    vllm = serve({"/v1/models": VLLM_LIST})
    assert models_at(vllm.url) == (f"{vllm.url}/v1", ["Qwen/Qwen3-8B"])


def test_a_key_is_sent_where_one_is_given(serve: Serve) -> None:
    hosted = serve({"/v1/models": VLLM_LIST}, key="sk-1")
    assert models_at(f"{hosted.url}/v1", "sk-1")[1] == ["Qwen/Qwen3-8B"]
    with pytest.raises(Unauthorized, match="ROOKERY_MODEL__ENDPOINT_KEY"):
        models_at(f"{hosted.url}/v1")
    with pytest.raises(Unauthorized, match="refuses the key"):
        models_at(f"{hosted.url}/v1", "sk-2")


def test_an_address_that_does_not_serve_is_a_sentence(serve: Serve) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        models_at(NOWHERE)
    with pytest.raises(Unavailable, match="answered 500"):
        models_at(serve({"/models": {}}, status=500).url)
    with pytest.raises(NotFound, match="does not answer as"):
        models_at(serve({}).url)
    with pytest.raises(NotFound, match="does not answer as"):
        models_at(serve({"/v1/models": "<html>"}).url)
    slow = serve({"/v1/models": {}}, slow=threading.Event())
    with pytest.raises(Unavailable, match="in time"):
        models_at(slow.url, timeout=0.2)


@pytest.mark.parametrize(
    "url", ["http://", "http://a:b/", "http://me:secret@host/v1", "http://host/v1?key=secret"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        models_at(url)
