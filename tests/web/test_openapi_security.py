"""OpenAPI says how one shows who one is, and which operations need a key that may."""

import pytest

from tests.web.serving import Server

WRITING = {
    ("post", "/api/posts"), ("delete", "/api/posts/{id}"), ("post", "/saved"),
    ("post", "/saved/see"), ("post", "/saved/remove"),
}  # fmt: skip


@pytest.fixture(scope="module")
def document(site: Server) -> dict:
    return site.get("/openapi.json").json()


def test_a_key_and_the_cookie_are_described(document: dict) -> None:
    schemes = document["components"]["securitySchemes"]
    assert (schemes["key"]["type"], schemes["key"]["scheme"]) == ("http", "bearer")
    assert schemes["cookie"]["in"] == "cookie" and schemes["cookie"]["name"] == "rookery_session"
    assert all(scheme["description"] for scheme in schemes.values())


def test_reading_may_need_a_key_and_writing_does(document: dict) -> None:
    assert document["security"] == [{}, {"key": ["read"]}, {"cookie": ["read"]}]
    stated = {
        (method, path): operation["security"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "security" in operation
    }
    assert stated.pop(("get", "/healthz")) == []
    assert set(stated) == WRITING
    assert {str(s) for p, s in stated.items() if p[1].startswith("/api/")} == {
        str([{"key": ["write"]}, {"cookie": ["write"]}])
    }
    assert stated["post", "/saved"][0] == {}  # as long as no key is made
