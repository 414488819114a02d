"""A page is told of new posts within a second or so, and only of those that it may read."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from queue import Queue

import httpx
import pytest

from rookery.post import Delete, Post, Upsert
from tests.web.serving import Server

LAG = 2.0  # seconds that the brief of a live page allows


@pytest.fixture
def told(server: Server) -> Iterator["Queue[dict]"]:
    """What a page that searches for liveword is told."""
    queue: Queue[dict] = Queue()
    ready = threading.Event()

    def listen() -> None:
        try:
            with server.client.stream("GET", "/events?q=liveword", timeout=30) as answer:
                ready.set()
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        queue.put(json.loads(line.removeprefix("data: ")))
        except httpx.HTTPError:
            return  # the server ended

    threading.Thread(target=listen, daemon=True).start()
    assert ready.wait(10)
    yield queue


def _post(server: Server, id_: str, text: str = "liveword", **more: object) -> None:
    post = Post(id_, text=f"{text} {id_}", created_at=datetime.now(UTC), **more)
    server.network.store.apply([Upsert(post)])


def test_a_new_post_is_told_within_two_seconds(server: Server, told: "Queue[dict]") -> None:
    began = time.monotonic()
    _post(server, "one")
    assert told.get(timeout=10)["new"] == 1
    assert time.monotonic() - began < LAG


def test_a_post_that_arrives_late_is_told(server: Server, told: "Queue[dict]") -> None:
    at = datetime.now(UTC) - timedelta(days=400)
    server.network.store.apply([Upsert(Post("late", text="liveword", created_at=at))])
    assert told.get(timeout=10)["new"] == 1


def test_posts_that_the_search_does_not_find_are_not_told(
    server: Server, told: "Queue[dict]"
) -> None:
    _post(server, "other", "otherword")
    _post(server, "closed", visibility=("nightshift",))
    _post(server, "one")
    assert told.get(timeout=10)["new"] == 1


def test_a_post_that_is_deleted_again_is_counted_no_more(
    server: Server, told: "Queue[dict]"
) -> None:
    _post(server, "one")
    assert told.get(timeout=10)["new"] == 1
    server.network.store.apply([Delete("one")])
    assert told.get(timeout=10)["new"] == 0


def test_what_came_between_page_and_stream_is_told(server: Server) -> None:
    page = server.get("/search.json?q=liveword").json()
    _post(server, "between")
    deadline = time.monotonic() + 10
    with server.client.stream("GET", f"/events?q=liveword&after={page['cursor']}") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                assert json.loads(line.removeprefix("data: "))["new"] == 1
                return
            assert time.monotonic() < deadline
    pytest.fail("the stream ended without a word")
