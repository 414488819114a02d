"""After a figure its search is kept, whatever is asked of the same posts; a time that no search
has is refused.
"""

from collections.abc import Sequence

import pytest

from rookery.answer.answered import Answer
from rookery.answer.counted.computed import Unclear, wanted
from rookery.answer.counted.counting import read_figure
from rookery.answer.counted.figures import Figure
from rookery.answer.counted.rising_on import trend_meant
from rookery.answer.events import whole
from rookery.app import Rookery
from rookery.llm.turns import Turn
from tests.llm.story import run

TRAM = "How many posts mention the tram?"
RISING = Turn("assistant", "“swan” rises: 9 posts by 8 people. “night bus” rises: 7 posts by 2.")


@pytest.mark.parametrize(
    ("turns", "figure"),
    [
        ((TRAM, "and how many people?"), Figure("tram", "authors", "en")),
        ((TRAM, "how many people is that?"), Figure("tram", "authors", "en")),
        ((TRAM, "who wrote them?"), Figure("tram", "posts", "en", by="author")),
        ((TRAM, "by whom?"), Figure("tram", "posts", "en", by="author")),
        ((TRAM, "who wrote the most?"), Figure("tram", "posts", "en", by="author")),
        ((TRAM, "who wrote the most?", "and in Spanish?"),
         Figure("tram lang:es", "posts", "en", by="author")),
        ((TRAM, "which day had the most?"), Figure("tram", "posts", "en", by="day")),
        ((TRAM, "where were most of them written?"),
         Figure("tram", "posts", "en", by="community")),
        ((TRAM, "when was the last one?"), Figure("tram", "posts", "en", end="last")),
        (("How many people wrote about the oven?", "and how many posts?"),
         Figure("oven", "posts", "en")),
        (("Quanti post parlano del tram?", "e quante persone?"), Figure("tram", "authors", "it")),
        (("Quanti post parlano del tram?", "chi li ha scritti?"),
         Figure("tram", "posts", "it", by="author")),
        (("¿Cuántas publicaciones hablan del ferry?", "¿quién las escribió?"),
         Figure("ferry", "posts", "es", by="author")),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_posts_counted_keeps_their_search(
    turns: tuple[str, ...], figure: Figure
) -> None:
    assert wanted(turns[-1], turns[:-1]) == figure


def test_without_a_figure_before_it_is_no_figure() -> None:
    assert wanted("who wrote them?", ["Did the Aurelia leak fuel?"]) is None


@pytest.mark.parametrize(
    "question",
    [
        "How many posts mention the ferry on weekends?",
        "How many posts mention the tram at night?",
        "How many people wrote about the swan in summer?",
        "How many posts in summer mention the ferry?",
        "How many posts mention the ferry recently?",
        "When was the ferry first mentioned at night?",
        "Quanti post parlano del tram d'estate?",
        "¿Cuántas publicaciones hablan del ferry por la noche?",
    ],
)
def test_a_time_that_no_search_has_is_not_counted_as_words(question: str) -> None:
    assert wanted(question) == Unclear()


def test_nor_after_a_figure() -> None:
    assert wanted("and at night?", [TRAM]) == Unclear()


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("How many posts mention the night bus?", "night bus"),
        ("How many posts mention Lantern Night?", "lantern night"),
        ("How many posts mention the winter fair?", "winter fair"),
        ("Quanti post parlano della notte?", "notte"),
        ("¿Cuántas publicaciones hablan de la noche?", "noche"),
    ],
)
def test_what_is_called_after_a_time_is_counted(question: str, query: str) -> None:
    found = read_figure(question)
    assert isinstance(found, Figure) and found.query == query


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("tell me more about the first one", "swan"),
        ("and the second?", "night bus"),
        ("What do people say about the last one?", "night bus"),
        ("dimmi di più sul primo", "swan"),
        ("cuéntame más sobre el segundo", "night bus"),
    ],
)
def test_a_term_that_rises_is_meant_by_its_place(question: str, term: str) -> None:
    found = trend_meant(question, [Turn("user", "What's trending?"), RISING])
    assert found is not None and found.term == term


def test_a_place_in_no_list_means_nothing() -> None:
    said = [Turn("user", "What's trending?"), RISING, Turn("user", "Was the Market Hall sold?"),
            Turn("assistant", "@a: “No.”")]  # fmt: skip
    assert trend_meant("tell me more about the first one", said) is None
    assert trend_meant("tell me about the fifth", [RISING]) is None
    assert trend_meant("Who was the first to arrive?", [RISING]) is None


def _answers(network: Rookery, *questions: str, earlier: Sequence[Turn] = ()) -> list[Answer]:
    async def story() -> list[Answer]:
        async with network.answering(model="composer", semantic="off") as answering:
            return [await whole(answering.ask(one, earlier=earlier)) for one in questions]

    return run(story())


def test_what_is_behind_a_post_is_told_from_its_first_to_its_denials(sample: Rookery) -> None:
    questions = ("What is behind h125?", "Cosa c'è dietro h125?", "¿Qué hay detrás de h125?")
    *told, unknown = _answers(sample, *questions, "What is behind h999?")
    for answer in told:
        assert [s.cites[0] for s in answer.statements[:2]] == ["h121", "h125"]
        assert [s.otherwise for s in answer.statements[:3]] == [False, False, True]
    assert not unknown.statements


def test_a_short_question_after_another_keeps_its_subject(sample: Rookery) -> None:
    before = (Turn("user", "Who won the derby?"), Turn("assistant", "@a: “We WON.”"))
    (told,) = _answers(sample, "who scored?", earlier=before)
    assert "derby" in (told.statements[0].quoted or "")


def test_posts_that_were_counted_are_shown(sample: Rookery) -> None:
    before = (Turn("user", "How many posts mention the tram?"), Turn("assistant", "29 posts"))
    (told,) = _answers(sample, "show me some of them", earlier=before)
    assert told.statements and all("tram" in p.text.lower() for p in told.posts)
