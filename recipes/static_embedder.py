"""Makes the shipped static embedder: a table of token vectors that add up to a text's vector.

Distilled from all-MiniLM-L6-v2 (every token run through it, PCA, rarity weights), then trained so
that sums of tokens come near to its vectors of posts (static_texts.py, static_training.py).

    python -m recipes.static_embedder --data DATA --out OUT [--teacher float|int8] [--quick]
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, pre_tokenizers
from tokenizers.models import WordPiece

from recipes.float_teacher import load_float
from recipes.static_texts import articles_of, posts_of, training_texts
from recipes.static_training import QUICK, Distilled, Settings, train
from rookery.embed import Embedder, Vectors, load_semantic
from rookery.embed.pieces import MAX_WORDS, Pieces
from rookery.embed.semantic import TOKENIZER
from rookery.errors import NotFound, RookeryError

Counts = Counter[str]
MAX_TOKENS = 64  # of a text, to the teacher
TEACHERS: dict[str, Callable[[Path], Embedder]] = {
    "float": lambda cache: load_float(cache, max_tokens=MAX_TOKENS),
    "int8": lambda cache: load_semantic(max_tokens=MAX_TOKENS),  # made the model that ships
}


def make(data: Path, out: Path, cache: Path, settings: Settings, teach: str, name: str) -> None:
    """The whole recipe: counts, vocabulary, the teacher's targets, distilled vectors, training."""
    if not (data / "posts").is_dir():
        raise NotFound(f"There is no folder {data / 'posts'}: --data takes the folder of posts.")
    cache.mkdir(parents=True, exist_ok=True)
    teacher = TEACHERS[teach](cache)
    tokenizer, uses = choose_tokens(count_words(data, cache, settings.counted), settings)
    tokens = taught(teacher, [t.removeprefix("##") for t in ids_in_order(tokenizer)], cache)
    texts = list(
        chain.from_iterable(training_texts(data, settings.posts, settings.articles, settings.seed))
    )
    targets = taught(teacher, texts, cache)
    axes = main_axes(targets, settings.dim)
    distilled = Distilled(tokens * rarity(uses)[:, None], axes)
    table = train(distilled, tokenizer, texts, targets @ axes, settings)
    made_with = {"teacher": teacher.name, "settings": asdict(settings)}
    save(out, name, tokenizer, table, made_with | {"trained_on_texts": len(targets)})


# --- vocabulary ------------------------------------------------------------------------------


def count_words(data: Path, cache: Path, posts: int | None) -> Counts:
    """How often each word, as the tokenizer cuts it, stands in `posts` posts and all articles."""
    kept = cache / f"words-{posts or 'all'}.json"
    if kept.exists():
        return Counter(json.loads(kept.read_text(encoding="utf-8")))
    words = Pieces(base_tokenizer()).words
    counts: Counts = Counter()
    for title, text in chain(islice(posts_of(data), posts), articles_of(data)):
        counts.update(words(f"{title} {text}")[:MAX_WORDS])
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
        said = chr(0).join([teacher.name, *part])
        kept = cache / f"{hashlib.sha256(said.encode()).hexdigest()[:24]}.npy"
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
    out: Path, name: str, tokenizer: Tokenizer, table: Vectors, made_with: dict[str, Any]
) -> None:
    """In model2vec's form: int8 rows, each with its own scale as the token's weight."""
    out.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    rows = np.rint(table / scales[:, None]).astype(np.int8)
    save_file({"embeddings": rows, "weights": scales.astype(np.float32)}, out / "model.safetensors")
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    config = {
        # two models of one name must give the same vectors, and training never repeats exactly
        "name": name or f"rookery-static-{hashlib.sha256(rows.tobytes()).hexdigest()[:8]}",
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "normalize": True,
        "max_length": 512,
        "embedding_dtype": "int8",
        "base_model_name": "sentence-transformers/all-MiniLM-L6-v2",
        "license": "apache-2.0",
        "made_by": "recipes/static_embedder.py",
        **made_with,
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {config['name']}, {sum(f.stat().st_size for f in out.iterdir()):,} bytes")


def main() -> None:
    """Reads the flags and makes the model."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    flags.add_argument("--data", type=Path, default=Path("../shared/data"))
    flags.add_argument("--out", type=Path, required=True)
    flags.add_argument("--cache", type=Path, default=Path("static-embedder-cache"))
    flags.add_argument("--teacher", choices=TEACHERS, default="float")
    flags.add_argument("--name", default="", help="in config.json; unset, by its content")
    flags.add_argument("--posts", type=int, help=f"learned from; unset, {Settings.posts:,}")
    flags.add_argument("--quick", action="store_true", help="a toy in minutes, to see it work")
    given = flags.parse_args()
    settings = QUICK if given.quick else Settings()
    settings = replace(settings, posts=given.posts or settings.posts)
    try:
        make(given.data, given.out, given.cache, settings, given.teacher, given.name)
    except RookeryError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
