"""Names that are hard to write in a query: each that is offered is read back and finds posts."""

import pytest

from rookery.app import Rookery
from rookery.search.query import with_operator
from tests.store.posts import post


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Rookery:
    network = Rookery.open(tmp_path_factory.mktemp("named") / "home", embed={"semantic": "off"})
    network.store.apply(
        [
            post("me", "the ferry is late", author="me", community="library"),
            post(
                "to me",
                "the ferry, @me",
                author="bo",
                reply_to="me",
                mentions=("me",),
                community="Public",
            ),
        ]
    )
    return network


def offered(network: Rookery, typed: str) -> list[str]:
    completions = network.search.complete(typed)
    for one in completions:
        assert one.count in (None, network.search.search(one.text).total), one
    return [one.text for one in completions]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("m", "from:@me"), ("@me", "from:@me"), ("from:m", "from:@me"), ("author:m", "author:@me"),
        ("from:@m", "from:@me"), ("to:m", "to:@me"), ("mention:m", "mention:@me"),
        ("in:l", "community:library"), ("in:lib", "community:library"),
        ("lib", "community:library"), ("subreddit:l", "subreddit:library"),
        ("in:pub", "community:public"), ("community:p", "community:public"),
    ],
)  # fmt: skip
def test_names_that_have_a_meaning_of_their_own_are_completed(named, typed, whole) -> None:
    assert whole in offered(named, typed)


def test_every_facet_is_a_filter_that_finds_what_it_counts(named) -> None:
    facets = named.search.search("ferry", beside=True).facets
    assert {"me", "library", "Public"} <= {facet.value for facet in facets}
    for facet in facets:
        narrowed = with_operator("ferry", facet.operator, facet.value)
        assert named.search.search(narrowed).total == facet.count, narrowed
