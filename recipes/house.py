"""The house model, from nothing: Reddit posts and Wikipedia, about eight million parameters.

rookery train recipes/house.py data=../shared/data [tokens=60000000] [depth=6] --home HOME
"""

from __future__ import annotations

from pathlib import Path

from recipes.house_data import make
from rookery.model import tokenizer
from rookery.train.batches import ShardBatches
from rookery.train.recipe import Run
from rookery.train.settings import RunSettings

VOCABULARY, CONTEXT, DEPTH = 16_384, 512, 6
PROMPTS = ("The ferry to the island", "What is the best way to", "Rome is", "TIL that")


def recipe(
    home: Path,
    data: Path = Path("../shared/data"),
    name: str = "house",
    depth: int = DEPTH,
    vocabulary: int = VOCABULARY,
    tokens: int = 60_000_000,
    share: float = 1.0,
    compiled: bool = False,
) -> Run:
    """`tokens` are those that it sees; `share` is the part of each file that it reads."""
    shards = make(data, home, name, share, vocabulary, None)
    settings = RunSettings.of_depth(depth, vocabulary, context=CONTEXT, compiled=compiled)
    settings = settings.lasting(tokens)
    words = home / "train" / "tokenizers" / f"{name}-{vocabulary}"
    batches = ShardBatches(shards, tokenizer.load(words), CONTEXT, settings.batch, settings.seed)
    return Run(name, settings, batches, tokenizer=words, prompts=PROMPTS, data=name)
