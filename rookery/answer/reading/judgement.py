"""A judgement by weighed measures, fitted beforehand: logistic regression, and nothing more.

Fitted by recipes/judgements.py; the weights lie beside this file in JSON, to be read by anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rookery.answer.reading.likeness import Floats

WEIGHTS = Path(__file__).parent / "judgements.json"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Weights of named measures, each brought to mean 0 and deviation 1 before."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    weight: tuple[float, ...]
    bias: float
    least: float  # from this probability on it holds

    def probability(self, measured: Mapping[str, Sequence[float] | Floats]) -> Floats:
        """Of n cases, from n values a name; (n,)."""
        columns = np.array([measured[name] for name in self.names], float)
        scaled = (columns.T - self.mean) / self.deviation
        chances: Floats = 1 / (1 + np.exp(-(scaled @ np.array(self.weight) + self.bias)))
        return chances


@cache
def judgements() -> Mapping[str, Judgement]:
    """Those that ship, by name."""
    read = json.loads(WEIGHTS.read_text("utf-8"))
    return {name: _judgement(row) for name, row in read.items()}


def _judgement(row: Mapping[str, object]) -> Judgement:
    lists = {n: tuple(v) for n, v in row.items() if isinstance(v, list)}
    return Judgement(**(dict(row) | lists))  # type: ignore[arg-type]  # our own file, tested whole


def written(made: Mapping[str, Judgement]) -> str:
    """The same as the text of such a file."""
    return json.dumps({name: asdict(one) for name, one in made.items()}, indent=1) + "\n"
