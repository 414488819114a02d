"""Filters beside results: links to the same search with one operator more, less or changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rookery.search.notices import says
from rookery.search.query import parse, with_operator
from rookery.search.results import Facet, Results
from rookery.search.times import instant

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
    wordless: bool = False  # nothing but signs was typed


def narrowing(query: str, facets: Sequence[Facet], newest: datetime | None) -> Narrowing:
    """Everything that the aside shows; `query` has been parsed before without an error.

    Spans of time that end before the `newest` post of the search would find nothing.
    """
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
        tuple(_choice(query, held, "within", t) for t in _spans(held, newest)),
        tuple(_toggle(query, held, kind) for kind in KINDS),
        {name: tuple(choices) for name, choices in by_operator.items()},
        wordless=bool(query.strip()) and not says(parsed.root),
    )


def _spans(held: Iterable[str], newest: datetime | None) -> list[str]:
    """All where one is on: the posts that it leaves out are not known."""
    if any(chip.startswith("within:") for chip in held):
        return list(TIMES)
    now = datetime.now(UTC)
    return [t for t in TIMES if newest is not None and instant(t, now) <= newest]


def newest_of(found: Results) -> datetime | None:
    """When the newest post of a search was written, those that lack some words too."""
    now = datetime.now(UTC)
    times = [t for hit in found.hits if (t := hit.post.created_at) and t <= now]
    if found.histogram and found.histogram.newest:
        times.append(found.histogram.newest)
    return max(times, default=None)


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
