"""The texts that the static embedder learns from: posts and articles, as titles, openings, queries.

No test collection is read, and no tweet: their licence or purpose does not allow it.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from rookery.text import STOP


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


def training_texts(data: Path, posts: int, articles: int, seed: int) -> list[list[str]]:
    """Groups of texts of one post: its title, for some a query's few words, for some its opening.

    The order is random, so that the first part of it is a fair part.
    """
    dice = random.Random(seed)
    told = [post for post in posts_of(data) if len(post[0]) > 12]
    groups = [
        [title, *maybe(dice, 0.5, query_of(title, dice)), *maybe(dice, 0.3, opening(text, 35))]
        for title, text in dice.sample(told, posts)
    ]
    groups += [
        [title, *maybe(dice, 0.4, opening(text, 30))]
        for title, text in dice.sample(list(articles_of(data)), articles)
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
