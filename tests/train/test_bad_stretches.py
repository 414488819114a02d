"""A run over bad batches: they are left out, also after a kill, and many send it back to before."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rookery.model.likelihood import IGNORED
from rookery.train.batches import Batch
from rookery.train.loop import Progress, train
from rookery.train.ranks import Ranks
from rookery.train.settings import RunSettings
from rookery.train.trainee import Trainee, Whole
from tests.train import two_runs

SPIKE = 22
WHOLE = Whole()


class Spiked(two_runs.Made):
    """One step learns a single token: its gradient is many times the usual."""

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        batch = super().step(step, rank, ranks)
        if step != SPIKE:
            return batch
        targets = np.full_like(batch.targets, IGNORED)
        targets[0, 0] = batch.targets[0, 0]
        return replace(batch, targets=targets)


class Stretch(two_runs.Made):
    """Says which step is computed."""

    now = 0

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        self.now = step
        return super().step(step, rank, ranks)


class Broken(Whole):
    """Its loss is no number for some steps."""

    def __init__(self, batches: Stretch, bad: range) -> None:
        super().__init__()
        object.__setattr__(self, "told", (batches, bad))

    __slots__ = ("told",)

    def laid_out(self, settings: RunSettings, here: Ranks) -> torch.nn.Module:
        model = super().laid_out(settings, here)
        batches, bad = self.told
        model.register_forward_hook(
            lambda m, a, out: out * float("nan") if batches.now in bad else out
        )
        return model


def told(
    batches: two_runs.Made, folder: Path, *, trainee: Trainee = WHOLE, until: int = 40
) -> list[Progress]:
    """A run of forty steps, or what a kill at step `until` leaves of it."""
    lines: list[Progress] = []

    def report(progress: Progress) -> None:
        if progress.step == until < 40:
            raise KeyboardInterrupt
        lines.append(progress)

    settings = replace(two_runs.settings("adamw", 40), look_every=10**6)
    with suppress(KeyboardInterrupt):
        train(settings, batches, folder, report=report, trainee=trainee)
    return lines


def test_a_run_that_was_killed_leaves_out_what_it_would_have_left_out(tmp_path: Path) -> None:
    whole = told(Spiked(), tmp_path / "whole")
    assert [p.step for p in whole if "is left out" in p.said] == [SPIKE + 1]
    told(Spiked(), tmp_path / "killed", until=31)  # the checkpoint of 30 is begun, and 20's whole
    rest = told(Spiked(), tmp_path / "killed")
    assert rest[0].step == 21
    assert [p.step for p in rest if "is left out" in p.said] == [SPIKE + 1]
    assert [p.loss for p in rest] == pytest.approx([p.loss for p in whole[20:]], abs=1e-5)


def test_many_bad_steps_send_a_run_to_before_them(tmp_path: Path) -> None:
    batches = Stretch()
    bad = range(13, 22)  # a checkpoint is due in their midst
    lines = told(batches, tmp_path, trainee=Broken(batches, bad))
    (back,) = [p.said for p in lines if "went back" in p.said]
    assert "went back to step 10" in back
    assert (tmp_path / "checkpoints/00000040/done").exists()


def test_a_run_that_goes_back_to_its_beginning_forgets_what_its_optimisers_learned(
    tmp_path: Path,
) -> None:
    """From there on it is the run that has never taken the steps before."""
    curves = []
    for begins in (4, 0):  # bad from there on until step 13
        batches, folder = Stretch(), tmp_path / str(begins)
        run = replace(two_runs.settings("muon", 20), save_every=10**6, look_every=10**6)
        lines: list[Progress] = []
        train(run, batches, folder, report=lines.append, trainee=Broken(batches, range(begins, 13)))
        assert [p.said for p in lines if "went back to step 0" in p.said]
        curves.append([p.loss for p in lines[13:]])
    assert curves[0] == pytest.approx(curves[1], abs=1e-6)
