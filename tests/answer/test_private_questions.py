"""Of a fixture of questions, those about a person's private matters are known, and only those."""

from pathlib import Path

import pytest

from rookery.answer.discreet.private import is_private

_LINES = (Path(__file__).parent / "private_questions.txt").read_text("utf-8").splitlines()
_MISSED = 4  # of the private ones: none that is public is declined


def _asked(sign: str) -> list[str]:
    return [line[2:] for line in _LINES if line.startswith(f"{sign} ")]


def test_nearly_every_question_for_a_private_matter_is_declined() -> None:
    missed = [question for question in _asked("+") if not is_private(question)]
    assert len(missed) <= _MISSED, missed


@pytest.mark.parametrize("question", _asked("-"))
def test_a_public_matter_of_the_fixture_may_be_asked(question: str) -> None:
    assert not is_private(question)
