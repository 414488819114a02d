"""Follow-ups without a subject of their own mean what was asked and quoted before them."""

import pytest

from rookery.answer.answered import Answer
from rookery.answer.asked.leaning import leaning
from rookery.answer.events import whole
from rookery.app import Rookery
from rookery.llm.turns import Turn
from tests.llm.story import run

BEFORE = [
    Turn("user", "Did the Aurelia leak fuel?"),
    Turn("assistant", "@gary_quay, 2 weeks ago: “POISONED, says @nobody.” @portauthority: “No.”"),
]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("and in Italian?", "aurelia leak fuel lang:it"),
        ("E in italiano?", "aurelia leak fuel lang:it"),
        ("¿Y en español?", "aurelia leak fuel lang:es"),
        ("what did she answer?", "from:portauthority aurelia leak fuel"),
        ("And what did he say about the stall?", "from:portauthority stall"),
        ("cosa ha risposto?", "from:portauthority aurelia leak fuel"),
        ("¿qué dijo?", "from:portauthority aurelia leak fuel"),
    ],
)
def test_it_means_what_was_asked_before(question: str, query: str) -> None:
    found = leaning(question, BEFORE)
    assert found is not None and found.query == query


@pytest.mark.parametrize("question", ["in haste?", "When does the ferry leave?", "in the rain"])
def test_others_are_taken_as_they_stand(question: str) -> None:
    assert leaning(question, BEFORE) is None
    assert leaning("and in Italian?", []) is None


def _answer(network: Rookery, question: str) -> Answer:
    async def story() -> Answer:
        async with network.answering(model="composer", semantic="off") as answering:
            return await whole(answering.ask(question, earlier=BEFORE))

    return run(story())


def test_what_somebody_answered_is_quoted_from_them_alone(sample: Rookery) -> None:
    answer = _answer(sample, "what did they answer?")
    assert answer.statements
    assert {post.author for post in answer.posts} == {"portauthority"}


def test_in_another_language_only_its_posts_are_quoted(sample: Rookery) -> None:
    answer = _answer(sample, "and in Italian?")
    assert {post.lang for post in (*answer.posts, *answer.near)} <= {"it"}
