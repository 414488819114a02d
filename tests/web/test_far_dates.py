"""Posts and questions from the first and the last year of the calendar break no page."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from rookery.app import Rookery
from rookery.post import Post, Upsert
from tests.web.serving import Server, running

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    network = Rookery.open(tmp_path_factory.mktemp("ages") / "home", embed={"semantic": "off"})
    times = {"first": FIRST, "now": NOW, "last": LAST.replace(hour=12)}
    posts = [Post(name, text="ferry", created_at=at) for name, at in times.items()]
    network.store.apply([Upsert(p) for p in posts])
    with running(network) as server:
        yield server


def _found(server: Server, **asked: str) -> set[str]:
    answer = server.get("/search.json", params={"q": "ferry"} | asked)
    assert answer.status_code == 200, answer.text
    assert server.get("/search", params={"q": "ferry"} | asked).status_code == 200
    return {hit["post"]["id"] for hit in answer.json()["hits"]} | {
        copy["id"] for hit in answer.json()["hits"] for copy in hit["copies"]
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("ferry since:0001-01-01", {"first", "now", "last"}),
        ("ferry until:9999-12-31", {"first", "now"}),
        ("ferry during:9999", {"last"}),
        ("ferry during:0001", {"first"}),
        ("ferry after:9999-12-31", set()),
        ("ferry before:0001-01-01", set()),
    ],
)
def test_a_query_may_name_any_day_of_the_calendar(ages: Server, query: str, ids: set[str]) -> None:
    assert _found(ages, q=query) == ids


@pytest.mark.parametrize(
    ("as_of", "ids"),
    [
        ("0001-01-01", {"first"}),
        ("2000y", {"first"}),
        ("9999-12-31", {"first", "now"}),
        ("9999-12-31T23:59:59.999999Z", {"first", "now", "last"}),
    ],
)
def test_a_search_may_be_as_of_any_moment(ages: Server, as_of: str, ids: set[str]) -> None:
    assert _found(ages, as_of=as_of) == ids
    ordered = ages.get("/search.json", params={"q": "ferry", "as_of": as_of, "order": "latest"})
    assert ordered.status_code == 200


def test_a_moment_outside_the_calendar_is_refused_in_a_sentence(ages: Server) -> None:
    for asked in ({"as_of": "9999y"}, {"q": "since:9999y"}):
        answer = ages.get("/search.json", params={"q": "ferry"} | asked)
        assert answer.status_code == 400
        assert "9999y is no time of the years 1 to 9999" in answer.json()["error"]


def test_a_histogram_over_the_ages_has_few_bars_and_each_can_be_followed(ages: Server) -> None:
    histogram = ages.get("/search.json?q=ferry").json()["histogram"]
    assert len(histogram["bins"]) <= 50
    assert sum(b["count"] for b in histogram["bins"]) == 3
    page = ages.get("/search?q=ferry").text
    bars = [part.split('"')[0] for part in page.split('href="')[1:] if "until%3A" in part[:90]]
    assert bars
    for bar in bars[:2] + bars[-2:]:
        assert ages.get(bar.replace("&amp;", "&")).status_code == 200


def test_trends_can_be_asked_as_of_the_ends(ages: Server) -> None:
    for at in (FIRST, LAST):
        assert ages.network.search.trends(as_of=at) == []
