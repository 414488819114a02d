"""What a question names must stand in what is quoted, or the composer is silent."""

import pytest

from rookery.answer.composed.compose import compose
from rookery.answer.composed.specific import lacking
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from tests.answer.conftest import NOW


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who sank the ferry in 1914?", "The ferry leaves at 9, says Bo Lund."),
        ("best pizza in Naples?", "Best crust of any pizza I have had, at the kiln."),
        ("What is the price of BWF stock?", "Never sell $BWF, the ferry floats."),
        ("Did Gerald die?", "No feeding Gerald."),
        ("What time does the swap shop finish?", "The swap shop has doors at 10 o'clock."),
        ("When is the fair?", "The fair has horses."),
        ("Who owns the dog of Pier 2?", "the dog of pier 2 ate my lunch"),
        ("Is the library open on Sundays?", "The library is open again."),
        ("Quanto costa il corso?", "Il corso ha otto incontri."),
        (
            "How many people live on Sorn?",
            "We took 90 visitors out to where the people of Sorn live",
        ),
    ],
)
def test_what_posts_do_not_hold_they_do_not_answer(
    likeness: Likeness, question: str, told: str
) -> None:
    assert lacking(question, [told], [told], likeness, "it" if "Quanto" in question else "en")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who sank the ferry in 1914?", "In 1914 a pilot, Bo Lund, sank the ferry."),
        ("What does a return to Holm cost?", "To Holm: single 4.20, return 7.50."),
        ("Is line 4 being cut?", "Line 4 is NOT being cut."),
        ("What time does the shop close?", "The shop is open 9 to 5, from 9:00 to 17:00."),
        ("When is the fair?", "The fair is on Saturday."),
        ("Who won the derby?", "Derby won by Rina and her Herons!"),
        ("Is the library open on Sundays?", "The library opens every day."),
        ("How many steps has the tower?", "The tower: 168 steps, no lift."),
        ("Did I miss the English class?", "The English class was moved."),
    ],
)
def test_what_posts_hold_they_answer(likeness: Likeness, question: str, told: str) -> None:
    assert not lacking(question, [told], [told], likeness, "en")


def test_the_composer_is_silent_on_a_year_that_no_post_has(
    likeness: Likeness, ferry: list[Evidence]
) -> None:
    assert compose("When does the last ferry from Holm leave?", ferry, likeness, NOW, "en")
    assert compose("When did the last ferry from Holm leave in 1914?", ferry, likeness, NOW) == ()
