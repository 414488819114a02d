"""Saved searches for programs: a key and JSON, in and out."""

import json

import pytest
from pydantic import TypeAdapter

from rookery.config import load
from rookery.web.wire import SavedForm
from tests.web.serving import Server

JSON = {"accept": "application/json"}
STORMS = {"name": "storms", "query": "storm"}


@pytest.fixture
def writes(server: Server) -> dict[str, str]:
    return server.key("operator", "read,write") | JSON


def test_a_search_is_saved_looked_at_and_removed_with_json(server: Server, writes: dict) -> None:
    made = server.client.post("/saved", json=STORMS, headers=writes)
    assert made.status_code == 201
    TypeAdapter(SavedForm).validate_python(made.json())
    assert made.json() | {"seen": None} == {
        **STORMS, "webhook": False, "new": 0, "seen": None, "problem": None,
    }  # fmt: skip
    seen = server.client.post("/saved/see", json={"name": "storms"}, headers=writes)
    assert seen.status_code == 200 and seen.json()["seen"] > made.json()["seen"]
    gone = server.client.post("/saved/remove", json={"name": "storms"}, headers=writes)
    assert (gone.status_code, gone.content) == (204, b"")
    assert load(server.network.home).saved == []
    again = server.client.post("/saved/remove", json={"name": "storms"}, headers=writes)
    assert again.status_code == 404 and "storms" in again.json()["error"]


def test_a_form_is_taken_from_a_program_too(server: Server, writes: dict) -> None:
    made = server.client.post("/saved", data=STORMS, headers=writes)
    assert made.status_code == 201 and made.json()["name"] == "storms"


def test_a_page_is_still_led_back_to_its_list(server: Server) -> None:
    made = server.post("/saved", STORMS, accept="text/html")
    assert made.status_code == 303 and made.headers["location"] == "/saved"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"name": 3, "query": "x"}', b"\xff", b"[" * 60_000]
)
def test_a_body_that_is_no_json_of_texts_is_refused(
    server: Server, writes: dict, body: bytes
) -> None:
    headers = writes | {"content-type": "application/json"}
    refused = server.client.post("/saved", content=body, headers=headers)
    assert refused.status_code == 400 and refused.json()["error"].endswith(".")


def test_a_body_that_is_too_large_or_a_key_that_may_not_write_is_refused(server: Server) -> None:
    reads = server.key("reader", "read") | JSON
    writes = server.key("operator", "read,write") | JSON
    assert server.client.post("/saved", json=STORMS, headers=reads).status_code == 403
    assert server.client.post("/saved", json=STORMS, headers=JSON).status_code == 401
    large = json.dumps(STORMS | {"webhook": "x" * 70_000})
    headers = writes | {"content-type": "application/json"}
    assert server.client.post("/saved", content=large, headers=headers).status_code == 413


def test_a_key_that_may_only_write_changes_saved_searches_and_is_told_no_count(
    server: Server,
) -> None:
    """How many posts a search finds is for those who may read."""
    server.key("operator", "read,write")
    writes = server.key("feeder", "write") | JSON
    made = server.client.post("/saved", json=STORMS, headers=writes)
    assert made.status_code == 201 and made.json()["new"] is None
    server.client.delete("/api/posts/none", headers=writes)
    seen = server.client.post("/saved/see", json={"name": "storms"}, headers=writes)
    assert seen.status_code == 200 and seen.json()["new"] is None
    TypeAdapter(SavedForm).validate_python(seen.json())
    assert server.get("/saved", headers=writes).status_code == 403
    gone = server.client.post("/saved/remove", json={"name": "storms"}, headers=writes)
    assert gone.status_code == 204
    reads = server.key("reader", "read") | JSON
    assert server.client.post("/saved", json=STORMS, headers=reads).status_code == 403


def test_openapi_says_what_goes_in_and_what_comes_out(site: Server) -> None:
    paths = site.get("/openapi.json").json()["paths"]
    for path, status in (("/saved", "201"), ("/saved/see", "200"), ("/saved/remove", "204")):
        operation = paths[path]["post"]
        assert status in operation["responses"], path
        content = operation["requestBody"]["content"]
        assert {"application/json", "application/x-www-form-urlencoded"} == set(content)
