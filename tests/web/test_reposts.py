"""A bare repost shows what it repeats, or says in every form that this is not here."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rookery.post import Author, Post, Upsert
from tests.command import Command
from tests.web.serving import Server

ATOM = "{http://www.w3.org/2005/Atom}"
ABSENT = "Reposted a post that is not here, or not open to you."
AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def reposted(server: Server) -> Server:
    boost = {"author": Author("echo"), "created_at": AT}
    posts = [
        Post("there", text="originalword here", author=Author("ann"), created_at=AT),
        Post("closed", text="closedword here", author=Author("ann"), visibility=("nightshift",)),
        Post("b1", repost_of="gone", **boost),
        Post("b2", repost_of="closed", **boost),
        Post("b3", repost_of="there", **boost),
    ]
    server.network.store.apply([Upsert(p) for p in posts])
    return server


def test_a_page_says_that_the_original_is_not_here(reposted: Server) -> None:
    for path in ("/search?q=from:echo", "/author/echo"):
        page = reposted.get(path).text
        assert page.count(ABSENT) == 2 and "originalword" in page, path
        assert "closedword" not in page
        italian = reposted.get(path, headers={"accept-language": "it"}).text
        assert italian.count("Ha ripubblicato un post che qui non c’è, o non è aperto a te.") == 2


def test_a_feed_says_it_too(reposted: Server) -> None:
    feed = ElementTree.fromstring(reposted.get("/search.atom?q=from:echo").content)
    told = {
        e.findtext(f"{ATOM}id"): (e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}content"))
        for e in feed.findall(f"{ATOM}entry")
    }
    assert told["urn:rookery:post:b1"] == (ABSENT, ABSENT)
    assert told["urn:rookery:post:b2"] == (ABSENT, ABSENT)
    assert told["urn:rookery:post:b3"] == ("Reposted @ann: originalword here", "originalword here")


def test_json_has_it_as_it_is(reposted: Server) -> None:
    hits = reposted.get("/search.json?q=from:echo").json()["hits"]
    assert {hit["post"]["id"]: hit["post"]["text"] for hit in hits} == {
        "b1": "",
        "b2": "",
        "b3": "",
    }


def test_a_terminal_says_it_too(reposted: Server, rookery: Command, home: Path) -> None:
    out = " ".join(rookery("search", "from:echo", "--latest", "--home", home).out.split())
    assert out.count(ABSENT) == 2 and "Reposted @ann: originalword here" in out
    assert "closedword" not in out
