"""A disk without room is said in the command line's sentence, and nothing half-written stays."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rookery.app import Rookery
from tests.small_disk import small_disk
from tests.web.serving import Server, running

ROOM = 6 * 2**20  # bytes: the store and its first posts, and no more than that


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", ROOM) as at:
        yield at


@pytest.fixture
def full(disk: Path) -> Iterator[Server]:
    """A server over a small network whose disk has just become full."""
    network = Rookery.open(disk / "home", embed={"semantic": "off", "vectors": False})
    with running(network) as server:
        writes = server.key("ingest", "read,write")
        server.client.headers.update(writes)
        body = json.dumps({"id": "n1", "text": "keptword"}).encode()
        assert server.client.post("/api/posts", content=body).status_code == 200
        with (disk / "filling").open("wb") as file:
            os.posix_fallocate(
                file.fileno(), 0, os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            )
        yield server


def _is_the_sentence(answer: str, home: Path) -> bool:
    return f"The disk of {home} is full: make room" in answer and "Traceback" not in answer


def test_every_write_of_the_api_says_that_the_disk_is_full(full: Server) -> None:
    home = full.network.home
    body = json.dumps({"id": "n2", "text": "lostword"}).encode()
    for answer in (
        full.client.post("/api/posts", content=body),
        full.client.delete("/api/posts/n1"),
        full.client.post(
            "/saved", data={"name": "x", "query": "word"}, headers={"accept": "application/json"}
        ),
    ):
        assert answer.status_code == 507
        assert _is_the_sentence(answer.json()["error"], home)
    assert full.get("/search.json?q=keptword").json()["total"] == 1
    assert full.get("/search.json?q=lostword").json()["total"] == 0


def test_nothing_half_written_is_left_where_there_was_no_room(full: Server) -> None:
    home = full.network.home
    before = {path.name for path in home.iterdir()}
    for _ in range(3):
        full.client.post("/saved", data={"name": "x", "query": "word"})
    assert {path.name for path in home.iterdir()} == before
