"""Rumours lead to their denials: all of the sample's, and fourteen of our own."""

from __future__ import annotations

import pytest

from rookery.answer.answered import Answer
from rookery.answer.claims.remarks import calls_false, doubts, is_sorry, says_it_erred
from rookery.answer.events import Spoken
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from rookery.people import ANONYMOUS
from tests.answer.rumours import Tally, asked, load, look, rumours, there
from tests.llm.story import run

pytestmark = pytest.mark.xdist_group("rumours")  # one process makes what all of them need


def _share(of: list[bool]) -> float:
    return sum(of) / len(of)


@pytest.fixture(scope="module")
def behind_samples(sample: Rookery, likeness: Likeness) -> Tally:
    return look(sample, likeness, there(sample, list(rumours("sample"))), most=2)


def test_what_is_shown_as_saying_otherwise_does(behind_samples: Tally) -> None:
    assert _share(behind_samples.otherwise) >= 0.95
    assert _share(behind_samples.doubted) >= 0.95


def test_what_is_shown_as_the_same_is(behind_samples: Tally) -> None:
    assert _share(behind_samples.same) >= 0.95


def test_most_rumours_lead_to_a_denial_and_to_their_first_post(behind_samples: Tally) -> None:
    assert _share(behind_samples.any_reached) >= 0.8
    assert _share(behind_samples.first) >= 0.75


def test_so_do_rumours_of_our_own(network: Rookery, likeness: Likeness) -> None:
    load(network)
    seen = look(network, likeness, [*rumours("own"), *rumours("fresh")], most=1)
    assert _share(seen.otherwise) >= 0.95
    assert _share(seen.any_reached) >= 0.9
    assert _share(seen.doubters) >= 0.8
    answers = run(asked(network, [*rumours("own"), *rumours("fresh")]))
    for rumour, question, answer, _ in answers:
        assert _told_with_denial(answer, rumour.says, rumour.denies | rumour.corrects), question


def _told_with_denial(answer: Answer, says: frozenset[str], against: frozenset[str]) -> bool:
    cited = {id for s in answer.statements for id in s.cites}
    return cited.isdisjoint(says) or not cited.isdisjoint(against)


@pytest.mark.parametrize(
    ("question", "denial"),
    [
        ("Is Tilde closing?", "f146"),
        ("Is the harbour poisoned?", "h213"),
        ("Was Venn sold to Northgate?", "f140"),
        ("Why was the power out on Rope Street?", "h334"),
    ],
)
def test_a_rumour_is_not_quoted_without_its_denial(
    sample: Rookery, question: str, denial: str
) -> None:
    async def told() -> list[Spoken | Answer]:
        async with sample.answering(semantic="off", model="composer") as answering:
            events = answering.ask(question, ANONYMOUS)
            return [e async for e in events if isinstance(e, Spoken | Answer)]

    events = run(told())
    answer = events[-1]
    assert isinstance(answer, Answer)
    second = answer.statements[1]
    assert (second.cites, second.otherwise) == ((denial,), True)
    assert denial in {post.id for post in answer.posts}
    assert len(answer.statements) == 3
    assert [e.statement for e in events[:-1] if isinstance(e, Spoken)] == list(answer.statements)


def test_who_hopes_or_asks_denies_nothing() -> None:
    assert not calls_false("Tell me it's not true!")
    assert not calls_false("Is it false?")
    assert calls_false("It's a hoax.")
    assert doubts("Are you sure about that?")
    assert doubts("¿Seguro?")
    assert not doubts("I am sure.")
    assert says_it_erred("Mi sono sbagliata, scusate.")
    assert not is_sorry("The ferry leaves at ten.")
