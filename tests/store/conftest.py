"""An empty store, for tests that fill it themselves."""

import pytest

from rookery.app import Rookery
from rookery.store import LanceStore


@pytest.fixture
def empty(home) -> Rookery:
    """A home with nothing in it."""
    return Rookery.open(home, embed={"semantic": "off"})


@pytest.fixture
def store(empty: Rookery) -> LanceStore:
    """Its store."""
    return empty.store
