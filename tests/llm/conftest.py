"""A tiny model and an adapter for it, made once."""

from pathlib import Path

import pytest

from tests.llm.tiny_model import make_adapter, make_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen3 of random weights."""
    return make_model(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


@pytest.fixture(scope="session")
def tiny_adapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LoRA adapter for it."""
    return make_adapter(tmp_path_factory.mktemp("adapter") / "adapter.gguf")
