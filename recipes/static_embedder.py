"""Makes the shipped static embedder: a table of token vectors that add up to a text's vector.

Distilled from all-MiniLM-L6-v2 (every token run through it, PCA, rarity weights), then trained so
that sums of tokens come near to the teacher's vectors of posts. No test collection is read.

    python -m recipes.static_embedder --data ../shared/data --out rookery/embed/static
"""

import argparse
import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, pre_tokenizers
from tokenizers.models import WordPiece

from rookery.embed import Embedder, Vectors, load_semantic
from rookery.embed.pieces import Pieces
from rookery.embed.semantic import TOKENIZER
from rookery.text import STOP

Counts = Counter[str]
NAME = "rookery-static-1"


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
    rate: float = 2e-3
    temperature: float = 0.05
    seed: int = 7


def make(data: Path, out: Path, cache: Path, settings: Settings) -> None:
    """The whole recipe: counts, vocabulary, the teacher's targets, distilled vectors, training."""
    cache.mkdir(parents=True, exist_ok=True)
    tokenizer, uses = choose_tokens(count_words(data, cache), settings)
    teacher = load_semantic(max_tokens=64)
    tokens = taught(teacher, [t.removeprefix("##") for t in ids_in_order(tokenizer)], cache)
    groups = training_texts(data, settings)
    targets = taught(teacher, list(chain.from_iterable(groups)), cache)
    axes = main_axes(targets if len(targets) else tokens, settings.dim)
    table = (tokens @ axes) * rarity(uses)[:, None]
    if len(targets):
        table = train(table, tokenizer, groups, targets @ axes, settings)
    save(out, tokenizer, table, settings, trained_on=len(targets))


# --- texts -----------------------------------------------------------------------------------


def posts_of(data: Path) -> Iterator[tuple[str, str]]:
    """Title and text of every Reddit post, links and markup off."""
    for path in sorted((data / "posts").glob("reddit-*.parquet")):
        rows = pq.read_table(path, columns=["title", "text"]).to_pydict()
        yield from zip(map(plain, rows["title"]), map(plain, rows["text"]), strict=True)


def articles_of(data: Path) -> Iterator[tuple[str, str]]:
    """Title and opening of every Wikipedia article."""
    rows = pq.read_table(data / "text" / "wikipedia.parquet").to_pydict()
    yield from zip(rows["title"], (text[:1_500] for text in rows["text"]), strict=True)


def plain(text: str) -> str:
    """Without addresses, link targets and Markdown's signs."""
    text = re.sub(r"\]\([^)]*\)", "] ", text or "")
    text = re.sub(r"https?://\S+", " ", text)
    return " ".join(re.sub(r"[*#>\[\]`~|_^]|&\w+;", " ", text).split())


def training_texts(data: Path, settings: Settings) -> list[list[str]]:
    """Groups of texts of one post: its title, for some a query's few words, for some its opening.

    The order is random, so that the first part of it is a fair part.
    """
    dice = random.Random(settings.seed)
    posts = [post for post in posts_of(data) if len(post[0]) > 12]
    articles = list(articles_of(data))
    groups = [
        [title, *maybe(dice, 0.5, query_of(title, dice)), *maybe(dice, 0.3, opening(text, 35))]
        for title, text in dice.sample(posts, settings.posts)
    ]
    groups += [
        [title, *maybe(dice, 0.4, opening(text, 30))]
        for title, text in dice.sample(articles, settings.articles)
    ]
    dice.shuffle(groups)
    return groups


def maybe(dice: random.Random, chance: float, text: str) -> list[str]:
    """The text, where there is one, with this chance."""
    return [text] if text and dice.random() < chance else []


def query_of(title: str, dice: random.Random) -> str:
    """Two to five words in a row that carry meaning, as a person would type them."""
    words = [w for w in re.findall(r"[\w'$#@-]+", title.lower()) if w not in STOP["en"]]
    length = dice.randint(2, 5)
    if len(words) <= length:
        return ""
    start = dice.randint(0, len(words) - length)
    return " ".join(words[start : start + length])


def opening(text: str, words: int) -> str:
    """The first words of a text; nothing of one that is shorter than eight."""
    cut = text.split()[:words]
    return " ".join(cut) if len(cut) >= 8 else ""


# --- vocabulary ------------------------------------------------------------------------------


def count_words(data: Path, cache: Path) -> Counts:
    """How often each word, as the tokenizer cuts it, stands in posts and articles."""
    kept = cache / "words.json"
    if kept.exists():
        return Counter(json.loads(kept.read_text(encoding="utf-8")))
    words = Pieces(base_tokenizer()).words
    counts: Counts = Counter()
    for title, text in chain(posts_of(data), articles_of(data)):
        counts.update(words(f"{title} {text}"))
    counts = Counter({word: n for word, n in counts.items() if n >= 3})
    kept.write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
    return counts


def base_tokenizer(vocabulary: dict[str, int] | None = None) -> Tokenizer:
    """The teacher's tokenizer, except that symbols and emoji are words of their own.

    In posts they stick to words, and the teacher's tokenizer then knows neither.
    """
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    unknown = tokenizer.model.unk_token
    vocabulary = vocabulary or tokenizer.get_vocab()
    made = Tokenizer(WordPiece(vocabulary, unk_token=unknown, max_input_chars_per_word=100))
    made.normalizer = tokenizer.normalizer
    signs = pre_tokenizers.Split(Regex(r"[\p{P}\p{S}]"), behavior="isolated")
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), signs])
    return made


def choose_tokens(counts: Counts, settings: Settings) -> tuple[Tokenizer, NDArray[np.float64]]:
    """The tokens kept, and how often each is used: pieces by use, and frequent words whole."""
    base = base_tokenizer()
    pieces = {word: [t.value for t in base.model.tokenize(word)] for word in counts}
    split = [w for w, n in counts.most_common() if len(pieces[w]) > 1 and w.isalpha()]
    added = {word for word in split if counts[word] >= 40}
    added = set(split[: settings.added]) & added
    uses: Counts = Counter()
    for word, n in counts.items():
        for token in [word] if word in added else pieces[word]:
            uses[token] += n
    letters = {t for t in base.get_vocab() if len(t.removeprefix("##")) == 1 and uses[t]}
    kept = ["[PAD]", "[UNK]"]
    kept += sorted(letters | added)
    rest = [t for t, _ in uses.most_common() if t not in set(kept) and t != "[UNK]"]
    kept += rest[: settings.tokens - len(kept)]
    tokenizer = base_tokenizer({token: place for place, token in enumerate(kept)})
    return tokenizer, uses_of(tokenizer, counts)


def uses_of(tokenizer: Tokenizer, counts: Counts) -> NDArray[np.float64]:
    """How often each kept token is used, now that the others are gone."""
    uses = np.zeros(tokenizer.get_vocab_size())
    for word, n in counts.items():
        for token in tokenizer.model.tokenize(word):
            uses[token.id] += n
    return uses


def ids_in_order(tokenizer: Tokenizer) -> list[str]:
    """The tokens by their ids."""
    return [token for token, _ in sorted(tokenizer.get_vocab().items(), key=lambda one: one[1])]


# --- the teacher -----------------------------------------------------------------------------


def taught(teacher: Embedder, texts: Sequence[str], cache: Path) -> Vectors:
    """The teacher's vectors, kept 4,096 texts a file, so that a stopped run goes on."""
    parts = []
    start = time.monotonic()
    for first in range(0, len(texts), 4_096):
        part = texts[first : first + 4_096]
        kept = cache / f"{hashlib.sha256(chr(0).join(part).encode()).hexdigest()[:24]}.npy"
        if not kept.exists():
            np.save(kept, teacher.embed(part).astype(np.float16))
            print(
                f"teacher: {first + len(part):,} of {len(texts):,}, "
                f"{time.monotonic() - start:.0f} s",
                flush=True,
            )
        parts.append(np.load(kept).astype(np.float32))
    return np.concatenate(parts)


def main_axes(vectors: Vectors, dim: int) -> Vectors:
    """The axes (384, dim) that hold most of the vectors; not centred, so that cosines stay."""
    axes: Vectors = np.linalg.eigh(vectors.T @ vectors)[1][:, ::-1][:, :dim].astype(np.float32)
    return axes


def rarity(uses: NDArray[np.float64]) -> Vectors:
    """Smooth inverse frequency (Arora et al., 2017), a number a token."""
    weights: Vectors = (1e-3 / (1e-3 + uses / uses.sum())).astype(np.float32)
    return weights


# --- the result ------------------------------------------------------------------------------


def save(
    out: Path, tokenizer: Tokenizer, table: Vectors, settings: Settings, trained_on: int
) -> None:
    """In model2vec's form: int8 rows, each with its own scale as the token's weight."""
    out.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    save_file({"embeddings": rows, "weights": scales.astype(np.float32)}, out / "model.safetensors")
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    config = {
        "name": NAME,
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "normalize": True,
        "max_length": 512,
        "embedding_dtype": "int8",
        "base_model_name": "sentence-transformers/all-MiniLM-L6-v2",
        "license": "apache-2.0",
        "made_by": "recipes/static_embedder.py",
        "settings": asdict(settings),
        "trained_on_texts": trained_on,
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {sum(f.stat().st_size for f in out.iterdir()):,} bytes")


def main() -> None:
    """Reads the flags and makes the model."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    flags.add_argument("--data", type=Path, default=Path("../shared/data"))
    flags.add_argument("--out", type=Path, required=True)
    flags.add_argument("--cache", type=Path, default=Path("static-embedder-cache"))
    flags.add_argument("--posts", type=int, default=Settings.posts)
    given = flags.parse_args()
    make(given.data, given.out, given.cache, replace(Settings(), posts=given.posts))


if __name__ == "__main__":
    main()
