"""Carries out what a recipe made, in a run's folder; the loop itself knows no home."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from rookery.errors import BadInput, Conflict
from rookery.model import tokenizer as tokens
from rookery.train.batches import ShardBatches
from rookery.train.checkpoint import newest
from rookery.train.loop import CHECKPOINTS, Progress, train
from rookery.train.page import page
from rookery.train.recipe import Run
from rookery.train.run_data import as_begun, tell
from rookery.train.run_folders import folder_of
from rookery.train.run_tokenizer import keep
from rookery.train.samples import Samples
from rookery.train.settings import FILE as SETTINGS
from rookery.train.settings import RunSettings
from rookery.train.settings_check import problem

_PAGE_EVERY = 60.0  # seconds: drawing reads every line of the run


def carry_out(home: Path, run: Run, report: Callable[[Progress], None] = lambda _: None) -> Path:
    """Train to the end, or on from where it stopped; gives the run's folder.

    Raises Conflict where a run of that name has other settings, and BadInput where those cannot be,
    or tokenizer, data and weights do not belong together.
    """
    folder = folder_of(home, run.name)
    if wrong := problem(run.settings):
        raise BadInput(wrong)
    _refuse_others(folder, run.settings)
    run = as_begun(folder, run)
    _refuse_other_words(run)
    if newest(folder / CHECKPOINTS) is None:  # else what it began with may be gone
        run.trainee.fit(run.settings)
    first = os.environ.get("RANK", "0") == "0"
    if first:
        keep(run.tokenizer, folder, run.settings.shape.context)
        tell(home, folder, run)

    drawn = time.monotonic()

    def told(progress: Progress) -> None:
        nonlocal drawn
        report(progress)
        if time.monotonic() - drawn >= _PAGE_EVERY:
            page(folder)
            drawn = time.monotonic()

    samples = Samples(tokens.load(run.tokenizer), run.prompts) if run.prompts else None
    train(
        run.settings, run.batches, folder, trainee=run.trainee, report=told, sample=samples
    )  # fmt: skip
    if first:
        page(folder)
    return folder


def _refuse_other_words(run: Run) -> None:
    """Of numbers that another tokenizer gave, a model would learn other words than it says."""
    if not isinstance(run.batches, ShardBatches):
        return
    words, shape = tokens.load(run.tokenizer), run.settings.shape
    if words.get_vocab_size() > shape.vocabulary:
        raise BadInput(
            f"The tokenizer in {run.tokenizer} has {words.get_vocab_size():,} tokens, and the "
            f"run's shape a vocabulary of {shape.vocabulary:,}: let the shape hold them all."
        )
    shards = run.batches.shards.folder
    if tokens.load(shards).to_str() != words.to_str():
        raise BadInput(
            f"The data in {shards} was cut with another tokenizer than that in {run.tokenizer}: "
            "build it with tokenizer.load of that folder."
        )


def _refuse_others(folder: Path, settings: RunSettings) -> None:
    if not (folder / SETTINGS).exists():
        return
    if changed := RunSettings.load(folder).differing(settings):
        raise Conflict(
            f"The run {folder.name} was begun with other settings ({changed}): give this one "
            "another name, or take that folder away."
        )
