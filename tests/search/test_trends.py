"""What rises now against its own past, with the posts that show it."""

from dataclasses import replace
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


def test_a_word_that_posts_on_unlike_things_share_is_no_trend(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    unlike = (
        "the cat sleeps behind the sofa and snores, she is fourteen and owes nobody anything",
        "polls put the chancellor behind for the first time since the budget vote in parliament",
        "I fell behind on rent and the landlord sent a letter with a fee of forty euros",
        "null pointer behind the parser, compile with the debug flag and read the stack trace",
        "goal from behind the halfway line, the keeper never saw it, two nil before half time",
        "soup: roast the bones, onions and thyme, and hide the secret behind a bay leaf",
        "the choir practises behind the church, altos on Monday, bring your own scores",
    )
    past = [text.replace("behind", "near") for text in unlike]
    network.store.apply(
        [post(f"p{day}.{n}", text, 24 * day + 30, f"u{n}")
         for day in range(12) for n, text in enumerate(past)]
    )  # fmt: skip
    network.store.apply([post(f"b{n}", text, 3, f"u{n}") for n, text in enumerate(unlike)])
    like = (
        "a meteorite fell by the quay", "did you see the meteorite fall on the quay?",
        "the meteorite at the quay is still warm", "meteorite! on the quay! it fell!",
    )  # fmt: skip
    network.store.apply([post(f"m{n}", text, 2, f"u{n + 10}") for n, text in enumerate(like)])
    found = terms(network)
    assert any("meteorite" in term for term in found)
    assert not any("behind" in term for term in found)


def test_a_trend_is_written_as_people_write_it(home) -> None:
    network = quiet_network(home)
    said = ("what a storm, Ida!", "Ida took the roof", "ida is over us", "I hate you, Ida")
    network.store.apply([post(f"i{n}", text, 2, f"u{n}") for n, text in enumerate(said)])
    assert "Ida" in terms(network)


def test_posts_of_a_trend_are_shown_by_the_words_that_hold_it(home) -> None:
    network = quiet_network(home)
    long = "We were at the table when it came. " * 20
    said = post("m", f"{long}The meteorite fell. {long}", 1, "u").post
    network.store.apply(
        [Upsert(replace(said, id=f"m{n}", title=f"Evening {n}", author=Author(f"u{n}")))
         for n in range(4)]
    )  # fmt: skip
    trend = next(t for t in network.search.trends(as_of=NOW) if "meteorite" in t.term)
    assert len(trend.lines) == len(trend.posts)
    for line in trend.lines:
        assert any(span.hit and span.text == "meteorite" for span in line)


def test_a_stem_that_two_languages_share_shows_the_posts_of_one(home) -> None:
    network = quiet_network(home)
    said = ("the tide turned at the pier", "she turned the crane on the pier", "it turned cold at "
            "the pier")  # fmt: skip
    network.store.apply([post(f"t{n}", text, 2, f"u{n}") for n, text in enumerate(said)])
    other = Post("it", "i turni del molo di domani", author=Author("u9"), created_at=NOW, lang="it")
    network.store.apply([Upsert(other)])
    for trend in network.search.trends(as_of=NOW):
        assert "turn" not in trend.term or "it" not in {p.id for p in trend.posts}
