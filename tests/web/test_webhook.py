"""A saved search that gains posts calls its webhook: a real receiver on this machine."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue

import pytest

from rookery.post import Delete, Post, Upsert
from rookery.web import webhook
from rookery.web.secret import FILE
from tests.web.serving import Server

WAIT = 15  # seconds that a call may take at most on a busy machine


class Receiver:
    """Keeps what it is sent; answers what it is told to, 200 when it is told nothing."""

    def __init__(self) -> None:
        self.calls: Queue[tuple[dict[str, str], bytes]] = Queue()
        self.answers: Queue[tuple[int, dict[str, str]]] = Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.calls.put(({k.lower(): v for k, v in self.headers.items()}, body))
                try:
                    status, headers = receiver.answers.get_nowait()
                except Empty:
                    status, headers = 200, {}
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def next(self, wait: float = WAIT) -> tuple[dict[str, str], dict]:
        headers, body = self.calls.get(timeout=wait)
        return headers, json.loads(body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def _follow(server: Server, receiver: Receiver) -> None:
    form = {"name": "storms", "query": "hookword", "webhook": receiver.url}
    assert server.post("/saved", form).status_code == 303


def _post(server: Server, *ids: str, **more: object) -> None:
    posts = [Post(i, text=f"hookword {i}", created_at=datetime.now(UTC), **more) for i in ids]
    server.network.store.apply([Upsert(p) for p in posts])


def test_it_is_called_with_the_new_posts_and_signed(server: Server, receiver: Receiver) -> None:
    _post(server, "before")
    _follow(server, receiver)
    began = time.monotonic()
    _post(server, "one")
    headers, body = receiver.next()
    assert time.monotonic() - began < 10
    assert body["saved"] == "storms" and [p["id"] for p in body["posts"]] == ["one"]
    stamp, _, signature = headers["x-rookery-signature"].partition(",v1=")
    secret = (server.network.home / FILE).read_text().encode()
    key = hmac.digest(secret, b"webhook", "sha256")
    raw = json.dumps(body, ensure_ascii=False).encode()
    signed = stamp.removeprefix("t=").encode() + b"." + raw
    assert hmac.new(key, signed, hashlib.sha256).hexdigest() == signature


def test_a_post_is_told_once(server: Server, receiver: Receiver) -> None:
    _follow(server, receiver)
    _post(server, "one")
    receiver.next()
    _post(server, "two")
    assert [p["id"] for p in receiver.next()[1]["posts"]] == ["two"]


def test_a_post_that_arrives_late_is_told(server: Server, receiver: Receiver) -> None:
    _follow(server, receiver)
    old = datetime.now(UTC) - timedelta(days=9)
    server.network.store.apply([Upsert(Post("old", text="hookword", created_at=old))])
    assert [p["id"] for p in receiver.next()[1]["posts"]] == ["old"]


def test_an_edit_of_what_was_told_or_there_before_is_not_told(
    server: Server, receiver: Receiver
) -> None:
    _post(server, "before")
    _follow(server, receiver)
    _post(server, "one")
    receiver.next()
    later = datetime.now(UTC) + timedelta(seconds=1)
    _post(server, "before", "one", edited_at=later)
    _post(server, "two")
    told = [p["id"] for p in receiver.next()[1]["posts"]]
    assert told == ["two"]


def test_a_search_written_by_hand_and_a_state_of_before_tell_from_now_on(
    server: Server, receiver: Receiver
) -> None:
    _post(server, "before")
    _follow(server, receiver)
    state = server.network.home / "saved.json"
    old = {"storms": {"seen": datetime.now(UTC).isoformat(), "told": ["x"]}}
    state.write_text(json.dumps(old))
    _post(server, "meanwhile")
    deadline = time.monotonic() + WAIT
    while json.loads(state.read_text()) == old:  # it has begun anew
        assert time.monotonic() < deadline
        time.sleep(0.02)  # between looks at the file, bounded above
    _post(server, "one")
    told: set[str] = set()
    while "one" not in told:  # "meanwhile" may fall on either side of the new beginning
        told |= {p["id"] for p in receiver.next()[1]["posts"]}
    assert "before" not in told


def test_nothing_closed_or_gone_is_told(server: Server, receiver: Receiver) -> None:
    _follow(server, receiver)
    _post(server, "closed", visibility=("nightshift",))
    server.network.store.apply(
        [Upsert(Post("gone", text="hookword", created_at=datetime.now(UTC))), Delete("gone")]
    )
    _post(server, "told")
    assert [p["id"] for p in receiver.next()[1]["posts"]] == ["told"]


def test_a_receiver_that_fails_is_tried_again_without_what_is_gone_by_then(
    server: Server, receiver: Receiver
) -> None:
    _follow(server, receiver)
    receiver.answers.put((503, {}))
    _post(server, "stays", "goes")
    assert {p["id"] for p in receiver.next()[1]["posts"]} == {"stays", "goes"}
    server.network.store.apply([Delete("goes")])
    assert [p["id"] for p in receiver.next()[1]["posts"]] == ["stays"]


def test_a_redirect_is_not_followed(
    server: Server, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TRIES", (0.0,))
    other = Receiver()
    _follow(server, receiver)
    receiver.answers.put((307, {"location": other.url}))
    _post(server, "one")
    receiver.next()
    _post(server, "two")
    receiver.next()  # the first was given up before the second was told
    assert other.calls.empty()
    other.close()


def test_a_receiver_that_is_down_holds_up_no_other(server: Server, receiver: Receiver) -> None:
    down = {"name": "down", "query": "hookword", "webhook": "http://127.0.0.1:9/hook"}
    assert server.post("/saved", down).status_code == 303
    _follow(server, receiver)
    _post(server, "one")
    assert receiver.next()[1]["saved"] == "storms"
