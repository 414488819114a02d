"""Trains a table of token vectors so that their sums come near to a teacher's vectors of texts."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rookery.embed import Vectors
from rookery.embed.pieces import Pieces
from rookery.embed.protocol import unit_rows


@dataclass(frozen=True)
class Settings:
    """What the shipped model was made with."""

    dim: int = 256
    tokens: int = 20_600  # × dim bytes, with the tokenizer just under 6 MB
    added: int = 3_000  # of them whole words that posts use and the teacher's vocabulary lacks
    posts: int = 150_000  # of Reddit, each by its title, some by their opening or as a query too
    articles: int = 25_000
    epochs: int = 12
    batch: int = 1_024
    rate: float = 5e-3  # of Adam, falling to 0 in a line; the axes learn at a fifth
    temperature: float = 0.05  # of the cosines within a batch
    pull: float = 1.0  # weight of the distance to the goal, beside the cosines within a batch
    small: float = 1e-5  # what holds each token's own difference small
    seed: int = 7
    counted: int | None = None  # posts whose words are counted for the vocabulary; None is all


QUICK = Settings(
    tokens=6_000, added=300, posts=4_000, articles=800, epochs=40, batch=256, counted=20_000
)  # a toy, which shows that each step works


@dataclass(frozen=True)
class Distilled:
    """The teacher's token vectors times rarity (tokens, 384), and the main axes (384, dim)."""

    tokens: Vectors
    axes: Vectors


def train(
    given: Distilled, tokenizer: Tokenizer, texts: Sequence[str], goals: Vectors, settings: Settings
) -> Vectors:
    """The token table (tokens, dim) whose sums come nearest to `goals`, the texts' (N, dim).

    A token's vector is its distilled one, scaled by a learned number, through learned axes, plus a
    difference of its own that is kept small: rare tokens learn through the axes what others did.
    The loss is the distance to the goal, and how the cosines within a batch are spread; a batch is
    made of leaves of near texts, as only those are hard to tell apart.
    """
    import torch
    from torch.nn import functional as nn

    torch.manual_seed(settings.seed)
    dice = np.random.default_rng(settings.seed)
    bags = Bags(tokenizer, texts)
    distilled = torch.from_numpy(given.tokens)
    axes = torch.nn.Parameter(torch.from_numpy(given.axes.copy()))
    own = torch.nn.Parameter(torch.zeros(len(given.tokens), settings.dim))
    scale = torch.nn.Parameter(torch.zeros(len(given.tokens)))
    rates = [(axes, settings.rate / 5), (own, settings.rate), (scale, settings.rate)]
    adam = torch.optim.Adam([{"params": [p], "top": rate} for p, rate in rates], betas=(0.9, 0.99))
    targets = nn.normalize(torch.from_numpy(goals), dim=1)
    itself = torch.eye(settings.batch, dtype=torch.bool)
    batches = len(texts) // settings.batch
    start = time.monotonic()
    for step in range(settings.epochs * batches):
        if step % batches == 0:
            near = goals if step // batches % 2 == 0 else bags.sums(given.tokens @ given.axes)
            order = leaves_in_random_order(near[:, :128], dice)
            print(f"training: {step:,} steps, {time.monotonic() - start:.0f} s", flush=True)
        rows = order[step % batches * settings.batch :][: settings.batch]
        for group in adam.param_groups:
            done = step / (settings.epochs * batches)
            group["lr"] = group["top"] * min(1, (step + 1) / 50) * max(0.02, 1 - done)
        ids, firsts = (torch.from_numpy(one) for one in bags.take(rows))
        weighted = nn.embedding_bag(
            ids, distilled, firsts, mode="sum", per_sample_weights=torch.exp(scale)[ids]
        )
        made = nn.normalize(weighted @ axes + nn.embedding_bag(ids, own, firsts, mode="sum"), dim=1)
        goal = targets[rows]
        loss = settings.pull * (1 - (made * goal).sum(1).mean())
        loss = loss + settings.small * (own * own).sum()
        ours, theirs = (
            nn.log_softmax((x @ x.T).masked_fill(itself, -2) / settings.temperature, dim=1)
            for x in (made, goal)
        )
        loss = loss + nn.kl_div(ours, theirs, log_target=True, reduction="batchmean")
        adam.zero_grad()
        loss.backward()
        adam.step()
    with torch.no_grad():
        table: Vectors = ((distilled * torch.exp(scale)[:, None]) @ axes + own).numpy()
    return table


class Bags:
    """The token ids of many texts, end to end, so that a batch is one gather."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        self._flat, ends = Pieces(tokenizer)(texts)
        self._ends = np.append(0, ends)

    def take(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows' ids end to end, and where each row's begin."""
        counts = self._ends[rows + 1] - self._ends[rows]
        firsts = np.cumsum(counts) - counts
        return self._flat[
            np.repeat(self._ends[rows] - firsts, counts) + np.arange(counts.sum())
        ], firsts

    def sums(self, table: Vectors) -> Vectors:
        """Every text's unit vector by this table."""
        sums = np.zeros((len(self._ends) - 1, table.shape[1]), np.float32)
        for row, (start, end) in enumerate(pairwise(self._ends)):
            sums[row] = table[self._flat[start:end]].sum(axis=0)
        return unit_rows(sums)


def leaves_in_random_order(
    vectors: Vectors, dice: np.random.Generator, leaf: int = 32
) -> NDArray[np.intp]:
    """All rows, near ones next to each other: halved between two random rows until small."""
    leaves, left = [], [np.arange(len(vectors))]
    while left:
        rows = left.pop()
        if len(rows) <= leaf:
            leaves.append(rows)
            continue
        one, other = vectors[dice.choice(rows, 2, replace=False)]
        order = np.argpartition(vectors[rows] @ (one - other), len(rows) // 2)
        left += [rows[order[: len(rows) // 2]], rows[order[len(rows) // 2 :]]]
    return np.concatenate([leaves[place] for place in dice.permutation(len(leaves))])
