"""The language that posts without one are analysed in stays with the store until it is told."""

import json

import pytest

from rookery.app import Rookery
from rookery.errors import BadInput, Conflict
from tests.store.posts import post


def opened(home, language: str) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"}, text={"language": language})


def ids(network: Rookery, query: str) -> set[str]:
    return {h.post.id for h in network.search.search(query, limit=100).hits}


@pytest.fixture
def english(home) -> Rookery:
    """A home whose posts are too short for their language to be told."""
    network = opened(home, "en")
    network.store.apply([post("a", "ragazzi"), post("b", "ferries")])
    return network


def test_after_a_change_of_the_language_everything_is_found_as_before(english) -> None:
    italian = opened(english.home, "it")
    assert (ids(italian, "ferry"), ids(italian, "ragazzo")) == ({"b"}, set())
    italian.store.apply([post("c", "ferries tonight")])
    assert ids(italian, "ferry") == ids(opened(english.home, "en"), "ferry") == {"b", "c"}


def test_what_waits_is_said_until_all_posts_are_analysed_again(english) -> None:
    assert english.store.pending() == []
    (told,) = opened(english.home, "it").store.pending()
    assert "text.language is 'it'" in told
    assert "rookery store compact --reanalyse" in told
    opened(english.home, "it").reanalyse()
    italian = opened(english.home, "it")
    assert italian.store.pending() == []
    assert ids(italian, "ragazzo") == {"a"}
    assert len(opened(english.home, "en").store.pending()) == 1


@pytest.mark.parametrize("older", [1, 2, 3])
def test_an_older_home_is_refused_with_what_to_type(english, older) -> None:
    path = english.home / "store" / "format.json"
    known = json.loads(path.read_text())
    said = {k: known[k] for k in ("embedder", "dim")} if older == 1 else known
    path.write_text(json.dumps(said | {"format": older}))
    with pytest.raises(Conflict, match="analysed by an older Rookery"):
        _ = opened(english.home, "en").store
    opened(english.home, "en").reanalyse()
    assert opened(english.home, "en").store.pending() == []


def test_an_older_home_is_analysed_again_as_it_lies(english) -> None:
    path = english.home / "store" / "format.json"
    path.write_text('{"format": 1, "embedder": "of before", "dim": 3}')
    opened(english.home, "it").reanalyse()
    assert ids(opened(english.home, "it"), "ragazzo") == {"a"}


@pytest.mark.parametrize("wrong", ["english", "eng", "gr", "en-GB", ""])
def test_what_is_no_language_is_refused_before_a_store_is_made_with_it(
    home, monkeypatch, wrong
) -> None:
    monkeypatch.setenv("ROOKERY_TEXT__LANGUAGE", wrong)
    with pytest.raises(BadInput, match=r"text\.language .* two letters of a language"):
        Rookery.open(home)
    assert not home.exists()


def test_letters_of_a_language_may_be_capitals(home) -> None:
    network = opened(home, "EN")
    network.store.apply([post("a", "Ferries"), post("b", "Boats")])
    assert [h.post.id for h in network.search.search("boat").hits] == ["b"]
    assert network.store.pending() == []
