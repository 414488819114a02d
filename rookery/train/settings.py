"""A run in numbers: one dial, the depth, sets shape, batch, rate and length; or say each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from rookery.durable import write_whole
from rookery.errors import BadInput
from rookery.model import json_file
from rookery.model.shape import Shape
from rookery.train.schedule import Schedule
from rookery.train.settings_check import mistyped

FILE = "run.json"
_DAMAGED = "bring it back from a copy, or take the run's folder away"
Precision = Literal["float32", "bfloat16"]

# on the way; a longer run changes how the rate falls, which is why the stable part is there
_MAY_CHANGE = {
    "steps", "decay", "warm_up", "micro", "tensor_ways", "compiled", "recompute", "save_every",
    "saved", "look_every", "keep_best",
}  # fmt: skip

_TOKENS_PER_PARAMETER = 20  # Hoffmann et al., "Training Compute-Optimal LLMs" (2022)
_RATE = 0.004  # at depth 6; wider models take less, as the root of the depth
_BATCH = 16_384  # tokens at depth 6; grows with the depth, rounded to whole windows


@dataclass(frozen=True, slots=True)
class RunSettings:
    shape: Shape
    batch: int  # windows a step, over all ranks
    steps: int
    rate: float  # at its peak, of both optimisers
    warm_up: int  # steps
    decay: int  # steps, at the end
    weight_decay: float = 0.1
    momentum: float = 0.95  # Muon's
    betas: tuple[float, float] = (0.9, 0.95)  # AdamW's
    epsilon: float = 1e-8  # AdamW's
    clip: float = 1.0  # the most that a step's gradient may measure
    micro: int = 8  # windows a rank computes at once
    seed: int = 0
    optimiser: Literal["muon", "adamw"] = "muon"
    precision: Precision = "float32"
    tensor_ways: int = 1  # devices that share one layer's matrices
    compiled: bool = False
    recompute: bool = False  # activations again on the way back, in place of keeping them
    save_every: int = 200  # steps
    saved: int = 2  # checkpoints kept
    look_every: int = 200  # steps between looks at the kept-back part, and samples
    keep_best: bool = False  # the checkpoint of the best look stays, and is what is exported

    @classmethod
    def of_depth(
        cls, depth: int, vocabulary: int, *, context: int = 512, **overrides: Any
    ) -> RunSettings:
        """`overrides` are fields of this or of the shape."""
        of_shape = {k: overrides.pop(k) for k in list(overrides) if k in Shape.__dataclass_fields__}
        shape = Shape.of_depth(depth, vocabulary, context=context, **of_shape)
        return cls.of_shape(shape, **overrides)

    @classmethod
    def of_shape(cls, shape: Shape, *, context: int | None = None, **overrides: Any) -> RunSettings:
        """Of a shape that is there, as `model.huggingface.shape_of` tells that of open weights.

        `context` is how many tokens a row has: open weights can take more than a run can pay for.
        `overrides` are fields of this.
        """
        shape = replace(shape, context=context or shape.context)
        depth = shape.layers
        batch = max(round(_BATCH * depth / 6 / shape.context), 1)
        made = cls(shape, batch, steps=1, rate=_RATE * (6 / depth) ** 0.5, warm_up=1, decay=1)
        made = made.lasting(_TOKENS_PER_PARAMETER * shape.parameters)
        unknown = sorted(set(overrides) - set(cls.__dataclass_fields__))
        if unknown:
            raise BadInput(f"A run has no setting {unknown[0]!r}.")
        made = replace(made, **overrides)
        if "steps" in overrides:  # the rest follows, unless it is said too
            made = replace(
                made,
                warm_up=overrides.get("warm_up", max(made.steps // 50, 1)),
                decay=overrides.get("decay", max(made.steps // 4, 1)),
            )
        return made

    def lasting(self, tokens: int) -> RunSettings:
        """The same run for about so many tokens, its warm-up and decay in proportion."""
        steps = max(round(tokens / self.tokens_per_step), 1)
        return replace(self, steps=steps, warm_up=max(steps // 50, 1), decay=max(steps // 4, 1))

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.steps, self.warm_up, self.decay)

    @property
    def tokens_per_step(self) -> int:
        return self.batch * self.shape.context

    def differing(self, other: RunSettings) -> str:
        """What of `other` a run that was begun with these cannot go on with, by name."""
        ours, theirs = asdict(self), asdict(other)
        changed = [f for f in ours if f not in _MAY_CHANGE and ours[f] != theirs[f]]
        return ", ".join(changed)

    def save(self, folder: Path) -> None:
        write_whole(folder / FILE, json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def load(cls, folder: Path) -> RunSettings:
        """Raises BadInput where the run's record is damaged."""
        path = folder / FILE
        values = json_file.read(path, _DAMAGED)
        try:
            values["shape"] = Shape.from_json(values["shape"])
            values["betas"] = tuple(values["betas"])
            made = cls(**values)
            if name := mistyped(made):
                raise TypeError(name)
        except (KeyError, TypeError, AttributeError, BadInput):
            raise BadInput(f"{path} is damaged: {_DAMAGED}.") from None
        return made
