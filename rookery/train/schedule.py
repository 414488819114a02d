"""The rate through a run: warm-up, stable, decay (Hu et al., "MiniCPM", 2024, section 4.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """Shares of the peak rate by step; the stable part can be made longer at any time."""

    steps: int
    warm_up: int  # steps
    decay: int  # steps, at the end
    last: float = 0.0  # share of the peak at the very end

    def __call__(self, step: int) -> float:
        """The share of the peak rate at `step`, counted from 0."""
        if step < self.warm_up:
            return (step + 1) / self.warm_up
        left = self.steps - step
        if left >= self.decay:
            return 1.0
        # 1 - sqrt falls steeply at first and ends better than a line (Hägele et al., 2024)
        fallen = math.sqrt(1 - left / self.decay)
        return self.last + (1 - self.last) * (1 - fallen)
