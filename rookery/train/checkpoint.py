"""Checkpoints of a run: written beside training, whole or not there, read by any number of ranks.

`torch.distributed.checkpoint` keeps each rank's part; a folder without `done` never counts.
"""

from __future__ import annotations

import json
import shutil
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_state_dict,
    set_state_dict,
)

from rookery.durable import write_whole
from rookery.train.ranks import Ranks
from rookery.train.torch_failures import reading, writing

_DONE = "done"
# what lies beneath an adapter stays as it is; that a tensor lacks, `dcp.load` says
_LEARNED = StateDictOptions(ignore_frozen_params=True, strict=False)


def newest(folder: Path) -> Path | None:
    """The newest complete checkpoint of a run."""
    return max((done.parent for done in folder.glob(f"*/{_DONE}")), default=None)


def chosen(folder: Path) -> Path | None:
    """The one that a run's weights are taken from: of its best look, where that was kept."""
    last = newest(folder)
    if last is None:
        return None
    best = json.loads((last / _DONE).read_text("utf-8")).get("best", {})
    place = folder / f"{best.get('step', -1):08d}"
    return place if (place / _DONE).exists() else last


class Checkpoints:
    """The newest `kept` of them in `folder`, one a folder named by its step, and the best."""

    def __init__(self, folder: Path, ranks: Ranks, kept: int) -> None:
        self._folder, self._ranks, self._kept = folder, ranks, kept
        # a group of their own: they are written while training speaks over the others
        self._group = dist.new_group(backend="gloo")
        self._writing: tuple[Path, Future[Any], dict[str, Any]] | None = None

    def steps(self) -> list[int]:
        """Those that are complete, the oldest first."""
        return sorted(int(p.parent.name) for p in self._folder.glob(f"*/{_DONE}"))

    def write(
        self,
        step: int,
        model: nn.Module,
        optimisers: list[torch.optim.Optimizer],
        told: dict[str, Any],
    ) -> None:
        """Begin to write; `told` are a few numbers that go beside. Waits for the one before."""
        self.wait()
        place = self._folder / f"{step:08d}"
        if self._ranks.first:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
        dist.barrier(self._group)
        weights, state = get_state_dict(model, optimisers, options=_LEARNED)
        with writing(place):
            future = dcp.async_save(
                {"model": weights, "optimisers": state},
                checkpoint_id=str(place),
                process_group=self._group,
            )
        self._writing = (place, future, told)

    def settle(self) -> None:
        """Count what was being written as soon as it is complete: a kill then costs no more."""
        if self._ranks.first and self._writing and self._writing[1].done():
            self._complete()

    def wait(self) -> None:
        """Until what is being written is complete, on every rank.

        Raises RookeryError where it cannot be.
        """
        self._complete()
        dist.barrier(self._group)  # all see the same newest one

    def _complete(self) -> None:
        if self._writing is None:
            return
        place, future, told = self._writing
        self._writing = None
        with writing(place):
            future.result()
        if self._ranks.first:
            write_whole(place / _DONE, json.dumps(told))
            for old in self.steps()[: -self._kept]:
                if old != told.get("best", {}).get("step"):
                    shutil.rmtree(self._folder / f"{old:08d}")

    def read(
        self, step: int, model: nn.Module, optimisers: list[torch.optim.Optimizer]
    ) -> dict[str, Any]:
        """Fill model and optimisers with those of `step`; gives the numbers beside."""
        place = self._folder / f"{step:08d}"
        weights, state = get_state_dict(model, optimisers, options=_LEARNED)
        held = {"model": weights, "optimisers": state}
        with reading(place):
            dcp.load(held, checkpoint_id=str(place), process_group=self._group)
        set_state_dict(
            model,
            optimisers,
            model_state_dict=held["model"],
            optim_state_dict=held["optimisers"],
            options=_LEARNED,
        )
        told: dict[str, Any] = json.loads((place / _DONE).read_text("utf-8"))
        return told
