"""What a run trains: a Qwen3 of the settings' shape, from chance or from weights that are there.

Adapters, which leave a model's own weights as they are, lie in `adapter.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import torch
from torch import nn

from rookery.errors import BadInput
from rookery.model import huggingface
from rookery.model.qwen3 import Qwen3, split_state, split_tensors
from rookery.train.ranks import Ranks
from rookery.train.settings import RunSettings
from rookery.train.torch_failures import reading

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class Trainee(Protocol):
    """A model that a run can train: called with tokens, targets and documents it gives nats."""

    def laid_out(self, settings: RunSettings, here: Ranks) -> nn.Module:
        """The model, each rank's part of it on its device; what learns has no values yet."""
        ...

    def fit(self, settings: RunSettings) -> None:
        """Raises BadInput where the settings are not those of the weights that it begins with."""
        ...

    def begin(self, model: nn.Module, settings: RunSettings) -> None:
        """Give what learns its first values."""
        ...

    def flops_per_token(self, settings: RunSettings) -> float:
        """Floating-point operations to train on one token, forward and back."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a Qwen3; `weights` is a folder of Hugging Face's to go on from, unset it is chance."""

    weights: Path | None = None

    def laid_out(self, settings: RunSettings, here: Ranks) -> Qwen3:
        with torch.device("meta"):
            model = Qwen3(settings.shape)
        model.model.recompute = settings.recompute
        if here.tensor is not None:
            split_tensors(model, here.tensor)
        if settings.compiled:  # layer by layer, as FSDP puts its own work between them
            for layer in model.model.layers:
                layer.compile()
        if here.data is not None:
            split_state(model, here.data, DTYPES[settings.precision])
        model.to_empty(device=here.device)
        return model

    def fit(self, settings: RunSettings) -> None:
        if self.weights is None:
            return
        there = huggingface.shape_of(self.weights)
        asked = replace(settings.shape, context=there.context)  # a row may be shorter, or longer
        if differing := [
            f"{name} {value} and not {getattr(asked, name)}"
            for name, value in there.to_json().items() if value != getattr(asked, name)
        ]:  # fmt: skip
            raise BadInput(
                f"{self.weights} holds a model of another shape than the run's settings: it has "
                f"{', '.join(differing)}. Take RunSettings.of_shape(huggingface.shape_of(FOLDER))."
            )

    def begin(self, model: nn.Module, settings: RunSettings) -> None:
        if self.weights is None:
            model.start(settings.seed)
        else:
            with reading(self.weights):
                huggingface.load(model, self.weights)

    def flops_per_token(self, settings: RunSettings) -> float:
        return settings.shape.flops_per_token()
