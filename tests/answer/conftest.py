"""What answers are tested on: a likeness of the base install, and posts of three people."""

from datetime import UTC, datetime

import pytest

from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def likeness() -> Likeness:
    return Likeness()


@pytest.fixture
def ferry() -> list[Evidence]:
    """Three people on a ferry."""
    return [
        Evidence(
            "a", "The last ferry from Holm leaves at 22:10. It was late again.",
            "ferrymaster", datetime(2026, 3, 7, 9, tzinfo=UTC), lang="en",
        ),
        Evidence(
            "b", "Is there a ferry after ten?", "kirsty", datetime(2026, 3, 8, 9, tzinfo=UTC),
            lang="en",
        ),
        Evidence(
            "c", "No, the last ferry from Holm leaves at 21:40 since Monday.", "bo",
            datetime(2026, 3, 9, 9, tzinfo=UTC), lang="en",
        ),
    ]  # fmt: skip
