"""Settings that cannot be are said in one sentence, and nothing of a run is left."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from rookery.errors import BadInput
from rookery.model.shape import Shape
from rookery.train.runs import carry_out
from rookery.train.settings import RunSettings
from rookery.train.settings_check import problem
from tests.train.a_recipe import recipe
from tests.train.texts import article_of, parquet

SOUND = RunSettings.of_depth(2, 400, context=64, steps=6)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"micro": 0}, "micro is at least 1, and not 0"),
        ({"save_every": 0}, "save_every is at least 1"),
        ({"look_every": -2}, "look_every is at least 1, and not -2"),
        ({"steps": 0}, "steps is at least 1"),
        ({"warm_up": -1}, "warm_up is at least 0, and not -1"),
        ({"rate": -1.0}, "rate is above 0, and not -1.0"),
        ({"rate": math.nan}, "The setting rate cannot be nan"),
        ({"clip": math.inf}, "The setting clip cannot be inf"),
        ({"batch": 2.5}, "The setting batch cannot be 2.5"),
        ({"betas": (0.9, 1.0)}, "below 1, and not 1.0"),
        ({"weight_decay": -0.1}, "weight_decay is not below 0, as -0.1 is"),
        ({"precision": "float16"}, "precision is float32 or bfloat16, and not 'float16'"),
        ({"tensor_ways": 0}, "tensor_ways is at least 1"),
        ({"tensor_ways": 2}, "1 key-value heads and an inside of 256 cannot be shared out evenly"),
    ],
)
def test_a_setting_that_cannot_be_is_named(other: dict, said: str) -> None:
    shape = replace(SOUND.shape, kv_heads=1, inner=256)
    assert problem(SOUND) is problem(replace(SOUND, shape=shape)) is None
    assert said in (problem(replace(SOUND, shape=shape, **other)) or "")


def test_a_shape_that_cannot_be_is_named() -> None:
    with pytest.raises(BadInput, match="A model's context is at least 1, and not 0"):
        RunSettings.of_depth(2, 400, context=0, width=64)
    with pytest.raises(BadInput, match="kv_heads is at least 1"):
        Shape.of_depth(2, 400, kv_heads=0)


def test_nothing_of_such_a_run_is_left(tmp_path: Path) -> None:
    file = parquet(
        tmp_path / "a.parquet", [{"title": "", "text": article_of(n)} for n in range(60)]
    )
    with pytest.raises(BadInput, match="rate is above 0"):
        carry_out(tmp_path, recipe(tmp_path, file, rate=-1.0))
    assert not (tmp_path / "train/runs").exists()
