"""`rookery summary`: sentences with the numbers of their posts, or the object of `ask`."""

import json

import pytest

from rookery.app import Rookery
from tests.command import Command


@pytest.fixture
def home_of(network: Rookery) -> str:
    network.store.settle()
    return str(network.home)


def test_a_thread_is_summed_up_with_its_sources(rookery: Command, home_of: str) -> None:
    done = rookery("summary", "--thread", "g332", "--home", home_of)
    assert done.code == 0, done.err
    assert "Got her." in done.out
    assert "[1]" in done.out
    assert "no model wrote" in done.out


def test_json_is_the_object_of_ask(rookery: Command, home_of: str) -> None:
    done = rookery("summary", "--trend", "swan", "--json", "--home", home_of)
    (row,) = map(json.loads, done.out.splitlines())
    assert (row["question"], row["declined"], row["made_by"]) == ("trend swan", False, "composer")
    cited = {id for s in row["sentences"] for id in s["cites"]}
    assert cited == {post["id"] for post in row["posts"]}


def test_what_cannot_be_summed_up_is_said_in_a_sentence(rookery: Command, home_of: str) -> None:
    for named, said in (((), "one thing"), (("--community", "nowhere"), "no community")):
        done = rookery("summary", *named, "--home", home_of)
        assert done.code == 2
        assert said in done.sentence
