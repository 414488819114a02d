"""Errors are pages where there is a page, and JSON where programs ask."""

import pytest

from tests.web.serving import Server

HTML, JSON = {"accept": "text/html"}, {"accept": "application/json"}


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/complete?q=a&limit=99", 400),
        ("/complete?q=a&limit=99&format=html", 400),
        ("/events?q=((", 400),
        ("/static/nothing.css", 404),
        ("/api/posts", 405),
    ],
)
def test_an_address_that_is_no_page_says_what_is_wrong_as_json(
    site: Server, path: str, status: int, accept: str
) -> None:
    answer = site.get(path, headers={"accept": accept})
    assert answer.status_code == status and set(answer.json()) <= {"error", "column"}


def test_figures_are_refused_as_json(server: Server) -> None:
    answer = server.get("/metrics", headers=server.key("feeder", "write"))
    assert answer.status_code == 403 and "scope" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/search.xml", "/completely", "/metricsx", "/nope"])
def test_an_address_that_is_not_there_says_so_as_it_is_asked(site: Server, path: str) -> None:
    for headers, kind in ((HTML, "text/html"), (JSON, "application/json")):
        answer = site.get(path, headers=headers)
        assert answer.status_code == 404 and answer.headers["content-type"].startswith(kind)


def test_signing_in_with_a_wrong_key_is_refused_as_it_is_asked(site: Server) -> None:
    refused = site.post("/sign-in", {"key": "rk_wrong"}, accept="application/json")
    assert refused.status_code == 401 and "not known" in refused.json()["error"]
    page = site.post("/sign-in", {"key": "rk_wrong"}, accept="text/html")
    assert page.status_code == 401 and 'name="key"' in page.text


def test_a_page_that_is_no_json_says_so_where_json_is_named(site: Server) -> None:
    answer = site.get("/sign-in?format=json")
    assert answer.status_code == 400 and "format is one of html" in answer.json()["error"]


@pytest.mark.parametrize("ask", [{"params": {"format": "json"}}, {"headers": JSON}])
def test_the_page_of_the_api_is_json_too(site: Server, ask: dict) -> None:
    assert site.get("/api", **ask).json() == site.get("/openapi.json").json()
