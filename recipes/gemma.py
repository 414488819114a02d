"""The adapter for Gemma 3 270M: the product's tasks, learned from our instruction data.

rookery train recipes/gemma.py model=gemma.gguf [times=4] [passes=2] --home HOME

What is learned comes multiplied; the kept-back tenth is only looked at. On two cores it takes
hours: stop it and start it again as you like.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from recipes.instructions import Example, apart, examples, multiplied
from rookery.train.recipe import Run
from rookery.train.tuning import tuning

SEED = 1


def recipe(
    home: Path,
    model: Path,
    name: str = "gemma",
    times: int = 4,
    passes: float = 2.0,
    rank: int = 8,
    context: int = 1_024,
    rate: float = 1e-3,
    compiled: bool = False,
) -> Run:
    """`model` is the joined GGUF, as `rookery model get gemma-3-270m` lays it in a home."""
    learned, kept = apart(examples())
    return tuning(
        home, str(model), _turns(multiplied(learned, times, SEED)), _turns(kept), name=name,
        rank=rank, passes=passes, context=context, rate=rate, save_every=10, compiled=compiled,
    )  # fmt: skip


def _turns(made: Iterable[Example]) -> list[list[dict[str, str]]]:
    return [
        [*({"role": turn.role, "content": turn.content} for turn in example.turns),
         {"role": "assistant", "content": example.reply}]
        for example in made
    ]  # fmt: skip
