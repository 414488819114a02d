"""What is shown as the other side speaks of the same, and says it otherwise."""

import pytest

from rookery.answer.composed.differing import differ
from rookery.answer.reading.likeness import Likeness


def _differ(likeness: Likeness, one: str, other: str) -> bool:
    read = likeness.text(one, "en"), likeness.text(other, "en")
    return differ(one, other, read, likeness, "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The last ferry from Holm leaves at 22:10.", "The last ferry from Holm leaves at 21:40."),
        ("A return ticket to Holm costs 7.50.", "A return ticket to Holm costs 8."),
        ("A return ticket to Holm costs 7.", "A return ticket to Holm costs 8."),
        ("The ferry Aurelia leaked fuel.", "The ferry Aurelia did not leak any fuel."),
        ("The swan was injured by a sausage stall.", "The swan was not injured by a stall."),
    ],
)
def test_another_number_or_a_denial_of_the_same_is_the_other_side(
    likeness: Likeness, one: str, other: str
) -> None:
    assert _differ(likeness, one, other)
    assert _differ(likeness, other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Correction: the swan was not injured by a sausage stall.",
            "The gentleman at the sausage stall tells me the swan has had three.",
        ),
        ("Cousin 1 plays the tuba at our wedding.", "Cousin 2 plays the tuba at our wedding."),
        ("Tram line 4 runs to the market.", "Tram line 2 runs to the market."),
        ("Two boats brought herring to the harbour.", "Herring in the harbour since 1961, boats."),
        ("Rope Street is without power.", "Power out in all of Rope Street."),
    ],
)
def test_numbers_and_denials_of_different_things_are_not(
    likeness: Likeness, one: str, other: str
) -> None:
    assert not _differ(likeness, one, other)
    assert not _differ(likeness, other, one)
