"""A change of the consent table is said until the posts that are there follow it."""

import pytest

from rookery.app import Rookery
from rookery.post import Consent
from tests.store.posts import post, public


def opened(home, **search: str) -> Rookery:
    """By this table of consent: what is unstated means, by source."""
    consent = {source: {"search": choice} for source, choice in search.items()}
    return Rookery.open(home, embed={"semantic": "off"}, consent=consent)


@pytest.fixture
def filled(home) -> Rookery:
    """A home by the defaults; some authors have said whether they may be found."""
    network = opened(home)
    network.store.apply(
        [
            post("a"),
            post("b", source="csv"),
            post("said yes", consent=Consent(search="yes")),
            post("said no", consent=Consent(search="no")),
        ]
    )
    return network


def test_as_long_as_the_table_is_as_it_was_nothing_is_said(filled) -> None:
    assert filled.store.pending() == []
    assert opened(filled.home, intranet="no").store.pending() == []  # nothing came from there


def test_posts_that_the_table_hides_now_are_said_until_they_are_hidden(filled) -> None:
    (told,) = opened(filled.home, jsonl="no").store.pending()
    assert told.startswith("1 post is found that the table of consent hides now")
    assert f"`rookery store compact --reanalyse --home {filled.home}`" in told
    opened(filled.home, jsonl="no").reanalyse()
    tight = opened(filled.home, jsonl="no")
    assert tight.store.pending() == []
    assert public(tight.store) == {"b", "said yes"}


@pytest.mark.parametrize(
    ("table", "start"),
    [
        ({"default": "no"}, "2 posts are found"),
        ({"default": "no", "csv": "yes"}, "1 post is found"),
        ({"default": "no", "jsonl": "yes", "csv": "yes"}, None),
        ({"jsonl": "no", "csv": "no"}, "2 posts are found"),
    ],
)
def test_every_way_to_write_the_table_is_read_as_at_ingest(filled, table, start) -> None:
    told = opened(filled.home, **table).store.pending()
    assert [t[: len(start or "")] for t in told] == ([start] if start else [])


def test_posts_that_the_table_opens_now_are_said(home) -> None:
    opened(home, jsonl="no").store.apply([post("a"), post("b", source="csv")])
    (told,) = opened(home).store.pending()
    assert told.startswith("1 post is hidden that the table of consent lets be found now")


def test_posts_that_came_in_while_the_table_was_another_are_said_too(home) -> None:
    opened(home, jsonl="no").store.apply([post("a")])
    opened(home).store.apply([post("b")])
    assert [t[:15] for t in opened(home, jsonl="no").store.pending()] == ["1 post is found"]
    assert [t[:16] for t in opened(home).store.pending()] == ["1 post is hidden"]
