"""The house model's text: Reddit posts and Wikipedia to a tokenizer and token shards.

    python -m recipes.house_data --data DATA --home HOME [--share 0.1] [--workers 2]

Stopped and started again it goes on where it was. The licences of both sets allow training.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tokenizers import Tokenizer

from rookery.errors import NotFound, RookeryError
from rookery.model import tokenizer as bpe
from rookery.train.build import Progress, build, sample
from rookery.train.cleaned import Rules
from rookery.train.corpus import Parquet, Source
from rookery.train.shards import Shards

VOCABULARY = 16_384
CONTEXT = 1_024
TOKENIZED = 20_000  # about so many texts teach the tokenizer: more change hardly a merge
RULES = Rules(languages=("en", "it", "es"), kept_back=0.01)


def sources(data: Path, share: float) -> list[Source]:
    """The first `share` of each file."""
    posts = sorted((data / "posts").glob("reddit-*.parquet"))
    if not posts:
        raise NotFound(f"There are no reddit-*.parquet in {data / 'posts'}: name the data folder.")
    found: list[Source] = [_part(Parquet(path, "posts"), share) for path in posts]
    return [*found, _part(Parquet(data / "text" / "wikipedia.parquet", "articles"), share)]


def _part(source: Parquet, share: float) -> Parquet:
    return Parquet(source.path, source.kind, most=round(source.total * share))


def make(
    data: Path, home: Path, name: str, share: float, vocabulary: int, workers: int | None
) -> Shards:
    """The whole recipe; the tokenizer is trained once and kept beside the shards."""
    read = sources(data, share)
    kept = home / "train" / "tokenizers" / f"{name}-{vocabulary}"
    if not (kept / bpe.FILE).exists():
        kept.mkdir(parents=True, exist_ok=True)
        start = time.monotonic()
        bpe.save(_tokenizer(read, vocabulary), kept, CONTEXT)
        print(f"tokenizer: {vocabulary:,} tokens in {time.monotonic() - start:.0f} s", flush=True)
    return build(home, name, read, bpe.load(kept), rules=RULES, workers=workers, report=_said)


def _tokenizer(read: list[Source], vocabulary: int) -> Tokenizer:
    every = max(sum(source.total for source in read) // TOKENIZED, 1)
    return bpe.trained(sample(read, RULES, every), vocabulary)


def _said(progress: Progress) -> None:
    left = "" if progress.left is None else f", {progress.left:.0f} s left"
    print(
        f"{progress.read:,} of {progress.total:,} texts read, {progress.texts:,} kept, "
        f"{progress.tokens:,} tokens, {progress.rate:,.0f} texts/s{left}",
        flush=True,
    )


def summary(shards: Shards) -> str:
    """What each rule removed, and how large the parts are."""
    lines = []
    read, removed, masked = 0, dict[str, int](), dict[str, int]()
    sizes = {"train": [0, 0, 0], "kept_back": [0, 0, 0]}
    for manifest in shards.manifests():
        read += manifest.read
        for counts, held in ((removed, manifest.removed), (masked, manifest.masked)):
            for what, times in held.items():
                counts[what] = counts.get(what, 0) + times
        for name, part in manifest.parts.items():
            here = (len(part.texts), part.tokens, sum(e.bytes for e in part.texts))
            sizes[name] = [a + b for a, b in zip(sizes[name], here, strict=True)]
    for what, times in sorted(removed.items(), key=lambda one: -one[1]):
        lines.append(f"removed, {what}: {times:,} ({times / max(read, 1):.2%})")
    lines += [f"masked, {what}: {times:,}" for what, times in masked.items()]
    for name, (texts, tokens, size) in sizes.items():
        lines.append(
            f"{name}: {texts:,} texts, {tokens:,} tokens, {size / max(tokens, 1):.2f} bytes a token"
        )
    return "\n".join(lines)


def main() -> None:
    """Reads the flags and makes the data."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    flags.add_argument("--data", type=Path, default=Path("../shared/data"))
    flags.add_argument("--home", type=Path, required=True)
    flags.add_argument("--name", default="house")
    flags.add_argument("--share", type=float, default=1.0, help="of each file, from its beginning")
    flags.add_argument("--vocabulary", type=int, default=VOCABULARY)
    flags.add_argument("--workers", type=int, help="processes; unset, one a core")
    given = flags.parse_args()
    try:
        shards = make(
            given.data, given.home, given.name, given.share, given.vocabulary, given.workers
        )
    except RookeryError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("Interrupted. The shards so far are whole; the same command goes on.")
        sys.exit(130)
    print(summary(shards))


if __name__ == "__main__":
    main()
