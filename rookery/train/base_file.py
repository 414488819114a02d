"""The record of what was tuned, beside a run: an adapter means nothing without its base."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rookery.durable import write_whole

FILE = "base.json"


@dataclass(frozen=True, slots=True)
class Base:
    """The model under a run of tuning."""

    path: str
    architecture: str  # as GGUF names it
    layers: int
    rank: int | None = None  # none: the whole model learns
    alpha: float = 0.0

    def save(self, run: Path) -> None:
        write_whole(run / FILE, json.dumps(asdict(self), indent=2) + "\n")


def base_of(run: Path) -> Base | None:
    """What a run of tuning stands on; none of a run that began from nothing."""
    path = run / FILE
    return Base(**json.loads(path.read_text("utf-8"))) if path.exists() else None
