"""A post of a closed group is in nothing that an outsider gets, and in what its reader gets."""

from pathlib import Path

import pytest

from rookery.config import FILE, edit, load
from rookery.people import add_key
from tests.web.serving import Server

CLOSED = "f027"  # "reporting for duty. lift 2 is doing the sigh again"


def _reader(home: Path) -> None:
    edit(home, lambda d: d.update({"readers": [{"name": "night", "groups": ["nightshift"]}]}))


@pytest.fixture
def night(server: Server) -> dict[str, str]:
    """The header of somebody who reads the closed group."""
    _reader(server.network.home)
    return server.key("night-key", "read", "night")


@pytest.mark.parametrize(
    "path",
    [
        "/search.json?q=sigh", "/search.csv?q=sigh", "/search.atom?q=sigh", "/search?q=sigh",
        "/search.json?q=community:nightshift", "/complete?q=nightsh",
        "/complete?q=community:night", "/trends?hours=744&format=json", "/?format=json",
        "/author/porter_dez?format=json", "/post/f026?format=json", "/metrics",
    ],
)  # fmt: skip
def test_an_outsider_gets_nothing_of_a_closed_group(site: Server, path: str) -> None:
    text = site.get(path).text
    for typed in ("community:nightshift", "community 'nightshift'"):  # what they asked for
        text = text.replace(typed, "")
    assert "lift 2" not in text and "nightshift" not in text


def test_an_outsider_is_told_the_same_of_a_closed_community_as_of_none(site: Server) -> None:
    closed, none = (
        site.get("/search.json", params={"q": f"ferry community:{name}"}).json()
        for name in ("nightshift", "nowhere")
    )
    told_of = [notice.replace("nightshift", "nowhere") for notice in closed["notices"]]
    assert told_of == none["notices"] != []
    for told in (closed, none):
        del told["took_ms"], told["query"], told["notices"], told["cursor"]
    assert closed == none


def test_an_outsider_is_told_the_same_of_a_closed_post_as_of_none(site: Server) -> None:
    closed, none = (
        site.get(f"/post/{id_}", headers={"accept": "application/json"})
        for id_ in (CLOSED, "no-such-id")
    )
    assert closed.status_code == none.status_code == 404
    assert closed.text.replace(CLOSED, "no-such-id") == none.text


def test_its_reader_finds_it_by_key(server: Server, night: dict[str, str]) -> None:
    found = server.get("/search.json?q=sigh community:nightshift", headers=night).json()
    assert CLOSED in [hit["post"]["id"] for hit in found["hits"]]
    assert server.get(f"/post/{CLOSED}", headers=night).status_code == 200


def test_its_reader_finds_it_signed_in_until_the_key_is_gone(server: Server) -> None:
    home = server.network.home
    _reader(home)
    key = add_key(home, "night", "read", "night")
    signed = server.post("/sign-in", {"key": key})
    given = signed.headers["set-cookie"]
    assert "HttpOnly" in given and "samesite=lax" in given.lower() and key not in given
    cookie = {"cookie": given.split(";")[0]}
    assert "closed group" in server.get(f"/post/{CLOSED}", headers=cookie).text
    edit(home, lambda d: d.pop("keys"))
    assert server.get(f"/post/{CLOSED}", headers=cookie).status_code == 404


def test_a_key_whose_reader_is_gone_opens_nothing_and_names_no_other(server: Server) -> None:
    home = server.network.home
    _reader(home)
    key = add_key(home, "night", "read", "night")
    signed = server.post("/sign-in", {"key": key}).headers["set-cookie"].split(";")[0]
    (home / FILE).write_text((home / FILE).read_text().replace('name = "night"', 'name = "day"', 1))
    assert load(home).keys[0].reader == "night"
    refused = server.get("/search.json?q=x", headers={"authorization": f"Bearer {key}"})
    assert refused.status_code == 401
    assert "'night'" in refused.json()["error"] and "day" not in refused.json()["error"]
    italian = server.post("/sign-in", {"key": key}, **{"accept-language": "it"})
    assert italian.status_code == 401 and "Questa chiave" in italian.text
    # their browser is nobody's again, so that they can sign in with another key
    assert server.get("/sign-in", headers={"cookie": signed}).status_code == 200
    assert server.get(f"/post/{CLOSED}", headers={"cookie": signed}).status_code == 404


@pytest.mark.parametrize("change", ["", "x", "a.1.b", "YWJj.99999999999.00"])
def test_a_cookie_that_we_did_not_sign_is_nobodys(server: Server, change: str) -> None:
    server.key("night", "read")
    answer = server.get("/", headers={"cookie": f"rookery_session={change}"})
    assert answer.status_code == 200 and "Sign out" not in answer.text


def test_a_wrong_key_is_refused_at_the_door(server: Server) -> None:
    assert server.post("/sign-in", {"key": "rk_wrong"}).status_code == 401
    for header in ("Bearer rk_wrong", "Basic abc", "Bearer", "bearer  x"):
        assert server.get("/", headers={"authorization": header}).status_code == 401, header


def test_a_key_that_may_only_write_reads_nothing(server: Server) -> None:
    write = server.key("writer", "write")
    assert server.get("/search?q=storm", headers=write).status_code == 403
