"""Who is answered: this machine without a key, others with one, and no page of another site."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.config import Settings, load
from rookery.errors import BadInput
from rookery.people import add_key
from rookery.web import check_listening
from rookery.web.listening import is_loopback
from tests.web.serving import Server, running


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_is_loopback(host: str) -> None:
    assert is_loopback(host)
    check_listening(Settings(server={"host": host}))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "rookery.example", "localhost.x"])
def test_listening_elsewhere_needs_a_key(host: str) -> None:
    with pytest.raises(BadInput, match="rookery keys add"):
        check_listening(Settings(server={"host": host}))


def test_no_server_is_made_that_would_listen_elsewhere_without_a_key(network: Rookery) -> None:
    network.settings.server.host = "0.0.0.0"
    with pytest.raises(BadInput), running(network):
        pass


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1:80"])
def test_another_name_for_this_machine_is_refused(site: Server, host: str) -> None:
    answer = site.get("/", headers={"host": host})
    assert answer.status_code in (400, 403)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "[::1]:99", "127.0.0.1"])
def test_this_machines_own_names_are_answered(site: Server, host: str) -> None:
    assert site.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://[half"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_on_another_site_is_refused(site: Server, headers: dict[str, str]) -> None:
    form = {"name": "x", "query": "storm"}
    assert site.client.post("/saved", data=form, headers=headers).status_code == 403
    assert site.network.settings.saved == []


@pytest.mark.parametrize("path", ["/", "/search?q=(", "/nope", "/static/rookery.css", "/healthz"])
def test_every_answer_carries_the_headers_of_security(site: Server, path: str) -> None:
    headers = site.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_elsewhere_every_page_needs_a_key(network: Rookery) -> None:
    with running(network) as here:
        key = here.key("reader", "read")
    network = Rookery.open(network.home, embed={"semantic": "off"})
    network.settings.server.host = "0.0.0.0"
    with running(network) as server:
        for path in ("/", "/search?q=storm", "/search.csv?q=x", "/post/h001", "/trends", "/events",
                     "/complete?q=f", "/metrics", "/openapi.json", "/api", "/saved"):  # fmt: skip
            assert server.get(path).status_code == 401, path
        for path in ("/sign-in", "/healthz", "/static/rookery.css"):
            assert server.get(path).status_code == 200, path
        assert server.get("/search?q=storm", headers=key).status_code == 200
        assert server.get("/", headers={"authorization": "Bearer rk_no"}).status_code == 401
        signed = server.post("/sign-in", {"key": key["authorization"].removeprefix("Bearer ")})
        cookie = signed.headers["set-cookie"].split(";")[0]
        assert server.get("/", headers={"cookie": cookie}).status_code == 200


PROXIED = "https://rookery.example"


@pytest.fixture
def proxied(network: Rookery) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server on this machine that a proxy opens to others, and a key to it."""
    key = add_key(network.home, "reader", "read,write", None)
    network = Rookery.open(
        network.home,
        embed={"semantic": "off"},
        server={"url": PROXIED, "hosts": ["inner.example"]},
    )
    with running(network) as server:
        yield server, {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize(
    "server", [{"url": PROXIED}, {"hosts": ["rookery.example"]}, {"hosts": ["10.0.0.5"]}]
)
def test_a_name_that_others_use_needs_a_key(server: dict) -> None:
    with pytest.raises(BadInput, match="rookery keys add"):
        check_listening(Settings(server=server))
    check_listening(Settings(server={"url": "http://localhost:8463", "hosts": ["127.0.0.1"]}))


@pytest.mark.parametrize(
    "url", ["rookery.example", "ftp://x", "https://", "https://x/path", "http://[x"]
)
def test_an_address_that_is_none_is_refused_with_the_settings_name(home: Path, url: str) -> None:
    with pytest.raises(BadInput, match=r"^server\.url cannot be .*(such as https|a path|Invalid)"):
        load(home, server={"url": url})


def test_behind_a_proxy_its_names_are_answered_and_no_others(proxied) -> None:
    server, key = proxied
    for host, status in (
        ("rookery.example", 200), ("inner.example:8463", 200), ("localhost", 200),
        ("evil.example", 403), ("[", 403),
    ):  # fmt: skip
        assert server.get("/trends", headers=key | {"host": host}).status_code == status, host
    assert server.get("/trends").status_code == 401


def test_behind_a_proxy_forms_are_taken_from_its_address(proxied) -> None:
    server, key = proxied
    form = {"name": "x", "query": "storm"}
    for origin, status in ((PROXIED, 303), ("http://rookery.example", 403), ("https://x", 403)):
        answer = server.client.post("/saved", data=form, headers=key | {"origin": origin})
        assert answer.status_code == status, origin
    secret = {"key": key["authorization"].removeprefix("Bearer ")}
    signed = server.client.post("/sign-in", data=secret, headers={"origin": PROXIED})
    assert "secure" in signed.headers["set-cookie"].lower()
    assert "secure" not in server.post("/sign-in", secret).headers["set-cookie"].lower()


def test_a_feed_links_to_the_address_that_is_set_whatever_name_it_was_asked_for(proxied) -> None:
    server, key = proxied
    feed = server.get("/search.atom?q=storm", headers=key | {"host": "inner.example"}).text
    links = re.findall(r'href="(https?://[^/"]+)', feed)
    assert len(links) > 3 and set(links) == {PROXIED}
    assert f"<id>{PROXIED}/search.atom?q=storm</id>" in feed


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/search?q=%28storm", 400, "column 1"),
        ("/search?q=" + "a" * 10_000, 400, "characters"),
        ("/search?q=%22storm", 400, "column 1"),
        ("/search?offset=-1", 400, "offset"),
        ("/search?offset=1000000000", 400, "offset"),
        ("/search?limit=x&format=json", 400, "limit"),
        ("/search?order=worst", 400, "order"),
        ("/search?q=since:never", 400, "no time"),
        ("/search?as_of=never", 400, "as_of"),
        ("/trends?hours=nan", 400, "hours"),
        ("/trends?hours=0", 400, "hours"),
        ("/post/none", 404, "no post"),
        ("/author/none", 404, "no author"),
        ("/community/none", 404, "no community"),
        ("/nope", 404, "no such page"),
        ("/events?q=%28", 400, "column 1"),
    ],
)
def test_what_is_wrong_is_one_sentence(site: Server, path: str, status: int, says: str) -> None:
    page = site.get(path, headers={"accept": "text/html"})
    said = site.get(path, headers={"accept": "application/json"})
    assert said.status_code in (status, 413) and page.status_code == said.status_code
    for text in (page.text, said.json()["error"]):
        assert says in text
        assert "Traceback" not in text


@pytest.mark.parametrize("form", ["html", "json", "csv", "atom"])
def test_a_number_that_one_form_takes_all_take(site: Server, form: str) -> None:
    asked = site.get("/search", params={"q": "ferry", "offset": "5.0", "format": form})
    assert asked.status_code == 200


def test_a_wrong_query_is_marked_at_its_column(site: Server) -> None:
    page = site.get("/search", params={"q": "storm sicne:2026"}).text
    assert "storm <mark>s</mark>icne:2026" in page
    said = site.get("/search.json", params={"q": "storm sicne:2026"}).json()
    assert said["column"] == 7


def test_head_is_answered_as_get_without_the_body(site: Server) -> None:
    answer = site.client.head("/search?q=storm")
    assert answer.status_code == 200 and answer.content == b""


def test_a_method_that_a_page_has_not_is_one_sentence(site: Server) -> None:
    answer = site.client.put("/trends", headers={"accept": "application/json"})
    assert answer.status_code == 405 and answer.json() == {
        "error": "This address does not take PUT."
    }
