"""A home without the transformer, and a tokenizer of a thousand tokens."""

import pytest
from tokenizers import Tokenizer

from rookery.app import Rookery
from tests.train.texts import small_tokenizer


@pytest.fixture
def empty(home) -> Rookery:
    """A home with nothing in it."""
    return Rookery.open(home, embed={"semantic": "off", "vectors": False})


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return small_tokenizer()
