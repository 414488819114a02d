"""Runs of a home, `H/train/runs/NAME/`: settings, tokenizer, metrics, checkpoints, and a page.

Carries out what a recipe made; the loop itself knows no home and no files but a run's own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from rookery.errors import BadInput, Conflict, NotFound
from rookery.model import tokenizer as tokens
from rookery.train.loop import Progress, train
from rookery.train.page import page
from rookery.train.recipe import Run
from rookery.train.samples import Samples
from rookery.train.settings import FILE as SETTINGS
from rookery.train.settings import RunSettings
from rookery.train.withdrawn import FOLDER

RUNS, TOKENIZER = "runs", "tokenizer"
_PAGE_EVERY = 50  # steps


def folder_of(home: Path, name: str) -> Path:
    """Where a run lies; raises BadInput for what can be no name."""
    if not name or not all(c.isalnum() or c in "-_." for c in name) or name.startswith("."):
        raise BadInput(f"{name!r} names no run: take letters, digits, -, _ and dots.")
    return home / FOLDER / RUNS / name


def run_there(home: Path, name: str) -> Path:
    """The folder of a run that is there; raises NotFound."""
    folder = folder_of(home, name)
    if not (folder / SETTINGS).exists():
        there = ", ".join(names(home)) or "none"
        raise NotFound(f"There is no run {name} in {home}: there is {there}.")
    return folder


def names(home: Path) -> list[str]:
    """The runs of a home."""
    return sorted(path.parent.name for path in (home / FOLDER / RUNS).glob(f"*/{SETTINGS}"))


def carry_out(home: Path, run: Run, report: Callable[[Progress], None] = lambda _: None) -> Path:
    """Train to the end, or on from where it stopped; gives the run's folder.

    Raises Conflict where a run of that name has other settings.
    """
    folder = folder_of(home, run.name)
    _refuse_others(folder, run.settings)
    first = os.environ.get("RANK", "0") == "0"
    if first:
        _keep_tokenizer(run.tokenizer, folder)

    def told(progress: Progress) -> None:
        report(progress)
        if progress.step % _PAGE_EVERY == 0:
            page(folder)

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
