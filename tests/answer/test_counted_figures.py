"""Figures come from the store, and cite the search that was counted."""

from datetime import UTC, datetime

import pytest

from rookery.answer.answered import Answer
from rookery.answer.ask import whole
from rookery.answer.counting import figure_of, followed
from rookery.answer.figures import Figure, counted
from rookery.answer.rising import rising
from rookery.app import Rookery
from rookery.people import ANONYMOUS
from tests.llm.story import run


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


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("how many posts about the ferry were there yesterday?", "ferry during:yesterday"),
        ("How many posts about the ferry in November?", "ferry during:2026-11"),
        ("how many posts about the ferry since Monday?", "ferry since:2026-11-23"),
        ("How many posts about Aurelia or swan?", "(aurelia OR swan)"),
        ("Quante persone hanno scritto del traghetto ieri?", "traghetto during:yesterday"),
        ("¿Cuántas personas hablaron del cisne ayer?", "cisne during:yesterday"),
        ("How many posts does @ferrymaster have?", "from:ferrymaster"),
        ("number of posts about the ferry", "ferry"),
        ("How many posts are in harbour?", "community:harbour"),
        ("How many posts in Italian?", "lang:it"),
        ("How many posts are there by language?", ""),
        ("When was the ferry first mentioned?", "ferry"),
    ],
)
def test_times_places_and_people_become_operators(question: str, query: str) -> None:
    found = figure_of(question, datetime(2026, 11, 28, 12, tzinfo=UTC))  # a Saturday
    assert found is not None and found.query == query


def test_a_time_that_is_not_understood_is_no_figure() -> None:
    assert figure_of("How many posts about trams on the weekend?") is None
    assert figure_of("How many people live here?") is None


def test_a_figure_is_followed_up() -> None:
    before = ["How many posts mention the ferry this week?"]
    told = []
    for question in ("and last month?", "and by community?", "and the swan?"):
        figure = followed(question, before)
        assert figure is not None
        told.append((figure.query, figure.by))
        before.append(question)
    assert told == [
        ("ferry within:30d", None), ("ferry within:30d", "community"),
        ("swan within:30d", "community"),
    ]  # fmt: skip
    assert followed("and who denied it yesterday evening?", ["Was the Hall sold?"]) is None


def test_what_rises_is_told_as_the_search_that_is_cited_counts_it(sample: Rookery) -> None:
    _, told = rising(sample.search, ANONYMOUS, "en")
    assert told
    for statement in told:
        (query,) = statement.searches
        posts = sample.search.count(query, ANONYMOUS).total
        people = sample.search.count(query, ANONYMOUS, of="authors").total
        assert f"{posts} posts by {people} people" in statement.text


def test_they_are_told_wherever_one_asks(sample: Rookery) -> None:
    async def story(question: str) -> Answer:
        async with sample.answering(model="composer", semantic="off") as answering:
            return await whole(answering.ask(question))

    assert run(story("What is trending?")).made_by == "store"
    assert run(story("Who is @ferrymaster?")).statements[0].searches == ("from:ferrymaster",)
    assert run(story("sum up the swan")).question == "trend swan"
