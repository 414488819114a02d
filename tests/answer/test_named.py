"""A question for what somebody said who is here is answered by their own posts alone."""

import pytest

from rookery.answer.answered import Answer
from rookery.answer.asked.named import of_whom
from rookery.answer.events import whole
from rookery.app import Rookery
from rookery.llm.turns import Turn
from rookery.people import ANONYMOUS
from tests.llm.story import run


async def _asked(network: Rookery, question: str, *before: str) -> Answer:
    turns = [Turn("user", one) for one in before]
    async with network.answering(semantic="off", model="composer") as answering:
        return await whole(answering.ask(question, ANONYMOUS, earlier=turns))


@pytest.mark.parametrize(
    ("question", "who", "post"),
    [
        ("What did @ferrymaster say about the leak?", "ferrymaster", "h181"),
        ("What did gary_quay say about line 4?", "gary_quay", "h070"),
        ("What does Brackwater Transit say about line 4?", "brackwatertransit", "h157"),
        ("Has @tildebakery said anything about closing?", "tildebakery", "f146"),
        ("what does maureen tully say about the rent?", "maureen_tully", "h100"),
        ("¿Qué dice Gary de la línea 4?", "gary_quay", None),
        ("Che cosa ha detto Ingrid Halloran del traghetto?", "ferrymaster", None),
        ("What did Dario Venn write about the moon?", "dario_venn9", None),
    ],
)
def test_who_is_named_is_asked_and_nobody_else(
    sample: Rookery, question: str, who: str, post: str | None
) -> None:
    answer = run(_asked(sample, question))
    assert {one.author for one in (*answer.posts, *answer.near)} <= {who}
    if post is not None:
        assert post in {id for s in answer.statements for id in s.cites}


def test_a_handle_that_nobody_has_is_said_to_find_nothing(sample: Rookery) -> None:
    assert run(_asked(sample, "What did @nobody_here say of it?")).declined == "nothing found"


def test_of_it_is_of_what_was_asked_before(sample: Rookery) -> None:
    before = ["Is line 4 being cut?", "what did gary_quay say about it?"]
    answer = run(_asked(sample, "and what did @gemma_ossett say?", *before))
    assert "h161" in {id for s in answer.statements for id in s.cites}


@pytest.mark.parametrize("question", ["Who is ferrymaster?", "Who is Ingrid Halloran?"])
def test_who_is_here_is_told_without_the_sign_too(sample: Rookery, question: str) -> None:
    answer = run(_asked(sample, question))
    assert (answer.made_by, answer.searched) == ("store", ("from:ferrymaster",))


@pytest.mark.parametrize(
    "question",
    [
        "What did people say about the tram?",
        "What does the council say about the lead paint?",
        "What did Bob Zzyzx say about the tram?",
        "Who is the mayor?",
        "What does it say on the sign?",
    ],
)
def test_nobody_who_is_here_is_named_by_other_words(sample: Rookery, question: str) -> None:
    assert of_whom(question, sample.search, ANONYMOUS) is None
