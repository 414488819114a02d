"""What a run tells of itself: a line a step in `metrics.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "metrics.jsonl"


class Metrics:
    """Appends whole lines; of steps that a run went back over the last line holds."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("a", encoding="utf-8")

    def write(self, **values: Any) -> None:
        self._file.write(json.dumps(values) + "\n")
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
    if not path.exists():
        return
    for text in path.read_text("utf-8", "replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and isinstance(line.get("step"), int) and "kind" in line:
            yield line
