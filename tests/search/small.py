"""Posts and word counts written out by hand, in the form that ranking takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rookery.search.tuning import FIELDS, TermIds
from rookery.text import term_ids


@dataclass(frozen=True)
class Posts:
    terms: TermIds
    offsets: np.ndarray
    bounds: np.ndarray


@dataclass(frozen=True)
class Counts:
    """How many of `posts` hold a word, where it is not one of them."""

    table: Mapping[str, int] = field(default_factory=dict)
    posts: int = 1000
    mean_length: float = 5.0

    def df(self, ids: TermIds) -> np.ndarray:
        known = dict(zip(terms(" ".join(self.table)).tolist(), self.table.values(), strict=True))
        return np.array([known.get(i, 1) for i in ids.tolist()], np.int64)


def terms(text: str) -> TermIds:
    return term_ids(text.split())


def posts_of(*posts: str | Mapping[str, str]) -> Posts:
    """Each a text, or its fields by name."""
    fielded = [{"text": p} if isinstance(p, str) else p for p in posts]
    lengths = [[len(p.get(name, "").split()) for name in FIELDS] for p in fielded]
    bounds = np.array(lengths, np.int64).reshape(-1, len(FIELDS)).cumsum(axis=1)
    words = " ".join(p.get(name, "") for p in fielded for name in FIELDS)
    return Posts(terms(words), np.concatenate([[0], bounds[:, -1].cumsum()]), bounds)
