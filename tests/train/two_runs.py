"""A tiny run for tests, started by itself or under torchrun: OPTIMISER STEPS FOLDER [WAYS]."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rookery.train.batches import Batch
from rookery.train.loop import train
from rookery.train.settings import RunSettings

VOCABULARY, CONTEXT, BATCH = 256, 32, 8


class Made:
    """Texts whose every second token follows from the one before."""

    rows = 1_000_000

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        chance = np.random.default_rng(step)
        windows = chance.integers(0, VOCABULARY // 4, (BATCH, CONTEXT + 1))
        windows[:, 1::2] = (windows[:, 0:-1:2] * 3 + 1) % VOCABULARY
        share = BATCH // ranks
        return Batch.of_windows(windows[rank * share : (rank + 1) * share])

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        yield self.step(10**6, 0, 1), 1000


def settings(optimiser: str, steps: int, ways: int = 1) -> RunSettings:
    return RunSettings.of_depth(
        2, VOCABULARY, context=CONTEXT, batch=BATCH, steps=steps, optimiser=optimiser, micro=4,
        # AdamW divides by a gradient's own size, so that at Muon's rate noise of 1e-9 is seen
        rate=0.007 if optimiser == "muon" else 0.001,
        save_every=10, look_every=10, tensor_ways=ways, width=128, heads=2, kv_heads=2, inner=256,
    )  # fmt: skip


if __name__ == "__main__":
    optimiser, steps, folder, *ways = sys.argv[1:]
    print(f"process {os.getpid()}\n", end="", flush=True)  # noqa: T201  a line of its own, of each rank
    train(
        settings(optimiser, int(steps), int(ways[0]) if ways else 1),
        Made(),
        Path(folder),
        report=lambda p: print(p.step, repr(p.loss), flush=True),  # noqa: T201  read by a test
    )
