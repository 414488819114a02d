"""An answer: statements that each name what they rest on, who made it, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rookery.answer.evidence import Evidence

Why = Literal[
    "silent",
    "private",
    "nothing found",
    "not in the file",
    "page not read",
    "not counted",
    "beyond",
]
"""Why an answer has no statement: the posts don't say, nobody is told that of a person, no post
was found at all, the person's own file does not say, or that page of it was not read, a figure is
asked for under a condition that is not understood, or what no post is asked for."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer."""

    text: str
    cites: tuple[str, ...] = ()  # ids of posts
    searches: tuple[str, ...] = ()  # queries whose results were counted
    quoted: str | None = None  # a post's own words within it; None: they are the model's
    otherwise: bool = False  # it differs from a statement before it


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the model's that what it cites does not carry."""

    text: str
    cites: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Statements; without any it is declined, and `near` are the posts that come nearest."""

    question: str
    statements: tuple[Statement, ...]
    posts: tuple[Evidence, ...]  # those that are cited
    made_by: str  # the model's name, `composer`, or `store` for a figure that was counted
    declined: Why | None = None
    near: tuple[Evidence, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    searched: tuple[str, ...] = ()  # the queries by which posts were found
    lang: str | None = None  # the question's, where it is known

    @property
    def joined(self) -> bool:
        """Whether posts' own words stand beside sentences that a model wrote."""
        return joined(self.statements)


def joined(statements: Sequence[Statement]) -> bool:
    """Whether some are quotes, and some a model's."""
    quoted = [s.quoted is not None for s in statements if not s.searches]
    return any(quoted) and not all(quoted)
