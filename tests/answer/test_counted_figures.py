"""Figures come from the store, and cite the search that was counted."""

import pytest

from rookery.answer.counting import figure_of
from rookery.answer.figures import Figure, counted
from rookery.app import Rookery
from rookery.people import ANONYMOUS


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many posts mention the ferry?", Figure("ferry", "posts", "en")),
        ("how many different people wrote about the ferry this week",
         Figure("ferry within:7d", "authors", "en")),
        ("How many posts in the last 3 days?", Figure("within:3d", "posts", "en")),
        ("quante persone parlano di traghetti oggi?",
         Figure("traghetti within:1d", "authors", "it")),
        ("¿Cuántas publicaciones sobre el ferry hay?", Figure("ferry", "posts", "es")),
    ],
)  # fmt: skip
def test_a_question_for_a_figure_is_known(question: str, figure: Figure) -> None:
    assert figure_of(question) == figure


@pytest.mark.parametrize(
    "question",
    ["how many dogs are there", "how many people fit on the ferry?", "ferry", "how many"],
)
def test_a_figure_that_posts_tell_is_another_question(question: str) -> None:
    assert figure_of(question) is None


def test_a_figure_is_the_store_s_and_cites_its_search(sample: Rookery) -> None:
    made = counted(Figure("ferry", "posts", "en"), sample.search, ANONYMOUS)
    total = sample.search.count("ferry").total
    assert total > 10
    assert made.text.startswith(f"{total} posts here match “ferry”")
    assert (made.cites, made.searches) == ((), ("ferry",))
    people = counted(Figure("ferry", "authors", "it"), sample.search, ANONYMOUS)
    assert f"{sample.search.count('ferry', of='authors').total} persone" in people.text


def test_nothing_is_a_figure_too(sample: Rookery) -> None:
    made = counted(Figure("zeppelin", "posts", "en"), sample.search, ANONYMOUS)
    assert made.text == "0 posts here match “zeppelin”."
