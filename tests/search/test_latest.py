"""Newest first means what is newest: neither what has no date nor what a wrong clock dated."""

from datetime import UTC, datetime, timedelta

import pytest

from rookery.app import Rookery
from rookery.post import Post, Upsert
from rookery.search.searcher import Searcher

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TIMES = {
    "wrong clock": NOW + timedelta(days=300),
    "no date": None,
    "last week": NOW - timedelta(days=7),
    "another zone": NOW + timedelta(hours=9),
    "today": NOW - timedelta(hours=1),
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    network = Rookery.open(tmp_path_factory.mktemp("latest") / "home")
    posts = [Post(name, f"ferry, {name}", created_at=at) for name, at in TIMES.items()]
    network.store.apply([Upsert(post) for post in posts])
    return Searcher(network.store, now=lambda: NOW)


def _ids(found) -> list[str]:
    return [hit.post.id for hit in found.hits]


def test_undated_posts_and_those_of_a_wrong_clock_come_last(searcher) -> None:
    newest = _ids(searcher.search("ferry", order="latest"))
    assert newest[:3] == ["another zone", "today", "last week"]
    assert set(newest[3:]) == {"wrong clock", "no date"}


def test_a_wrong_clock_is_not_new_for_ever(searcher) -> None:
    recent = {hit.post.id: hit.parts.get("recency", 0) for hit in searcher.search("ferry").hits}
    assert recent["today"] > recent["last week"] > 0
    assert recent["wrong clock"] == recent["no date"] == 0


def test_when_its_time_has_come_it_is_new(searcher) -> None:
    then = TIMES["wrong clock"] + timedelta(hours=1)
    assert _ids(searcher.search("ferry", order="latest", as_of=then))[0] == "wrong clock"
