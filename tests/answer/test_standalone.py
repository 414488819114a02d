"""A question that leans on another is understood with it."""

import pytest

from rookery.answer.asked.standalone import carried, leans
from rookery.answer.events import Found
from rookery.app import Rookery
from rookery.llm.turns import Turn
from tests.llm.story import run


@pytest.mark.parametrize(
    ("question", "lang", "leaning"),
    [
        ("and in Italian?", "en", True),
        ("what did she answer to the council?", "en", True),
        ("Who?", "en", True),
        ("who denied?", "en", True),
        ("When does the market open?", "en", False),
        ("E quando parte il primo traghetto?", "it", True),
        ("Who won the derby on Saturday?", "en", False),
        ("Quando parte l'ultimo traghetto da Holm?", "it", False),
    ],
)
def test_a_leaning_question_is_known(question: str, lang: str, leaning: bool) -> None:
    assert leans(question, lang) == leaning


def test_it_carries_the_words_of_those_before_it() -> None:
    earlier = ["Was the Market Hall sold?", "who said so?"]
    assert (
        carried("and who denied it?", earlier, "en") == "market hall sold said and who denied it?"
    )
    assert carried("Who won the derby on Saturday?", earlier, "en").startswith("Who")
    assert carried("who denied it?", [], "en") == "who denied it?"


def test_a_follow_up_finds_what_the_first_question_was_about(sample: Rookery) -> None:
    earlier = [Turn("user", "Was the Market Hall sold?"), Turn("assistant", "…")]

    async def found() -> Found:
        async with sample.answering(model="composer", semantic="off") as answering:
            async for event in answering.ask("and who denied it?", earlier=earlier):
                if isinstance(event, Found):
                    return event
        raise AssertionError

    gathered = run(found()).gathered
    assert gathered.queries == ("denied", "market hall sold denied")
    assert "h135" in {post.id for post in gathered.evidence}
