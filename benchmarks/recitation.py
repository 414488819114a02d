"""How many training texts a model writes on word for word: 50 tokens in a row after 50 of theirs.

python -m benchmarks.recitation HOME RUN [--texts 1000]

Greedy, of texts that the run has seen; one that leaves its text is not followed further.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from rookery.model import tokenizer
from rookery.train.batches import ShardBatches
from rookery.train.exported import weights
from rookery.train.run_folders import TOKENIZER, folder_of, standing
from rookery.train.settings import RunSettings
from rookery.train.shards import Shards

SAID, WANTED, AT_ONCE = 50, 50, 50  # tokens; texts that are asked side by side
TEXTS = 1_000

Tokens = npt.NDArray[np.int64]


def beginnings(rows: Iterator[Tokens], end: int | None) -> Iterator[Tokens]:
    """The first SAID + WANTED tokens of each text that begins in a row and goes on so far in it."""
    long = SAID + WANTED
    for row in rows:
        ends = np.flatnonzero(row == end)
        stops = np.append(ends, len(row))[1:]
        for first, last in zip(ends + 1, stops, strict=True):
            if last - first >= long:
                yield row[first : first + long]


def seen(data: ShardBatches, steps: int) -> Iterator[Tokens]:
    """One window of each step, in an order of chance, and so on: all of the run alike."""
    chance = np.random.default_rng(0)
    drawn = np.stack([chance.permutation(data.order.batch) for _ in range(steps)])
    for place in range(data.order.batch):
        for step in chance.permutation(steps).tolist():
            yield data.step(step, 0, 1).tokens[drawn[step, place]]


def recited(model: torch.nn.Module, texts: Tokens) -> int:
    """How many of `texts` (n, SAID + WANTED) the model writes on as they are."""
    left = torch.from_numpy(texts)
    with torch.inference_mode():
        for place in range(SAID, SAID + WANTED):
            if not len(left):
                return 0
            next_one = model(left[:, :place])[:, -1].argmax(-1)
            left = left[next_one == left[:, place]]
    return len(left)


def counted(home: Path, run: str, data_name: str, texts: int) -> tuple[int, int]:
    """How many texts were asked, and how many of them the run writes on."""
    folder = folder_of(home, run)
    settings = RunSettings.load(folder)
    words = tokenizer.load(folder / TOKENIZER)
    shards = Shards(home / "train" / "data" / (data_name))
    data = ShardBatches(shards, words, settings.shape.context, settings.batch, settings.seed)
    end = words.token_to_id(tokenizer.END)
    model = weights(folder)
    asked, found = 0, 0
    drawn = islice(beginnings(seen(data, standing(folder).done), end), texts)
    while held := list(islice(drawn, AT_ONCE)):
        asked, found = asked + len(held), found + recited(model, np.stack(held))
        print(f"\r{asked} asked, {found} recited", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return asked, found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("run")
    parser.add_argument("--data", help="the training data, if it has another name than the run")
    parser.add_argument("--texts", type=int, default=TEXTS)
    given = parser.parse_args()
    asked, found = counted(given.home, given.run, given.data or given.run, given.texts)
    print(f"{found} of {asked} texts are recited, {WANTED} tokens after {SAID}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
