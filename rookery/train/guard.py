"""Looks at each step before it is taken: a bad batch is left out, after many the run steps back."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

Verdict = Literal["take", "skip", "back"]

_SEEN = 64  # steps that say what is usual
_LEAST = 16  # of them, before anything is called unusual
_FAR = 8.0  # times the usual gradient
_PATIENCE = 8  # skipped in a row, before the run goes back to its last checkpoint


@dataclass
class Guard:
    """Every rank asks with the same numbers and so does the same. Its state goes with a checkpoint:
    a run that was killed judges the next step as it would have done.
    """

    warm_up: int = 0  # steps in which gradients may still grow: only what is no number is bad
    norms: deque[float] = field(default_factory=lambda: deque(maxlen=_SEEN))
    in_a_row: int = 0
    taken: int = 0

    @property
    def calm(self) -> bool:
        """Whether the last step was taken: weights of a bad stretch are not worth keeping."""
        return not self.in_a_row

    def state(self) -> dict[str, Any]:
        return {"norms": list(self.norms), "in_a_row": self.in_a_row, "taken": self.taken}

    def restore(self, state: Mapping[str, Any]) -> None:
        """As it was; a checkpoint of an older release has none, and then it begins anew."""
        self.norms = deque(state.get("norms", ()), maxlen=_SEEN)
        self.in_a_row = int(state.get("in_a_row", 0))
        self.taken = int(state.get("taken", len(self.norms)))

    def __call__(self, loss: float, norm: float) -> Verdict:
        """`norm` is the gradient's before it is clipped."""
        sound = math.isfinite(loss) and math.isfinite(norm)
        warming = self.taken < self.warm_up
        few = warming or len(self.norms) < _LEAST
        if sound and (few or norm <= _FAR * median(self.norms)):
            if not warming:
                self.norms.append(norm)
            self.in_a_row = 0
            self.taken += 1
            return "take"
        self.in_a_row += 1
        if self.in_a_row > _PATIENCE:
            self.in_a_row = 0
            self.norms.clear()
            return "back"
        return "skip"
