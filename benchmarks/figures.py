"""Figures as every benchmark prints and keeps them: a table, a line each, and one JSON file."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, beside a peer's and its goal."""

    name: str
    value: float | None
    unit: str
    n: int  # how many were measured
    peer: float | None = None
    ratio: float | None = None
    goal: str = ""
    holds: bool | None = None
    quick: bool = False
    why: str = ""  # it does not hold, or was not measured
    commit: str = ""  # of the run that it is copied from; none: of this run
    date: str = ""


def at_most(name: str, value: float, most: float, unit: str, n: int) -> Figure:
    """A figure whose goal is a bound from above."""
    return _bounded(name, value, unit, n, f"≤ {most:,g}", value <= most)


def at_least(name: str, value: float, least: float, unit: str, n: int) -> Figure:
    """A figure whose goal is a bound from below."""
    return _bounded(name, value, unit, n, f"≥ {least:,g}", value >= least)


def under(name: str, value: float, bound: float, unit: str, n: int) -> Figure:
    return _bounded(name, value, unit, n, f"< {bound:,g}", value < bound)


def above(name: str, value: float, bound: float, unit: str, n: int) -> Figure:
    return _bounded(name, value, unit, n, f"> {bound:,g}", value > bound)


def _bounded(name: str, value: float, unit: str, n: int, goal: str, holds: bool) -> Figure:
    why = "" if holds else f"{value:,.4g} {unit} and not {goal}"
    return Figure(name, value, unit, n, goal=goal, holds=holds, why=why)


def against(
    name: str, value: float, peer: float | None, unit: str, n: int, *,
    most: float, of: str, equal: bool = True,
) -> Figure:  # fmt: skip
    """A figure whose goal is a multiple of what the peer `of` takes; `equal`: that itself holds."""
    goal = f"{'≤' if equal else '<'} {most:g} × {of}"
    if peer is None:
        return Figure(name, value, unit, n, goal=goal, why=f"{of} was not measured")
    ratio = value / peer
    holds = ratio <= most if equal else ratio < most
    why = "" if holds else f"{ratio:.2f} × {of}"
    return Figure(name, value, unit, n, peer, ratio, goal, holds, why=why)


def times(
    name: str, value: float, peer: float | None, unit: str, n: int, *, least: float, of: str
) -> Figure:
    """A figure of which more is better: its goal is a multiple of what the peer `of` has."""
    goal = f"≥ {least:g} × {of}"
    if peer is None:
        return Figure(name, value, unit, n, goal=goal, why=f"{of} was not measured")
    ratio = value / peer
    why = "" if ratio >= least else f"{ratio:.2f} × {of}"
    return Figure(name, value, unit, n, peer, ratio, goal, ratio >= least, why=why)


def unmeasured(name: str, unit: str, why: str, goal: str = "") -> Figure:
    return Figure(name, None, unit, 0, goal=goal, why=why)


@dataclass(frozen=True, slots=True)
class Origin:
    """The code that a run measures, asked before it begins: nobody stops working for it."""

    commit: str = field(default_factory=lambda: _git("rev-parse", "--short", "HEAD") or "unknown")
    dirty: bool = field(default_factory=lambda: bool(_git("status", "--porcelain")))
    date: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="minutes"))
    machine: str = field(
        default_factory=lambda: (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        )
    )


def report(
    measured: Iterable[Figure],
    origin: Origin,
    path: Path | None,
    *,
    kept: Path | None = None,
    quick: bool = False,
) -> list[Figure]:
    """Print the figures and write them where asked, those so far after each; gives them.

    With `kept`, a file of full runs, what this one does not measure is that one's, with the commit
    and date that it was measured at; who is `quick` does not measure it fully.
    """
    figures: list[Figure] = []
    copies = list(copied(kept)) if kept else []  # now: the file may be the one that is written
    for f in measured:
        figures.append(replace(f, quick=quick))
        print(f"{f.name}: {_value(f)}", file=sys.stderr, flush=True)
        if path:  # with the copies too: a run that is ended loses none
            _write(_with(figures, copies), origin, path)
    figures = _with(figures, copies)
    if path and copies:
        _write(figures, origin, path)
    for line in [*table(figures), "", *map(told, figures)]:
        print(line)
    return figures


def _with(figures: Sequence[Figure], copies: Sequence[Figure]) -> list[Figure]:
    names = {f.name for f in figures}
    return [*figures, *(copy for copy in copies if copy.name not in names)]


def copied(kept: Path) -> Iterator[Figure]:
    """The figures of a full run's file, with its commit and date."""
    if not kept.exists():
        return
    run = json.loads(kept.read_text("utf-8"))
    known = {f.name for f in fields(Figure)}
    origin: Mapping[str, Any] = {"commit": run["commit"], "date": run.get("date", "unknown")}
    for row in run["figures"]:
        if not row["quick"]:
            said = {name: value for name, value in row.items() if name in known and value != ""}
            yield Figure(**{**origin, **said, "quick": False})


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """What a goal or a peer stands beside, in columns."""
    rows = [("", "", "peer", "ratio", "goal", "")]
    for f in figures:
        if f.goal or f.peer is not None:
            peer = "" if f.peer is None else f"{f.peer:,.4g}"
            ratio = "" if f.ratio is None else f"{f.ratio:.2f}"
            rows.append((f.name, _value(f), peer, ratio, f.goal, _state(f)))
    if len(rows) == 1:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        name, *numbers = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join([row[0].ljust(len(name)), *numbers])


def told(f: Figure) -> str:
    """One line a figure."""
    parts = [f"{f.name}: {_value(f)}", f"n {f.n:,}"]
    if f.peer is not None:
        parts.append(f"peer {f.peer:,.4g}")
    if f.ratio is not None:
        parts.append(f"ratio {f.ratio:.2f}")
    if f.goal:
        parts.append(f"goal {f.goal}")
    parts += [said for said in (_state(f), f.why) if said]
    if f.commit:
        parts.append(f"from the run of {f.date} at {f.commit}")
    return "  ".join(parts)


def _state(f: Figure) -> str:
    return "" if f.holds is None else "holds" if f.holds else "DOES NOT HOLD"


def _value(f: Figure) -> str:
    return "not measured" if f.value is None else f"{f.value:,.4g} {f.unit}"


def _write(figures: Sequence[Figure], origin: Origin, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    run = {**asdict(origin), "figures": [asdict(f) for f in figures]}
    path.write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
