"""Posts and articles that pass every rule, each with words of its own, and what shards hold."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tokenizers import Tokenizer

from rookery.app import Rookery
from rookery.config import consent_table
from rookery.model import tokenizer as bpe
from rookery.post import Author, Consent, Post, Upsert
from rookery.train.corpus import Posts
from rookery.train.shards import Shards


def _listed(text: str) -> list[str]:
    return text.split()


_NOUNS = _listed("""
    harbour tram crane storm kettle violin glove moth lantern gull rope tide window garden river
    teacher baker letter bridge winter market candle island engine mirror pocket feather ladder
""")
_VERBS = _listed("""
    found lost painted carried mended borrowed forgot heard followed counted
""")
YES = Consent(train="yes")


def text_of(n: int) -> str:
    """Two English sentences that no other number has."""
    dice = random.Random(n)
    a, b, c, d, e, f = dice.sample(_NOUNS, 6)
    v, w = dice.sample(_VERBS, 2)
    return (
        f"This morning we {v} the {a} behind the {b} of my old {c}, and it was number {n}. "
        f"Then somebody {w} a {d} that had been under the {e} since the {f} of last year."
    )


def article_of(n: int) -> str:
    a, b, c, d, e, f = random.Random(-n - 1).sample(_NOUNS, 6)
    return (
        f"{text_of(1_000_000 + n)} Nobody asked for {a} or {b}, though both were on sale. In "
        f"spring a {c} came down, and for some weeks people spoke about {d}. Half of them thought "
        f"{e} to blame; others said that {f} was."
    )


def post(n: int, text: str | None = None, *, consent: Consent = YES, **more: object) -> Upsert:
    more.setdefault("author", Author(f"user{n % 7}"))
    return Upsert(Post(f"p{n}", text or text_of(n), consent=consent, **more))  # type: ignore[arg-type]


def posts_of(network: Rookery, piece: int = 20_000) -> Posts:
    return Posts(network.store, consent_table(network.settings), piece)


def parquet(path: Path, rows: list[dict[str, str]], group: int = 1_000) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=group)
    return path


def small_tokenizer() -> Tokenizer:
    return bpe.trained(map(text_of, range(300)), 1_000)


def held(shards: Shards, part: str | None = None) -> list[str]:
    """The texts that stand in the shards' tokens."""
    reader = bpe.load(shards.folder)
    end = shards.description().end
    found = []
    for number in shards.numbers():
        for name in [part] if part else ["train", "kept_back"]:
            said: list[int] = []
            for token in shards.tokens(number, name).tolist():
                if token == end:
                    found += [reader.decode(said)] if said else []
                    said = []
                else:
                    said.append(token)
            assert not said, "END stands after each text"
    return found
