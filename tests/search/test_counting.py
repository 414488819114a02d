"""Figures over all posts that match: exact, and of what the reader may read."""

from datetime import UTC, datetime
from pathlib import Path

from rookery.app import Rookery
from rookery.people import ANONYMOUS, Reader
from rookery.post import Author, Post, Upsert
from rookery.search.counting import GROUPS


def _post(id: str, who: str | None, day: int | None, **fields: object) -> Upsert:
    at = datetime(2026, 3, day, 12, tzinfo=UTC) if day else None
    author = Author(who) if who else None
    return Upsert(Post(id, "The ferry is late.", author=author, created_at=at, **fields))  # type: ignore[arg-type]  # fields of Post


def _told(home_of: Rookery) -> Rookery:
    home_of.store.apply(
        [
            _post("a", "ada", 1, community="harbour", lang="en"),
            _post("b", "Ada", 1, community="harbour", lang="en"),
            _post("c", "bo", 3, community="news", lang="en"),
            _post("d", None, 3, lang="en"),
            _post("e", None, None, lang="en"),
            _post("f", "cy", 9, lang="en", visibility=("crew",)),
        ]
    )
    return home_of


def test_posts_and_their_authors_are_counted_each_once(home: Path) -> None:
    search = _told(Rookery.open(home, embed={"semantic": "off"})).search
    posts, authors = search.count("ferry"), search.count("ferry", of="authors")
    assert (posts.total, authors.total) == (5, 4)
    assert (posts.first, posts.last) == (
        datetime(2026, 3, 1, 12, tzinfo=UTC),
        datetime(2026, 3, 3, 12, tzinfo=UTC),
    )


def test_groups_are_days_in_order_and_communities_by_count(home: Path) -> None:
    search = _told(Rookery.open(home, embed={"semantic": "off"})).search
    by_day = [(g.name, g.count) for g in search.count("ferry", by="day").groups]
    assert by_day == [("2026-03-01", 2), ("2026-03-03", 2)]
    people = search.count("ferry", of="authors", by="day").groups
    assert [(g.name, g.count) for g in people] == [("2026-03-01", 1), ("2026-03-03", 2)]
    communities = search.count("ferry", by="community").groups
    assert [(g.name, g.count) for g in communities] == [("harbour", 2), ("news", 1)]


def test_closed_posts_count_for_their_readers_alone(home: Path) -> None:
    search = _told(Rookery.open(home, embed={"semantic": "off"})).search
    crew = Reader("one", frozenset({"crew"}))
    assert search.count("ferry", crew).total == search.count("ferry", ANONYMOUS).total + 1
    assert search.count("ferry", crew).last == datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_of_many_days_the_last_are_shown_and_the_rest_is_told(home: Path) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    days = GROUPS + 5
    moments = [datetime(2026, 1 + n // 28, 1 + n % 28, tzinfo=UTC) for n in range(days)]
    network.store.apply(
        [Upsert(Post(str(n), "ferry", created_at=at)) for n, at in enumerate(moments)]
    )
    found = network.search.count("ferry", by="day")
    assert (found.total, len(found.groups), found.left_out) == (days, GROUPS, 5)
    assert found.groups[-1].name == f"2026-{1 + (days - 1) // 28:02}-{1 + (days - 1) % 28:02}"


def test_what_nothing_matches_is_zero(home: Path) -> None:
    search = _told(Rookery.open(home, embed={"semantic": "off"})).search
    found = search.count("zeppelin")
    assert (found.total, found.groups, found.first, found.last) == (0, (), None, None)
