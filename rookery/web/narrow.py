"""Filters beside results: links to the same search with one operator more, less or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rookery.search.query import parse, with_operator
from rookery.search.results import Facet

TIMES = ("1h", "24h", "7d", "30d")
KINDS = ("has:images", "has:links", "-is:reply", "is:quote", "-is:repost", "min_likes:10")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of the search as it stands."""

    text: str
    without: str  # the search without it


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that could be set or, where it is `on`, is taken away by the link."""

    operator: str
    value: str
    query: str  # the search after the link
    on: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Narrowing:
    chips: tuple[Chip, ...]
    times: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    facets: dict[str, tuple[Choice, ...]]  # by operator: community, lang, from


def narrowing(query: str, facets: Sequence[Facet]) -> Narrowing:
    """Everything that the aside shows; `query` has been parsed before without an error."""
    parsed = parse(query)
    chips = tuple(Chip(text, parsed.without(start, end)) for text, start, end in parsed.filters())
    held = {chip.text.lower(): chip.without for chip in chips}
    by_operator: dict[str, list[Choice]] = {}
    for facet in facets:
        by_operator.setdefault(facet.operator, []).append(
            _choice(query, held, facet.operator, facet.value, facet.count)
        )
    return Narrowing(
        chips,
        tuple(_choice(query, held, "within", t) for t in TIMES),
        tuple(_toggle(query, held, kind) for kind in KINDS),
        {name: tuple(choices) for name, choices in by_operator.items()},
    )


def _choice(
    query: str, held: dict[str, str], operator: str, value: str, count: int | None = None
) -> Choice:
    for written in (f"{operator}:{value}", f'{operator}:"{value}"'):
        if (without := held.get(written.lower())) is not None:
            return Choice(operator, value, without, True, count)
    return Choice(operator, value, with_operator(query, operator, value), False, count)


def _toggle(query: str, held: dict[str, str], written: str) -> Choice:
    operator, _, value = written.partition(":")
    if (without := held.get(written)) is not None:
        return Choice(operator, value, without, True)
    # two of one operator may stand together here (has:images has:links), so none is replaced
    return Choice(operator, value, f"{query} {written}".strip(), False)
