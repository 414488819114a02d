"""A recipe as a person writes one, over the articles in FILE."""

from pathlib import Path

from rookery.model import tokenizer
from rookery.train.batches import ShardBatches
from rookery.train.build import build, sample
from rookery.train.cleaned import Rules
from rookery.train.corpus import Parquet
from rookery.train.recipe import Run
from rookery.train.settings import RunSettings

RULES = Rules(languages=("en",), kept_back=0.1)


def recipe(home: Path, file: Path, steps: int = 6, name: str = "little", rate: float = 0.01) -> Run:
    articles = Parquet(file, "articles")
    words = home / "words"
    if not words.exists():
        words.mkdir()
        tokenizer.save(tokenizer.trained(sample([articles], RULES), 400), words, 64)
    made = tokenizer.load(words)
    shards = build(home, name, [articles], made, rules=RULES, workers=1)
    settings = RunSettings.of_depth(
        2, 400, context=64, batch=4, steps=steps, rate=rate, save_every=3, look_every=3
    )
    batches = ShardBatches(shards, made, 64, settings.batch, settings.seed)
    return Run(name, settings, batches, tokenizer=words, prompts=("This morning we",), data=name)
