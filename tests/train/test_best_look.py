"""Where the kept-back part was best is what a run's weights are taken from, when it keeps that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from rookery.train import metrics
from rookery.train.batches import Batch
from rookery.train.checkpoint import chosen
from rookery.train.loop import train
from tests.train import two_runs


class Turning(two_runs.Made):
    """From step 20 on it learns what the kept-back part contradicts."""

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        batch = super().step(step, rank, ranks)
        if step < 20 or step >= 10**6:
            return batch
        return replace(batch, targets=np.roll(batch.targets, 7, axis=1))

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        yield self.step(10**6, 0, 1), 1000


def test_the_best_checkpoint_stays_and_is_chosen(tmp_path: Path) -> None:
    settings = replace(
        two_runs.settings("muon", 50), look_every=5, save_every=10, saved=1, keep_best=True
    )
    train(settings, Turning(), tmp_path)
    looks = {
        row["step"]: row["bits_per_byte"] for row in metrics.read(tmp_path) if row["kind"] == "look"
    }
    best = min(looks, key=lambda step: looks[step])
    assert 15 <= best <= 25
    kept = chosen(tmp_path / "checkpoints")
    assert kept is not None
    assert int(kept.name) == best
    assert sorted(p.name for p in (tmp_path / "checkpoints").iterdir()) == [
        f"{best:08d}", "00000050",
    ]  # fmt: skip


def test_a_run_that_goes_on_knows_its_best(tmp_path: Path) -> None:
    settings = replace(
        two_runs.settings("muon", 30), look_every=5, save_every=10, saved=1, keep_best=True
    )
    train(settings, Turning(), tmp_path)
    best = chosen(tmp_path / "checkpoints")
    train(replace(settings, steps=40), Turning(), tmp_path)
    assert chosen(tmp_path / "checkpoints") == best


def test_without_it_the_newest_is_chosen(tmp_path: Path) -> None:
    train(replace(two_runs.settings("muon", 30), look_every=5, saved=1), Turning(), tmp_path)
    kept = chosen(tmp_path / "checkpoints")
    assert kept is not None
    assert kept.name == "00000030"
