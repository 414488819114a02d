"""The parts of a query, each with the columns that it takes in the text as typed.

`str(part)` is how the part is written again; reading that gives the same tree. Columns count from
0 and `end` is past the last, so that `text[start:end]` is the part. Reading lies in `query.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rookery.store.where import Where


@dataclass(frozen=True, slots=True)
class Words:
    """A word as typed, which may hold several (rock-n-roll); `forced` has a + before it."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)
    forced: bool = False

    def __str__(self) -> str:
        return f"+{self.text}" if self.forced else self.text


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words side by side, without their quotation marks."""

    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Fact:
    """An operator with its value, a tag or an address: what it asks, and how it was typed."""

    name: str  # the operator's, whichever spelling was typed
    where: Where
    text: str
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Both:
    """Parts in parentheses that must all hold."""

    parts: tuple[Node, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"({' '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Either:
    """Parts with OR between them."""

    parts: tuple[Node, ...]
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return " OR ".join(f"({p})" if isinstance(p, Either) else str(p) for p in self.parts)


@dataclass(frozen=True, slots=True)
class Without:
    """A part with a - before it."""

    part: Node
    start: int = field(compare=False)
    end: int = field(compare=False)

    def __str__(self) -> str:
        return f"-({self.part})" if isinstance(self.part, Either) else f"-{self.part}"


Node = Words | Quoted | Fact | Both | Either | Without


def narrows(node: Node) -> bool:
    """Whether a part only narrows a search: facts, and all that is left out."""
    match node:
        case Fact() | Without():
            return True
        case Both(parts) | Either(parts):
            return all(map(narrows, parts))
        case _:
            return False


def wanted(node: Node) -> Iterator[Words | Quoted]:
    """The words and phrases that a post should have, in order: none of those left out."""
    match node:
        case Words() | Quoted():
            yield node
        case Both(parts) | Either(parts):
            for part in parts:
                yield from wanted(part)
