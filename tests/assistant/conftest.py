"""Conversations in a ledger of each kind."""

import pytest

from rookery.assistant.conversations import Conversations
from rookery.ledger import Ledger
from tests.ledger.conftest import ledger, postgres_url  # noqa: F401  fixtures


@pytest.fixture
def conversations(ledger: Ledger) -> Conversations:  # noqa: F811  a fixture
    return Conversations(ledger)
