"""`rookery ask`: sentences with the numbers of their posts, or the design's object."""

import json

import pytest

from rookery.app import Rookery
from tests.command import Command


@pytest.fixture
def home_of(network: Rookery) -> str:
    network.store.settle()
    return str(network.home)


def test_a_question_is_answered_with_its_sources(rookery: Command, home_of: str) -> None:
    done = rookery("ask", "Did the Aurelia leak fuel?", "--home", home_of)
    assert done.code == 0, done.err
    assert "@portauthority" in done.out
    assert "[1]" in done.out
    assert "no model wrote" in done.out


def test_disagreement_is_shown(rookery: Command, home_of: str) -> None:
    done = rookery("ask", "What is behind h125?", "--home", home_of)
    assert "\nsays otherwise: @cllr_penhale" in done.out


def test_json_is_the_design_s_object(rookery: Command, home_of: str) -> None:
    done = rookery("ask", "Did the Aurelia leak fuel?", "--json", "--home", home_of)
    (row,) = map(json.loads, done.out.splitlines())
    assert row["declined"] is False
    assert row["made_by"] == "composer"
    cited = {id for s in row["sentences"] for id in s["cites"]}
    assert cited
    assert cited == {post["id"] for post in row["posts"]}


def test_a_figure_cites_its_search(rookery: Command, home_of: str) -> None:
    done = rookery("ask", "How many posts mention the ferry?", "--json", "--home", home_of)
    (row,) = map(json.loads, done.out.splitlines())
    assert row["sentences"][0]["cites"] == [{"search": "ferry"}]


def test_what_the_posts_do_not_say_is_said_so(rookery: Command, home_of: str) -> None:
    done = rookery("ask", "who is the mayor of Paris?", "--home", home_of)
    assert done.code == 0
    assert "The posts don't say." in done.out


@pytest.mark.parametrize(
    ("question", "said"), [("  ", "There is no question"), ("x" * 3000, "at most 2,000 characters")]
)
def test_no_question_is_refused_in_a_sentence(
    rookery: Command, home_of: str, question: str, said: str
) -> None:
    done = rookery("ask", question, "--home", home_of)
    assert done.code == 2
    assert said in done.sentence


def test_without_a_home_it_says_how_to_make_one(rookery: Command) -> None:
    done = rookery("ask", "anything?")
    assert done.code == 2
    assert "rookery ingest" in done.sentence
