"""Carries out what a recipe made, in a run's folder; the loop itself knows no home."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rookery.durable import write_whole
from rookery.errors import Conflict
from rookery.model import tokenizer as tokens
from rookery.train.loop import Progress, train
from rookery.train.page import page
from rookery.train.recipe import Run
from rookery.train.run_folders import FOLDER, TOKENIZER, folder_of
from rookery.train.samples import Samples
from rookery.train.settings import FILE as SETTINGS
from rookery.train.settings import RunSettings
from rookery.train.shards import SET, Shards
from rookery.train.withdrawn import DATA, at_work

DATA_FILE = "data.json"
_PAGE_EVERY = 60.0  # seconds: drawing reads every line of the run


def carry_out(home: Path, run: Run, report: Callable[[Progress], None] = lambda _: None) -> Path:
    """Train to the end, or on from where it stopped; gives the run's folder.

    Raises Conflict where a run of that name has other settings.
    """
    folder = folder_of(home, run.name)
    _refuse_others(folder, run.settings)
    _refuse_other_data(folder, run)
    first = os.environ.get("RANK", "0") == "0"
    if first:
        _keep_tokenizer(run.tokenizer, folder)
        _tell_data(home, folder, run)

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


def _tell_data(home: Path, folder: Path, run: Run) -> None:
    """The run names its data, and the data its runs: so it can be said which models hold a post."""
    if not (folder / DATA_FILE).exists():
        told = {"data": run.data, "rows": run.batches.rows}
        write_whole(folder / DATA_FILE, json.dumps(told) + "\n")
    shards = Shards(home / FOLDER / DATA / run.data)
    if run.data and (shards.folder / SET).exists():
        with at_work(home):
            made = shards.description()
            if run.name not in made.runs:
                shards.describe(replace(made, runs=[*made.runs, run.name]))


def _refuse_other_data(folder: Path, run: Run) -> None:
    """Of other rows the order is another, and some would be learned twice and some never."""
    path = folder / DATA_FILE
    if not path.exists():
        return
    told = json.loads(path.read_text("utf-8"))
    if (told["data"], told["rows"]) != (run.data, run.batches.rows):
        raise Conflict(
            f"The run {folder.name} was begun over {told['rows']:,} rows of "
            f"{told['data'] or 'data'}, and there are {run.batches.rows:,} of "
            f"{run.data or 'data'} now: give this one another name."
        )


def _refuse_others(folder: Path, settings: RunSettings) -> None:
    if not (folder / SETTINGS).exists():
        return
    if changed := RunSettings.load(folder).differing(settings):
        raise Conflict(
            f"The run {folder.name} was begun with other settings ({changed}): give this one "
            "another name, or take that folder away."
        )
