"""What a run was begun over: it goes on over the same rows, though there may be more of them now.

Shards only grow, at their end, and what leaves them is overwritten in its place: so the rows that a
run began with are the first of those that there are.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from rookery.durable import write_whole
from rookery.errors import BadInput, Conflict
from rookery.model import json_file
from rookery.train.batches import ShardBatches
from rookery.train.recipe import Run
from rookery.train.run_folders import FOLDER
from rookery.train.shards import SET, Shards
from rookery.train.withdrawn import DATA, at_work

FILE = "data.json"


def as_begun(folder: Path, run: Run) -> Run:
    """The run over the rows that it began with; raises Conflict where they are not there.

    Of other rows the order is another, and some would be learned twice and some never.
    """
    path = folder / FILE
    if not path.exists():
        return run
    told, name = json_file.read(path), data_of(run)
    before, rows, held = told.get("data", ""), told.get("rows"), told.get("kept_back")
    if not isinstance(rows, int) or rows < 1 or not isinstance(held, int | None):
        raise BadInput(f"{path} is damaged: bring it back from a copy.")
    grown = isinstance(run.batches, ShardBatches) and rows < run.batches.rows
    if (rows != run.batches.rows and not grown) or before not in (name, ""):  # older ones had none
        raise Conflict(
            f"The run {folder.name} was begun over {rows:,} rows of {before or 'data'}, and there "
            f"are {run.batches.rows:,} of {name or 'data'} now: give this one another name."
        )
    if not isinstance(run.batches, ShardBatches):
        return run
    batches = run.batches.first(rows, held)
    if told.get("sizes", batches.sizes) != batches.sizes:
        raise Conflict(
            f"The data {name} was made anew since the run {folder.name} began: give this one "
            "another name."
        )
    return replace(run, batches=batches)


def tell(home: Path, folder: Path, run: Run) -> None:
    """The run names its data, and the data its runs: so it can be said which models hold a post."""
    name = data_of(run)
    if not (folder / FILE).exists():
        told = {"data": name, "rows": run.batches.rows}
        if isinstance(run.batches, ShardBatches):
            told |= {"kept_back": run.batches.held, "sizes": run.batches.sizes}
        write_whole(folder / FILE, json.dumps(told) + "\n")
    shards = Shards(home / FOLDER / DATA / name)
    if isinstance(run.batches, ShardBatches) and not run.data:
        shards = run.batches.shards
    if name and (shards.folder / SET).exists():
        with at_work(home):
            made = shards.description()
            if run.name not in made.runs:
                shards.describe(replace(made, runs=[*made.runs, run.name]))


def data_of(run: Run) -> str:
    """The name of the training data; nothing where none of a home is read."""
    if run.data or not isinstance(run.batches, ShardBatches):
        return run.data
    return run.batches.shards.folder.name
