"""What a store can be asked for: a tree of words, phrases and facts about a post.

The query language compiles into it and each store translates it for its engine; values stay
values, so nothing a person types can become SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Word:
    """Posts with any of these stems (one word as several languages stem it)."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Posts with these stems side by side, in this order."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """A column equals one of `values` (handles and communities without regard to case)."""

    column: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A list column (mentions, hashtags, cashtags, labels) holds `value`, in lower case."""

    column: Literal["mentions", "hashtags", "cashtags", "labels"]
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """A number or time column lies in [low, high); an unknown value lies in no range."""

    column: str
    low: int | datetime | None = None
    high: int | datetime | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """A column has a value (and a list column an element)."""

    column: str


@dataclass(frozen=True, slots=True)
class HasMedia:
    """Posts with media of this kind; `None` is any."""

    kind: str | None = None


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Posts that link to an address which holds `part`."""

    part: str


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Where


Where = Word | Phrase | Is | Contains | Range | Present | HasMedia | LinkTo | And | Or | Not

EVERYTHING = And(())
