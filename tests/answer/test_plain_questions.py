"""A plain question that a post plainly answers is answered by it, in the sentence that does."""

import pytest

from rookery.answer.answered import Answer
from rookery.answer.composed.compose import compose
from rookery.answer.events import whole
from rookery.answer.evidence import Evidence
from rookery.answer.gather import plain
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from tests.answer.conftest import NOW
from tests.llm.story import run


async def _asked(network: Rookery, question: str) -> Answer:
    async with network.answering(semantic="off", model="composer") as answering:
        return await whole(answering.ask(question))


@pytest.mark.parametrize(
    ("question", "post", "words"),
    [
        ("How much is a single ticket on the Aurelia?", "h005", "Single 4.20"),
        ("How much does a bicycle cost on the ferry?", "h005", "bicycles 1"),
        ("What time is the last boat from Holm?", "h005", "22:10"),
        ("How much is a mudlark licence?", "h195", "38 a year"),
        ("When does the Repair Café take its last job?", "g020", "13:15"),
        ("How many signatures did the petition get?", "h117", "3,900"),
        ("How big is the upper gallery lease?", "h230", "1,150"),
        ("Who fitted the key-card lock?", "h197", "I fitted that lock"),
        ("What did the auction trombone cost?", "f355", "Nine"),
        ("How tall is Venn?", "f123", "1.91"),
        ("Where is the lost pushchair?", "h405", "Saltmarsh terminus"),
        ("¿Hay menú sin huevo en el comedor de Gull Lane?", "g014", "por escrito"),
        ("What was the film on the water?", "h213", "rapeseed"),
        ("How much are the lanterns on Lantern Night?", "h306", "Lanterns 3 each"),
    ],
)
def test_the_post_that_says_it_is_quoted_where_it_does(
    sample: Rookery, question: str, post: str, words: str
) -> None:
    told = run(_asked(sample, question)).statements[:2]
    assert any(post in s.cites and words in (s.quoted or "") for s in told), told


@pytest.mark.parametrize(
    "question",
    [
        "How much is a season ticket for the Herons?",
        "How much is a litre of milk in the Market Hall?",
        "How many nurses work at the Infirmary?",
        "How many goals did Addo score last season?",
        "What does a monthly tram pass cost?",
        "How deep is the harbour?",
        "When was the Infirmary built?",
    ],
)
def test_what_no_post_says_is_not_answered_for_a_number_near_its_words(
    sample: Rookery, question: str
) -> None:
    assert run(_asked(sample, question)).declined == "silent"


def test_a_count_of_rooms_is_no_price_of_one(likeness: Likeness) -> None:
    post = Evidence("a", "The Grand opens with 38 rooms and a lift.", "bo", NOW, lang="en")
    made = compose("How much is a room at the Grand?", [post], likeness, NOW, "en")
    assert all("38" not in (s.quoted or "") for s in made)


def test_words_that_ask_for_a_kind_of_thing_are_not_searched() -> None:
    assert plain("How much is a mudlark licence?", "en") == "mudlark licence"
    assert plain("How long is the ticket valid?", "en") == "ticket valid"
    assert plain("How much?", "en") == "much"
