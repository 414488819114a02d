"""The ends of the histogram say which days it counts, and no later ones."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from rookery.post import Author, Post, Upsert
from rookery.search.results import Bin, Histogram
from rookery.web.chart import Chart, chart
from tests.web.serving import Server

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def _drawn(step: timedelta, *starts: datetime) -> Chart:
    bins = tuple(Bin(start, 1) for start in starts)
    drawn = chart(Histogram(int(step.total_seconds()), bins), "ferry", NOW)
    assert drawn is not None
    return drawn


def _day(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def test_it_ends_with_the_last_day_that_it_counts() -> None:
    days = _drawn(timedelta(days=1), *(_day(n) for n in range(10, 15)))
    assert (days.first, days.last_day.date()) == (_day(10), _day(14).date())


def test_it_ends_today_where_its_last_bar_is_not_over() -> None:
    assert _drawn(timedelta(days=1), *(_day(n) for n in range(16, 21))).last_day == NOW
    assert _drawn(timedelta(days=7), _day(12), _day(19)).last_day == NOW
    assert _drawn(timedelta(hours=6), _day(20), _day(20) + timedelta(hours=12)).last == NOW


def test_a_post_dated_ahead_stands_within_it() -> None:
    ahead = _drawn(timedelta(days=1), *(_day(n) for n in range(20, 25)))
    assert ahead.last_day.date() == _day(24).date()


def test_it_knows_whether_it_crosses_a_year() -> None:
    old, new = datetime(2025, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    assert _drawn(timedelta(days=1), old, new).crosses_years
    assert not _drawn(timedelta(days=1), _day(10), _day(11)).crosses_years
    # the last bar ends at midnight: none of the next year is counted
    assert not _drawn(timedelta(days=1), old - timedelta(days=1), old).crosses_years


def test_the_page_names_the_years_of_a_span_that_is_not_all_of_this_one(server: Server) -> None:
    year = datetime.now(UTC).year
    times = {
        "oldspan": [datetime(2013, month, 3, tzinfo=UTC) for month in (2, 5, 6)],
        "longspan": [datetime(year, 1, 1, tzinfo=UTC), datetime(2014, 2, 3, tzinfo=UTC)],
    }
    posts = [
        Post(f"{word}{n}", text=word, author=Author("old"), created_at=at)
        for word, ats in times.items() for n, at in enumerate(ats)
    ]  # fmt: skip
    server.network.store.apply([Upsert(post) for post in posts])
    for word in times:
        page = server.get("/search", params={"q": word}).text
        figure = page.split('<figure class="histogram">')[1].split("</figure>")[0]
        label = re.findall(r'aria-label="([^"]*)"', figure)[0]
        ends = re.findall(r"<span>([^<]*)</span>", figure)
        assert [bool(re.search(r"\d{4}", end)) for end in ends] == [True, True]
        assert len(re.findall(r"\d{4}", label)) == 2
        tips = re.findall(r"<title>(.*?): \d+</title>", figure)
        rows = re.findall(r"<td><a [^>]*>(.*?)</a>", figure)
        assert tips and rows and all(re.search(r"\d{4}", told) for told in (*tips, *rows))
    assert "3 Feb 2013" in server.get("/author/old").text
    recent = server.get("/search", params={"q": "storm since:20d"}).text
    figure = recent.split('<figure class="histogram">')[1].split("</figure>")[0]
    ends = "".join(re.findall(r"<span>([^<]*)</span>", figure))
    crosses = (datetime.now(UTC) - timedelta(days=21)).year != year
    assert crosses or str(year) not in ends


@pytest.fixture
def gulls(server: Server) -> Server:
    """A post each day at noon, and another each ten minutes."""
    first = datetime(2014, 1, 1, 12, tzinfo=UTC)
    times = {
        "gull": [first + timedelta(days=n) for n in range(120)],
        "tern": [first + timedelta(minutes=10 * n) for n in range(200)],
    }
    server.network.store.apply(
        [Upsert(Post(f"{word}{n}", text=word, author=Author("a"), created_at=at))
         for word, ats in times.items() for n, at in enumerate(ats)]
    )  # fmt: skip
    return server


@pytest.mark.parametrize(
    "query",
    [
        "gull",
        "gull until:2014-03-14",
        "gull since:2014-01-05",
        "since:2014-01-04 gull until:2014-04-01",
        "gull since:2014-01-02 since:2014-01-07 until:2014-04-01 before:2014-03-20",
        "tern since:2014-01-01T14:15:30.5 until:2014-01-02T10:05:00Z",
        "gull since_time:1388966400",
        "gull (until:2014-03-14)",
    ],
)
def test_each_bar_finds_as_many_posts_as_it_counts(gulls: Server, query: str) -> None:
    page = gulls.get("/search", params={"q": query}).text
    figure = page.split('<figure class="histogram">')[1].split("</figure>")[0]
    bars = re.findall(r'<a href="([^"]*)" tabindex[^>]*><title>[^<]*: (\d+)</title>', figure)
    assert len(bars) > 1
    for href, count in bars:
        found = gulls.get(f"{unescape(href)}&format=json").json()
        assert found["total"] == int(count), href


def test_its_ends_are_those_of_the_times_asked_for() -> None:
    bins = tuple(Bin(_day(n), 1) for n in (1, 8))
    asked = "ferry since:2026-11-03 until:2026-11-10"
    drawn = chart(Histogram(7 * 86_400, bins), asked, NOW)
    assert drawn is not None
    assert (drawn.first, drawn.last_day.date()) == (_day(3), _day(9).date())
