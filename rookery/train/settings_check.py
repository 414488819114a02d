"""Settings that cannot be, in one sentence before anything is begun."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rookery.train.settings import RunSettings

_MOST = 1 << 53  # beyond it a whole number is no exact float
_AT_LEAST_ONE = (
    "batch", "steps", "micro", "tensor_ways", "save_every", "saved", "look_every"
)  # fmt: skip
_AT_LEAST_NOTHING = ("warm_up", "decay")
_POSITIVE = ("rate", "epsilon", "clip")
_TRUTHS = ("compiled", "recompute", "keep_best")
_CHOICES = {"optimiser": ("muon", "adamw"), "precision": ("float32", "bfloat16")}


def mistyped(settings: RunSettings) -> str | None:
    """The first setting whose value is of another kind than it must be."""
    kinds: dict[str, Any] = dict.fromkeys((*_AT_LEAST_ONE, *_AT_LEAST_NOTHING, "seed"), _whole)
    kinds |= dict.fromkeys((*_POSITIVE, "weight_decay", "momentum"), _number)
    kinds |= dict.fromkeys(_TRUTHS, lambda value: isinstance(value, bool))
    kinds |= dict.fromkeys(_CHOICES, lambda value: isinstance(value, str))
    kinds["betas"] = lambda value: len(value) == 2 and all(map(_number, value))
    return next((name for name, fits in kinds.items() if not fits(getattr(settings, name))), None)


def problem(settings: RunSettings) -> str | None:
    """What is wrong with them, as a sentence; none where nothing is."""
    if name := mistyped(settings):
        return f"The setting {name} cannot be {getattr(settings, name)!r}."
    for least, names in ((1, _AT_LEAST_ONE), (0, _AT_LEAST_NOTHING)):
        for name in names:
            if getattr(settings, name) < least:
                return f"{name} is at least {least}, and not {getattr(settings, name)}."
    for name in _POSITIVE:
        if getattr(settings, name) <= 0:
            return f"{name} is above 0, and not {getattr(settings, name)}."
    if settings.weight_decay < 0:
        return f"weight_decay is not below 0, as {settings.weight_decay} is."
    for value in (settings.momentum, *settings.betas):
        if not 0 <= value < 1:
            return f"momentum and betas are at least 0 and below 1, and not {value}."
    for name, values in _CHOICES.items():
        if getattr(settings, name) not in values:
            return f"{name} is {' or '.join(values)}, and not {getattr(settings, name)!r}."
    shape, ways = settings.shape, settings.tensor_ways
    if shape.kv_heads % ways or shape.inner % ways:
        return (
            f"{shape.kv_heads} key-value heads and an inside of {shape.inner} cannot be shared out "
            f"evenly among {ways} devices: take tensor_ways that divide both."
        )
    return None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST


def _number(value: object) -> bool:
    return _whole(value) or (isinstance(value, float) and math.isfinite(value))
