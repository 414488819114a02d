"""Posts in and out through the API, with a key that may."""

import json

import pytest

from rookery.web.acting import BODY
from rookery.web.forms import FORM
from tests.web.serving import Server


def _lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


@pytest.fixture
def writes(server: Server) -> dict[str, str]:
    return server.key("ingest", "read,write")


def test_events_go_in_and_are_found_when_it_answers(server: Server, writes: dict[str, str]) -> None:
    body = _lines({"id": "n1", "text": "apiword", "author": "ann"}, {"delete": "h001"})
    done = server.client.post("/api/posts", content=body, headers=writes)
    assert done.json() == {
        "new": 1, "updated": 0, "unchanged": 0, "deleted": 1, "held": 0, "follows": 0,
        "rejected": [], "rejected_count": 0,
    }  # fmt: skip
    assert server.get("/search.json?q=apiword").json()["total"] == 1
    assert server.get("/post/h001").status_code == 404


def test_lines_that_cannot_be_used_are_named_and_the_others_go_in(
    server: Server, writes: dict[str, str]
) -> None:
    body = _lines({"id": "n1", "text": "apiword"}) + b'\n{"id": \n[1]\n' + _lines({"id": "n2"})
    done = server.client.post("/api/posts", content=body, headers=writes).json()
    assert done["new"] == 1
    assert [reject["line"] for reject in done["rejected"]] == [2, 3, 4]
    assert done["rejected_count"] == 3


def test_all_lines_that_cannot_be_used_are_counted(server: Server, writes: dict[str, str]) -> None:
    body = _lines({"id": "n1", "text": "apiword"}) + b"\n[1]" * 150
    done = server.client.post("/api/posts", content=body, headers=writes).json()
    assert (done["new"], len(done["rejected"]), done["rejected_count"]) == (1, 100, 150)


STATE = {"id": "n1", "text": "apiword", "created_at": "2026-01-01"}
CLOSED = {**STATE, "edited_at": "2026-02-01", "visibility": "private"}


@pytest.mark.parametrize("beside", [[], [{"id": "n2", "text": "another"}]])
def test_a_line_that_says_that_its_post_is_closed_is_named_and_hides_it(
    server: Server, writes: dict[str, str], beside: list[object]
) -> None:
    server.client.post("/api/posts", content=_lines(STATE), headers=writes)
    done = server.client.post("/api/posts", content=_lines(CLOSED, *beside), headers=writes)
    assert done.status_code == 200
    assert (done.json()["new"], done.json()["updated"]) == (len(beside), 1)
    assert [reject["line"] for reject in done.json()["rejected"]] == [1]
    assert server.get("/search.json?q=apiword").json()["total"] == 0
    assert server.get("/post/n1").status_code == 404


def test_a_closed_line_that_comes_first_keeps_an_older_open_state_out(
    server: Server, writes: dict[str, str]
) -> None:
    for row in (CLOSED, STATE):
        done = server.client.post("/api/posts", content=_lines(row), headers=writes)
        assert done.status_code == 200
    assert server.get("/search.json?q=apiword").json()["total"] == 0


def test_a_closed_line_without_an_id_of_its_own_is_refused(
    server: Server, writes: dict[str, str]
) -> None:
    body = _lines({"text": "apiword", "visibility": "private"})
    assert server.client.post("/api/posts", content=body, headers=writes).status_code == 400


@pytest.mark.parametrize("body", [b"", b"nothing", b"\xff\xfe", b"[" * 100_000])
def test_a_body_without_an_event_is_refused(
    server: Server, writes: dict[str, str], body: bytes
) -> None:
    done = server.client.post("/api/posts", content=body, headers=writes)
    assert done.status_code == 400 and "error" in done.json()


def test_a_body_that_is_too_large_is_refused(server: Server, writes: dict[str, str]) -> None:
    body = b" " * (BODY + 1)
    assert server.client.post("/api/posts", content=body, headers=writes).status_code == 413
    form = {"name": "x" * FORM, "query": "storm"}
    assert server.post("/saved", form, **writes).status_code == 413


def test_writing_needs_a_key_that_may_write(server: Server) -> None:
    reads = server.key("reader", "read")
    body = _lines({"id": "n1", "text": "apiword"})
    assert server.client.post("/api/posts", content=body).status_code == 401
    assert server.client.post("/api/posts", content=body, headers=reads).status_code == 403
    assert server.client.delete("/api/posts/h001").status_code == 401
    assert server.client.delete("/api/posts/h001", headers=reads).status_code == 403
    assert server.post("/delete", {"id": "h001"}).status_code == 401
    assert server.get("/post/h001").status_code == 200


def test_a_deleted_post_is_gone_when_it_answers_and_stays_gone(
    server: Server, writes: dict[str, str]
) -> None:
    assert server.client.delete("/api/posts/h001", headers=writes).json() == {"deleted": 1}
    assert server.get("/post/h001").status_code == 404
    again = server.client.post(
        "/api/posts", content=_lines({"id": "h001", "text": "back"}), headers=writes
    )
    assert again.json()["held"] == 1
    assert server.client.delete("/api/posts/h001", headers=writes).json() == {"deleted": 0}


def test_the_operator_deletes_on_the_thread_page(server: Server, writes: dict[str, str]) -> None:
    assert "Delete for good" not in server.get("/post/h005").text
    assert "Delete for good" in server.get("/post/h005", headers=writes).text
    done = server.post("/delete", {"id": "h005"}, **writes)
    assert done.status_code == 303
    assert server.get("/post/h005").status_code == 404
