"""A model's server, as operators run one."""

from collections.abc import Iterator

import pytest

from tests.llm.vllm_like import VllmLike, running


@pytest.fixture
def server() -> Iterator[VllmLike]:
    with running() as server:
        yield server
