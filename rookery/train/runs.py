"""Carries out what a recipe made, in a run's folder; the loop itself knows no home."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from rookery.errors import Conflict
from rookery.model import tokenizer as tokens
from rookery.train.loop import Progress, train
from rookery.train.page import page
from rookery.train.recipe import Run
from rookery.train.run_folders import TOKENIZER, folder_of
from rookery.train.samples import Samples
from rookery.train.settings import FILE as SETTINGS
from rookery.train.settings import RunSettings

_PAGE_EVERY = 60.0  # seconds: drawing reads every line of the run


def carry_out(home: Path, run: Run, report: Callable[[Progress], None] = lambda _: None) -> Path:
    """Train to the end, or on from where it stopped; gives the run's folder.

    Raises Conflict where a run of that name has other settings.
    """
    folder = folder_of(home, run.name)
    _refuse_others(folder, run.settings)
    first = os.environ.get("RANK", "0") == "0"
    if first:
        _keep_tokenizer(run.tokenizer, folder)

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


def _keep_tokenizer(tokenizer: Path, folder: Path) -> None:
    """What stands beside the weights in a folder of Hugging Face's, without them."""
    kept = folder / TOKENIZER
    if kept.exists():
        return
    shutil.copytree(
        tokenizer, kept, ignore=shutil.ignore_patterns("*.safetensors*", "*.gguf", "*.bin", ".*")
    )


def _refuse_others(folder: Path, settings: RunSettings) -> None:
    if not (folder / SETTINGS).exists():
        return
    if changed := RunSettings.load(folder).differing(settings):
        raise Conflict(
            f"The run {folder.name} was begun with other settings ({changed}): give this one "
            "another name, or take that folder away."
        )
