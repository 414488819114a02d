"""A Qwen3 of random weights, small enough to be made and opened in a second; and an adapter for it.

Its weights are spread wide, so that what it says depends on all that it was told.
"""

from pathlib import Path

import pytest

CONTEXT = 2048
_TEXT = "The ferry is late again. Who saw the gulls on the harbour wall this morning? " * 20


def make_model(path: Path, *, seed: int = 0, layers: int = 2) -> Path:
    """Write the model as GGUF."""
    pytest.importorskip("torch")
    from rookery.model import gguf
    from rookery.model import tokenizer as tokens
    from rookery.model.qwen3 import Qwen3
    from rookery.model.shape import Shape

    tokenizer = tokens.trained([_TEXT], 320)
    shape = Shape(
        vocabulary=320, layers=layers, width=64, heads=2, kv_heads=1, inner=128, head_width=32,
        context=CONTEXT,
    )  # fmt: skip
    model = Qwen3(shape)
    model.start(seed)
    state = {n: t * 8 if t.dim() > 1 else t for n, t in model.state_dict().items()}
    gguf.write(state, shape, tokenizer, path, "f16", name="tiny")
    return path


def make_adapter(path: Path, *, layers: int = 2, rank: int = 2) -> Path:
    """Write a LoRA adapter that changes what the model says."""
    torch = pytest.importorskip("torch")

    from rookery.model import gguf

    random = torch.Generator().manual_seed(1)
    factors = {
        f"model.layers.{n}.self_attn.q_proj.weight": (
            torch.randn(rank, 64, generator=random), torch.randn(64, rank, generator=random)
        )
        for n in range(layers)
    }  # fmt: skip
    gguf.write_adapter(factors, "qwen3", layers, 16.0, path, name="tiny-adapter")
    return path
