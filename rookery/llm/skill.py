"""How well weights of ours do each task: measured when they were made, kept beside them.

A task whose bar was not reached is left to the composer. How it is measured lies in benchmarks/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rookery.errors import Conflict, Said

BARS: Mapping[str, tuple[float, bool]] = MappingProxyType(
    {  # a share, and whether it is the least or the most
        "in form": (0.95, True),
        "citations right": (0.8, True),
        "declined": (0.8, True),
        "numbers of its own": (0.01, False),
    }
)
TASKS = ".tasks.json"  # what a file of weights has in place of its ending
_NOTHING: Mapping[str, tuple[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Skill:
    """One task that weights were tuned for, in this version of it."""

    version: int
    shares: Mapping[str, tuple[int, int]] = field(default_factory=lambda: _NOTHING)
    """So many of so many of the kept-back examples, by the names of `BARS`; empty: not measured."""

    @property
    def reached(self) -> bool:
        """Whether every measure that was taken is at its bar."""
        taken = {name: held / of for name, (held, of) in self.shares.items() if of}
        return bool(taken) and not any(map(short_of, taken.items()))


def short_of(measure: tuple[str, float]) -> bool:
    """Whether a share, by its name, is not at its bar."""
    name, share = measure
    bar, least = BARS[name]
    return share < bar if least else share > bar


def skills_beside(weights: Path) -> Mapping[str, Skill]:
    """What stands in `NAME.tasks.json` beside the file, so that weights and figures cannot part.

    Raises Conflict where it cannot be read.
    """
    path = weights.with_suffix(TASKS)
    try:
        said = json.loads(path.read_text("utf-8"))
        return MappingProxyType({str(name): _skill(row) for name, row in said.items()})
    except FileNotFoundError:
        return MappingProxyType({})
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        raise Conflict(
            Said("%(path)s does not say a version for each task: write it again.", path=str(path))
        ) from None


def written(skills: Mapping[str, Skill]) -> str:
    """The same as the text of such a file."""
    rows = {name: {"version": s.version, **s.shares} for name, s in skills.items()}
    return json.dumps(rows, indent=1) + "\n"


def _skill(row: Any) -> Skill:
    version, shares = row["version"], {n: tuple(v) for n, v in row.items() if n != "version"}
    counts = [version, *(one for share in shares.values() for one in share)]
    if not all(type(one) is int and one >= 0 for one in counts) or not shares.keys() <= BARS.keys():
        raise ValueError
    return Skill(version, {name: (held, of) for name, (held, of) in shares.items()})
