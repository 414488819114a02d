"""An archive whose newest post is old offers no filter by time that would find nothing."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rookery.app import Rookery
from rookery.post import Author, Post, Upsert
from tests.web.serving import Server, running

SPANS = ("within:1h", "within:24h", "within:7d", "within:30d")


def _offered(server: Server, query: str, **more: str) -> list[str]:
    page = server.get("/search", params={"q": query} | more).text
    aside = page.split('id="filters"')[1].split("</aside>")[0]
    return re.findall(r'title="(within:\w+)"', aside)


def test_only_times_that_find_something_are_offered(server: Server) -> None:
    now = datetime.now(UTC)
    ages = {"oldone": 4000, "monthold": 20, "weekold": 3, "freshone": 0}
    posts = [
        Post(word, text=word, author=Author("a"), created_at=now - timedelta(days=days, minutes=5))
        for word, days in ages.items()
    ]
    server.network.store.apply([Upsert(p) for p in posts])
    for word, first in (("oldone", 4), ("monthold", 3), ("weekold", 2), ("freshone", 0)):
        assert _offered(server, word) == list(SPANS[first:]), word
    assert _offered(server, "storm", as_of="2001") == []
    for query in ("oldone OR freshone", "oldone within:7d"):  # a span that is on can be changed
        assert _offered(server, query) == list(SPANS), query


def test_a_post_dated_ahead_makes_nothing_new(server: Server) -> None:
    now = datetime.now(UTC)
    ats = (now - timedelta(days=400), now + timedelta(days=400))
    posts = [Post(f"a{n}", text="aheadword", created_at=at) for n, at in enumerate(ats)]
    server.network.store.apply([Upsert(p) for p in posts])
    assert _offered(server, "aheadword") == []


def test_the_first_page_suggests_no_recent_days_of_an_old_archive(home: Path) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    at = datetime(2013, 6, 26, tzinfo=UTC)
    posts = [
        Post(f"p{n}", text=f"risingword once more {n}", author=Author(f"a{n}"),
             created_at=at + timedelta(minutes=n))
        for n in range(20)
    ]  # fmt: skip
    said = ("ferries are late", "bread from the mill", "a swan by the quay", "rain and more rain")
    posts += [
        Post(f"q{n}", text=said[n % 4], author=Author(f"b{n}"),
             created_at=at - timedelta(hours=n + 30))
        for n in range(40)
    ]  # fmt: skip
    network.store.apply([Upsert(p) for p in posts])
    with running(network) as server:
        page = server.get("/").text
        assert "is:quote" in page and "within:7d" not in page


def test_the_first_page_suggests_them_where_posts_are_new(site: Server) -> None:
    assert "within:7d" in site.get("/").text
