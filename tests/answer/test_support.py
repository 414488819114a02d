"""A sentence stands only on what the posts that it cites say."""

from datetime import UTC, datetime

import pytest

from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.answer.support import check

POST = Evidence(
    "a",
    "Shed 2, half past five. Forty boxes of dab, nineteen of codling. Coffee is 1.50 if you watch.",
    "auctiontom",
    datetime(2026, 3, 7, tzinfo=UTC),
    lang="en",
)
DENIED = Evidence("b", "The Market Hall is not sold.", "penhale", lang="en")


@pytest.mark.parametrize(
    "said",
    [
        "@auctiontom says coffee is 1.50 if you watch.",
        "There were forty boxes of dab and nineteen of codling.",
        "Coffee is 1.50 for those who watch in Shed 2.",
    ],
)
def test_what_a_post_says_stands(likeness: Likeness, said: str) -> None:
    verdict = check(said, [POST], likeness, "en")
    assert verdict.stands, verdict


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Coffee is 2.50 if you watch.", "2.50 is in none"),
        ("@kirsty says coffee is 1.50 if you watch.", "@kirsty is in none"),
        ("At Pellworth coffee is 1.50 if you watch in Pellworth.", "Pellworth is in none"),
        ("The mayor opened a new library beside the school.", "words are not in"),
    ],
)
def test_what_it_does_not_say_is_named(likeness: Likeness, said: str, why: str) -> None:
    verdict = check(said, [POST], likeness, "en")
    assert not verdict.stands
    assert why in verdict.why


def test_nobody_is_said_to_have_written_what_another_wrote(likeness: Likeness) -> None:
    post = Evidence("c", "@kirsty the last ferry leaves at 22:10.", "ferrymaster", lang="en")
    assert check("@ferrymaster says the last ferry leaves at 22:10.", [post], likeness, "en").stands
    verdict = check("@kirsty says the last ferry leaves at 22:10.", [post], likeness, "en")
    assert "@kirsty wrote none" in verdict.why


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("The Market Hall is sold.", DENIED),
        ("The ferry is not late.", Evidence("d", "The ferry is late.", "bo", lang="en")),
    ],
)
def test_a_denial_is_not_turned_round(likeness: Likeness, said: str, post: Evidence) -> None:
    verdict = check(said, [post], likeness, "en")
    assert not verdict.stands
    assert "den" in verdict.why


def test_what_cites_nothing_does_not_stand(likeness: Likeness) -> None:
    assert not check("Coffee is 1.50.", [], likeness, "en").stands


def test_the_day_of_a_post_may_be_said(likeness: Likeness) -> None:
    said = "On 7 March there were forty boxes of dab."
    assert "7 is in none" not in check(said, [POST], likeness, "en").why
