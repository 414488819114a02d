"""What a run tells of itself: a line a step in `metrics.jsonl`."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

FILE = "metrics.jsonl"
_OF_STEP = ("loss", "gradient", "rate", "seconds", "tokens_per_s", "utilisation")
_OF_LOOK = ("bits_per_byte",)
_MOST = 1 << 53  # beyond it a whole number is no exact float


class Metrics:
    """Appends whole lines; of steps that a run went back over the last line holds."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("a", encoding="utf-8")

    def write(self, **values: Any) -> None:
        told = {name: _told(value) for name, value in values.items()}
        self._file.write(json.dumps(told, allow_nan=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def read(folder: Path) -> list[dict[str, Any]]:
    """A run's lines in order of their steps, each step once; a torn last line is no line."""
    by_step: dict[tuple[str, int], dict[str, Any]] = {}
    for line in _lines(folder / FILE):
        by_step[line["kind"], line["step"]] = line
    return sorted(by_step.values(), key=lambda line: (line["step"], line["kind"]))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Those that can be read, each with all that a line of its kind has: what lacks is none."""
    if not path.exists():
        return
    for text in path.read_text("utf-8", "replace").splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if not isinstance(line, dict) or not _is_step(line.get("step")):
            continue
        if line.get("kind") == "step":
            said = line.get("said")
            yield line | _numbers(line, _OF_STEP) | {"said": said if isinstance(said, str) else ""}
        elif line.get("kind") == "look":
            texts = line.get("samples")
            texts = [t for t in texts if isinstance(t, str)] if isinstance(texts, list) else []
            yield line | _numbers(line, _OF_LOOK) | {"samples": texts}


def _numbers(line: Mapping[str, Any], names: Sequence[str]) -> dict[str, float | None]:
    found = {name: line.get(name) for name in names}
    fit = {n for n, v in found.items() if isinstance(v, int | float) and not isinstance(v, bool)}
    return {name: _told(value) if name in fit else None for name, value in found.items()}


def _told(value: Any) -> Any:
    """None for what is no number that JSON has: a loss that ran away is one."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return None if isinstance(value, int) and abs(value) > _MOST else value


def _is_step(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
