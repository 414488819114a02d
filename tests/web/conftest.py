"""A server over the sample network: one to read from, and a fresh one for tests that write."""

from collections.abc import Iterator

import pytest

from rookery.app import Rookery
from tests.web.serving import Server, running


@pytest.fixture(scope="session")
def site(sample: Rookery) -> Iterator[Server]:
    """For tests that only read."""
    with running(sample) as server:
        yield server


@pytest.fixture
def server(network: Rookery) -> Iterator[Server]:
    """For tests that also write."""
    with running(network) as server:
        yield server
