"""What rises now against its own past, with the posts that show it."""

from datetime import UTC, datetime, timedelta

from rookery.app import Rookery
from rookery.post import Author, Post, Upsert

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def post(n: str, text: str, hours: float, who: str) -> Upsert:
    at = NOW - timedelta(hours=hours)
    return Upsert(Post(n, text, author=Author(who), created_at=at, lang="en"))


def quiet_network(home) -> Rookery:
    """Two weeks of the ferry and the weather by thirty people, the same each day."""
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(
        [post(f"q{day}.{n}", "ferry and gulls in the weather today", 24 * day + n / 2, f"u{n}")
         for day in range(15) for n in range(30)]
    )  # fmt: skip
    return network


def terms(network: Rookery, **more) -> list[str]:
    return [t.term for t in network.search.trends(as_of=NOW, **more)]


def test_new_word_of_many_rises(home) -> None:
    network = quiet_network(home)
    network.store.apply(
        [post(f"n{n}", f"a meteorite by the {n} quay", 3, f"u{n}") for n in range(8)]
    )
    trend = network.search.trends(as_of=NOW)[0]
    assert "meteorite" in trend.term
    assert (trend.now, trend.usual) == (8, 0)
    assert 1 <= len(trend.posts) <= 3
    assert all("meteorite" in p.text for p in trend.posts)


def test_what_is_said_every_day_is_no_trend(home) -> None:
    assert terms(quiet_network(home)) == []


def test_one_loud_account_is_no_trend(home) -> None:
    network = quiet_network(home)
    network.store.apply([post(f"n{n}", "buy zirconium here", n / 10, "loud") for n in range(30)])
    assert not [t for t in terms(network) if "zirconium" in t]


def test_trend_ends_with_its_window_and_its_posts(home) -> None:
    network = quiet_network(home)
    network.store.apply([post(f"n{n}", "meteorite meteorite", 3, f"u{n}") for n in range(8)])
    assert not [t for t in terms(network, hours=1) if "meteorite" in t]
    network.store.delete([f"n{n}" for n in range(8)])
    assert terms(network) == []


def test_sample_network_has_trends_with_posts_that_show_them(sample) -> None:
    trends = sample.search.trends()
    assert trends
    assert len({t.term for t in trends}) == len(trends)
    for trend in trends:
        assert trend.now > trend.usual
        assert trend.posts
        assert trend.score == sorted((t.score for t in trends), reverse=True)[trends.index(trend)]
