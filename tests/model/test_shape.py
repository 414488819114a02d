"""One dial sets a model's shape."""

import pytest
import torch

from rookery.errors import BadInput
from rookery.model.qwen3 import Qwen3
from rookery.model.shape import Shape


@pytest.mark.parametrize("depth", [1, 4, 6, 7, 12, 24])
@pytest.mark.parametrize("tied", [True, False])
def test_parameters_are_counted_as_the_model_has_them(depth: int, tied: bool) -> None:
    shape = Shape.of_depth(depth, 512, tied=tied)
    with torch.device("meta"):
        model = Qwen3(shape)
    assert shape.parameters == sum(p.numel() for p in model.parameters())


def test_the_dial_gives_the_sizes_that_the_docs_name() -> None:
    middle = Shape.of_depth(12, 16_384)
    assert (middle.width, middle.heads, middle.layers) == (512, 8, 12)
    assert 40e6 < middle.parameters < 50e6
    assert Shape.of_depth(24, 65_536).width == 1024


def test_any_value_can_be_overridden() -> None:
    shape = Shape.of_depth(6, 512, width=128, heads=2, kv_heads=1, rope_theta=1e6)
    assert (shape.width, shape.kv_heads, shape.rope_theta) == (128, 1, 1e6)
    assert Shape.from_json(shape.to_json()) == shape


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"kv_heads": 3}, "cannot share 3"), ({"head_width": 63}, "must be even")],
)
def test_what_cannot_be_is_said(changes: dict[str, int], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Shape.of_depth(6, 512, **changes)
    with pytest.raises(BadInput, match="at least 1"):
        Shape.of_depth(0, 512)
