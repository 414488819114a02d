"""What a run tells of itself: a line a step in `metrics.jsonl`, beside how fast it could be."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

FILE = "metrics.jsonl"
_SIDE, _TRIES = 1536, 8
_PEAKS = {  # bf16 operations a second without sparsity, from NVIDIA's data sheets
    "H100": 989e12, "H200": 989e12, "H800": 989e12, "A100": 312e12, "L40S": 362e12,
}  # fmt: skip


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
    for text in path.read_text("utf-8").splitlines():
        try:
            yield json.loads(text)
        except ValueError:
            continue


def peak_flops(device: torch.device, precision: torch.dtype) -> float:
    """Operations a second that the device can do: its data sheet's, or a matrix product's here."""
    if device.type == "cuda":
        name = torch.cuda.get_device_name(device)
        for known, peak in _PEAKS.items():
            if known in name:
                return peak
    a = torch.randn(_SIDE, _SIDE, device=device, dtype=precision)
    best = float("inf")
    for _ in range(_TRIES):
        began = time.perf_counter()
        a @ a
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        best = min(best, time.perf_counter() - began)
    return 2 * _SIDE**3 / best
