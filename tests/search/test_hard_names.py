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
            post("to", "the ferry, @me", author="bo", reply_to="me", mentions=("me",),
                 community="Public"),
            post("r", "the bus", author="@at", community="r/italy"),
            post("s", "the bus", author='odd"name (x)', community="/slash"),
            post("q", "the bus", author="zoe", community='say "hi"'),
        ]
    )  # fmt: skip
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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("community:r/italy", "r"), ("community:italy", "r"), ("in:/r/Italy", "r"),
        ("community:/slash", "s"), ("from:at", "r"), ("from:@at", "r"), ("from:@@at", "r"),
    ],
)  # fmt: skip
def test_a_sign_that_a_source_keeps_with_a_name_may_be_typed_or_not(named, query, found) -> None:
    assert [hit.post.id for hit in named.search.search(query).hits] == [found]
    assert named.search.search(f"-{query}").total == 4


def test_an_author_whose_handle_is_kept_with_its_sign_has_a_page(named) -> None:
    assert named.search.author("@at").posts == 1


@pytest.mark.parametrize("typed", ["od", "say", "from:od", "in:say", "community:s", "ita", "@a"])
def test_what_is_offered_is_one_filter_that_finds_its_posts(named, typed) -> None:
    assert not [text for text in offered(named, typed) if "odd" in text or "hi" in text]


@pytest.mark.parametrize(("typed", "whole"), [("r/", "community:r/italy"), ("@@", "from:@at")])
def test_a_name_with_a_sign_is_completed(named, typed, whole) -> None:
    assert whole in offered(named, typed)


@pytest.mark.parametrize(
    ("word", "values"),
    [("ferry", {"me", "bo", "library", "Public"}), ("bus", {"@at", "zoe", "r/italy", "/slash"})],
)
def test_every_facet_is_a_filter_that_finds_what_it_counts(named, word, values) -> None:
    facets = named.search.search(word, beside=True).facets
    assert {facet.value for facet in facets} == values
    for facet in facets:
        narrowed = with_operator(word, facet.operator, facet.value)
        assert named.search.search(narrowed).total == facet.count, narrowed
