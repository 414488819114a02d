"""Figures as every benchmark prints and keeps them: a table, a line each, and one JSON file."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


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
    why: str = ""  # where it does not hold, or was not measured


def report(measured: Iterable[Figure], path: Path | None) -> None:
    """Print the figures as they come, and write those so far where asked after each."""
    figures: list[Figure] = []
    for f in measured:
        figures.append(f)
        beside = f"  peer {f.peer:,.4g}" if f.peer is not None else ""
        ratio = f"  ratio {f.ratio:.2f}" if f.ratio is not None else ""
        state = "" if f.holds is None else "  holds" if f.holds else f"  DOES NOT HOLD {f.why}"
        value = "not measured" if f.value is None else f"{f.value:,.4g}"
        print(f"{f.name}: {value} {f.unit}{beside}{ratio}  goal {f.goal or '-'}{state}", flush=True)
        if path:
            _write(figures, path)


def _write(figures: Sequence[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"commit": _commit(), "machine": _machine(), "figures": [asdict(f) for f in figures]}
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
