import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from rookery.app import Rookery
from rookery.embed import EndpointEmbedder
from rookery.errors import BadInput, Unavailable
from rookery.post import Post, Upsert


class Server(ThreadingHTTPServer):
    """Answers each text with the vector (its length, 1, 0), the last text first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict] = []
        self.keys: list[str | None] = []
        self.status = 200
        self.body: bytes | None = None
        self.release = threading.Event()
        self.release.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append({"path": self.path, **asked})
        self.server.keys.append(self.headers.get("Authorization"))
        self.server.release.wait(10)
        data = [
            {"index": place, "embedding": [len(text), 1, 0]}
            for place, text in enumerate(asked["input"])
        ]
        body = self.server.body or json.dumps({"data": data[::-1]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.release.set()
        server.shutdown()
        thread.join()


def test_rows_come_back_in_the_order_of_the_texts_at_length_one(server: Server):
    with EndpointEmbedder(server.url, "m", 3) as endpoint:
        rows = endpoint.embed(["a", "", "abc\ud800"])
    root2, root10 = 2**0.5, 10**0.5
    expected = [[1 / root2, 1 / root2, 0], [0, 0, 0], [3 / root10, 1 / root10, 0]]
    np.testing.assert_allclose(rows, expected, atol=1e-6)
    assert rows.dtype == np.float32


def test_many_texts_go_in_batches_under_the_models_name(server: Server):
    with EndpointEmbedder(server.url + "/", "some-model", 3) as endpoint:
        assert endpoint.embed(["text"] * 150).shape == (150, 3)
    assert [len(one["input"]) for one in server.requests] == [64, 64, 22]
    assert {(one["path"], one["model"]) for one in server.requests} == {
        ("/v1/embeddings", "some-model")
    }


def test_blank_texts_are_never_sent(server: Server):
    with EndpointEmbedder(server.url, "m", 3) as endpoint:
        assert not endpoint.embed(["", "  "]).any()
    assert server.requests == []


def test_the_key_goes_as_a_bearer_token(server: Server):
    with EndpointEmbedder(server.url, "m", 3, key="secret") as endpoint:
        endpoint.embed(["a"])
    assert server.keys == ["Bearer secret"]


def test_a_refusal_is_told_with_its_status(server: Server):
    server.status, server.body = 401, b"no such key"
    with (
        EndpointEmbedder(server.url, "m", 3) as endpoint,
        pytest.raises(Unavailable, match="401: no such key"),
    ):
        endpoint.embed(["a"])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"{}",
        b'{"data": [{"index": 0}]}',
        b"[1]",
        b'{"data": [{"index": 0, "embedding": ["x"]}]}',
    ],
)
def test_another_kind_of_answer_is_told(server: Server, body: bytes):
    server.body = body
    with (
        EndpointEmbedder(server.url, "m", 3) as endpoint,
        pytest.raises(Unavailable, match="as an embeddings endpoint does"),
    ):
        endpoint.embed(["a"])


@pytest.mark.parametrize("number", ["1e300", "1e30", "Infinity", "-Infinity", "NaN"])
@pytest.mark.filterwarnings("error")
def test_numbers_that_make_no_score_are_told(server: Server, number: str):
    server.body = f'{{"data": [{{"index": 0, "embedding": [{number}, 1, 0]}}]}}'.encode()
    with (
        EndpointEmbedder(server.url, "m", 3) as endpoint,
        pytest.raises(Unavailable, match="cannot be used"),
    ):
        endpoint.embed(["a"])


@pytest.mark.parametrize("places", [(0, 0), (1, 2), (0, 2), (0.5, 1)])
def test_vectors_that_do_not_say_which_text_they_are_of_are_told(server: Server, places):
    data = [{"index": place, "embedding": [1, 0, 0]} for place in places]
    server.body = json.dumps({"data": data}).encode()
    with (
        EndpointEmbedder(server.url, "m", 3) as endpoint,
        pytest.raises(Unavailable, match="`index` values are not 0 to 1"),
    ):
        endpoint.embed(["a", "b"])


def test_vectors_of_another_size_are_told(server: Server):
    with (
        EndpointEmbedder(server.url, "m", 5) as endpoint,
        pytest.raises(Unavailable, match=r"shape \(1, 3\) where \(1, 5\)"),
    ):
        endpoint.embed(["a"])


def test_a_server_that_does_not_answer_in_time_is_told(server: Server):
    server.release.clear()
    with (
        EndpointEmbedder(server.url, "m", 3, timeout=0.2) as endpoint,
        pytest.raises(Unavailable, match="did not answer in time"),
    ):
        endpoint.embed(["a"])


def test_no_server_at_all_is_told(server: Server):
    gone = Server()
    gone.server_close()
    with (
        EndpointEmbedder(gone.url, "m", 3) as endpoint,
        pytest.raises(Unavailable, match="failed"),
    ):
        endpoint.embed(["a"])


def test_an_address_without_http_is_refused():
    with pytest.raises(BadInput, match="http://"):
        EndpointEmbedder("localhost:11434", "m", 3)


@pytest.mark.parametrize("url", ["http://[::1", "http://a:port", "http://a\x00b"])
def test_an_address_that_cannot_be_read_is_refused(url: str):
    with pytest.raises(BadInput, match="is no address"):
        EndpointEmbedder(url, "m", 3)


def test_a_home_whose_posts_are_embedded_by_an_endpoint(server: Server, tmp_path: Path) -> None:
    embed = {"semantic": "off", "endpoint": server.url, "endpoint_model": "m", "endpoint_dim": 3,
             "endpoint_key": "secret"}  # fmt: skip
    network = Rookery.open(tmp_path, embed=embed)
    network.store.apply([Upsert(Post("1", "harbour lights"))])
    assert [hit.post.id for hit in network.search.search("harbour").hits] == ["1"]
    assert {asked["model"] for asked in server.requests} == {"m"}
    assert set(server.keys) == {"Bearer secret"}
