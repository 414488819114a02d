"""Tuning: a run over conversations, of a whole model of ours, or of an adapter for any model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rookery.errors import BadInput
from rookery.train.base import standing, trainee_of
from rookery.train.examples import Example, PackedExamples, Turns, examples
from rookery.train.recipe import Run
from rookery.train.run_folders import folder_of
from rookery.train.settings import RunSettings

_WHOLE_RATE, _ADAPTER_RATE = 3e-4, 1e-3
_LARGE = 1 << 16  # tokens of a vocabulary, above which most of an adapter's time were its output's


def tuning(
    home: Path,
    named: str,
    learned: Sequence[Turns],
    kept_back: Sequence[Turns],
    *,
    name: str,
    rank: int | None = None,
    passes: float = 3.0,
    context: int = 1024,
    batch: int = 8,
    rate: float | None = None,
    seed: int = 0,
    **overrides: Any,
) -> Run:
    """The run that tunes the model `named`; with `rank` an adapter beside it, else all of it.

    A GGUF takes an adapter alone. `overrides` are fields of the run's settings. Raises NotFound for
    a model that is not there and BadInput where nothing fits into `context` tokens.
    """
    folder = folder_of(home, name)
    on = standing(home, named, folder, rank)
    fitting = examples(learned, on.form, context)
    if not fitting:
        raise BadInput(f"No conversation fits into {context} tokens: take a larger context.")
    held = examples(kept_back, on.form, context)
    rows = PackedExamples(fitting, held, context, batch, seed, on.form.filler)
    steps = max(round(passes * len(rows) / batch), 1)
    # a small set is soon learned by heart: what is exported is where the kept-back part was best
    usual = {"micro": 2, "save_every": 50, "look_every": max(steps // 8, 1), "keep_best": True}
    settings = RunSettings(
        shape=replace(on.shape, context=context),
        batch=batch,
        steps=steps,
        rate=rate or (_WHOLE_RATE if on.base.rank is None else _ADAPTER_RATE),
        warm_up=max(steps // 20, 1),
        decay=max(steps // 2, 1),
        weight_decay=0.0,
        optimiser="adamw",
        seed=seed,
        **usual | overrides,
    )
    folder.mkdir(parents=True, exist_ok=True)
    on.base.save(folder)
    words = _words([*fitting, *held], on.shape.vocabulary)
    return Run(name, settings, rows, tokenizer=on.words, trainee=trainee_of(on.base, words))


def _words(said: Sequence[Example], vocabulary: int) -> Tensor | None:
    """Of a large vocabulary its first ids, which are the most usual, and all that is said."""
    if vocabulary <= _LARGE:
        return None
    first = np.arange(_LARGE // 2)
    return torch.from_numpy(np.unique(np.concatenate([first, *(e.tokens for e in said)])))
