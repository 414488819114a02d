"""Figures come from the store, and cite the search that was counted."""

from datetime import UTC, datetime

import pytest

from rookery.answer.answered import Answer
from rookery.answer.counted.counting import figure_of, read_figure
from rookery.answer.counted.counting_on import followed
from rookery.answer.counted.figures import Figure, counted
from rookery.answer.counted.rising import rising
from rookery.answer.events import whole
from rookery.app import Rookery
from rookery.people import ANONYMOUS
from tests.llm.story import run

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)  # a Saturday


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many posts mention the ferry?", Figure("ferry", "posts", "en")),
        ("how many different people wrote about the ferry this week",
         Figure("ferry since:2026-11-23", "authors", "en")),
        ("How many posts in the last 3 days?", Figure("within:3d", "posts", "en")),
        ("quante persone parlano di traghetti oggi?",
         Figure("traghetti within:1d", "authors", "it")),
        ("¿Cuántas publicaciones sobre el ferry hay?", Figure("ferry", "posts", "es")),
    ],
)  # fmt: skip
def test_a_question_for_a_figure_is_known(question: str, figure: Figure) -> None:
    assert figure_of(question, NOW) == figure


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
        ("How many posts about the ferry this week?", "ferry since:2026-11-23"),
        ("How many posts about the ferry last week?", "ferry since:2026-11-16 until:2026-11-23"),
        ("How many posts about the ferry in the last week?", "ferry within:7d"),
        ("How many posts about the ferry last month?", "ferry during:2026-10"),
        (
            "Quanti post sul traghetto la settimana scorsa?",
            "traghetto since:2026-11-16 until:2026-11-23",
        ),
        ("¿Cuántas publicaciones sobre el cisne esta semana?", "cisne since:2026-11-23"),
        ("How many posts mention lanterns on November 27?", "lanterns during:2026-11-27"),
        ("How many posts mention lanterns on the 3rd of December?", "lanterns during:2025-12-03"),
        ("Quanti post parlano di Ida il 21 novembre?", "ida during:2026-11-21"),
        ("¿Cuántas publicaciones hay desde el 20 de noviembre?", "since:2026-11-20"),
        ("How many Italian posts mention the swan?", "swan lang:it"),
        ("Quanti post italiani parlano del libro?", "libro lang:it"),
        ("How many posts mention the ferry and not the last tram?", 'ferry -"last tram"'),
        ("How many posts don't mention the ferry?", "-ferry"),
        ("How many posts are in the food community?", "community:food"),
        ("Which community writes most about the swan this week?", "swan since:2026-11-23"),
        ("How many wrote about the swan yesterday?", "swan during:yesterday"),
    ],
)
def test_times_places_and_people_become_operators(question: str, query: str) -> None:
    found = figure_of(question, NOW)
    assert found is not None and found.query == query


def test_a_time_that_is_not_understood_is_no_figure() -> None:
    assert read_figure("How many posts about trams on the weekend?") == "unclear"
    assert read_figure("How many people live here?") is None
    assert read_figure("How many people does the ferry carry?") is None


def test_a_figure_is_followed_up() -> None:
    before = ["How many posts mention the ferry this week?"]  # a week of the calendar
    told = []
    for question in ("and last month?", "and by community?", "and the swan?"):
        figure = followed(question, before, NOW)
        assert figure is not None
        told.append((figure.query, figure.by))
        before.append(question)
    assert told == [
        ("ferry during:2026-10", None), ("ferry during:2026-10", "community"),
        ("swan during:2026-10", "community"),
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
