"""The record of what was tuned, beside a run: an adapter means nothing without its base."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from rookery.durable import write_whole
from rookery.errors import BadInput
from rookery.model import json_file

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
    """What a run of tuning stands on; none of a run that began from nothing.

    Raises BadInput where the record is damaged.
    """
    path = run / FILE
    if not path.exists():
        return None
    try:
        return Base(**json_file.read(path))
    except TypeError:
        raise BadInput(f"{path} is damaged: bring it back from a copy.") from None
