"""Figures over all posts that match a query: how many, by how many people, when, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from rookery.search.results import Counted, Group, Unit
from rookery.store import View
from rookery.store.rows import NOWHEN, Addresses

GROUPS = 100  # that are shown
_COLUMNS: Mapping[str, str] = {
    "community": "community",
    "language": "lang_key",
    "author": "author_key",
}


def count(view: View, matched: Addresses, of: Unit, by: str | None) -> Counted:
    """Count the posts at `matched`, or their authors; `by` is day, community, language or author.

    An author is counted once in all, and once in each group; a post without one by itself.
    """
    times = view.times(matched)
    known = times[times != NOWHEN]
    who = _authors(view, matched) if of == "authors" else [*range(len(matched))]
    groups = _groups(view, matched, times, by) if by else None
    tallied: Counter[str] = Counter()
    if groups is not None:
        tallied = Counter(group for group, _ in {*zip(groups, who, strict=True)} if group)
    order: Callable[[tuple[str, int]], Any] = (
        (lambda one: one[0]) if by == "day" else (lambda one: (-one[1], one[0]))
    )
    ranked = sorted(tallied.items(), key=order)
    # of many days the last, of others those with most
    shown = ranked[-GROUPS:] if by == "day" else ranked[:GROUPS]
    return Counted(
        total=len(set(who)),
        groups=tuple(Group(name, n) for name, n in shown),
        left_out=len(ranked) - len(shown),
        first=_moment(known.min()) if len(known) else None,
        last=_moment(known.max()) if len(known) else None,
    )


def _authors(view: View, matched: Addresses) -> list[str]:
    table = view.column(matched, ["author_key", "id"])
    names, ids = (table.column(name).to_pylist() for name in ("author_key", "id"))
    return [name or f" {id}" for name, id in zip(names, ids, strict=True)]


def _groups(view: View, matched: Addresses, times: Any, by: str) -> list[str | None]:
    if by == "day":
        days = (times // 1_000_000).astype("datetime64[s]").astype("datetime64[D]")
        written = np.datetime_as_string(days)
        return [str(d) if t != NOWHEN else None for d, t in zip(written, times, strict=True)]
    values: list[str | None] = view.column(matched, [_COLUMNS[by]]).column(0).to_pylist()
    return values


def _moment(micros: np.int64) -> datetime:
    return datetime.fromtimestamp(int(micros) / 1e6, UTC)
