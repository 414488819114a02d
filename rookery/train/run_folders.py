"""Runs of a home, `H/train/runs/NAME/`: settings, tokenizer, metrics, checkpoints, and a page.

Knows where they lie and how far they are, without torch: a server shows them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rookery.errors import BadInput, NotFound, Said
from rookery.train import metrics
from rookery.train.settings import FILE as SETTINGS
from rookery.train.settings import RunSettings

FOLDER = "train"  # of a home: all that training keeps
RUNS, TOKENIZER, BASE, PAGE = "runs", "tokenizer", "base", "page.html"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is."""

    name: str
    parameters: int
    steps: int
    done: int
    loss: float | None  # of the last step, nats a token
    bits_per_byte: float | None  # at the last look at what was kept back


def folder_of(home: Path, name: str) -> Path:
    """Where a run lies; raises BadInput for what can be no name."""
    if not name or not all(c.isalnum() or c in "-_." for c in name) or name.startswith("."):
        raise BadInput(f"{name!r} names no run: take letters, digits, -, _ and dots.")
    return home / FOLDER / RUNS / name


def run_there(home: Path, name: str) -> Path:
    """The folder of a run that is there; raises NotFound."""
    folder = folder_of(home, name)
    if not (folder / SETTINGS).exists():
        there = ", ".join(names(home)) or "none"
        raise NotFound(
            Said(
                "There is no run %(name)s in %(home)s: there is %(there)s.",
                name=name, home=str(home), there=there,
            )
        )  # fmt: skip
    return folder


def names(home: Path) -> list[str]:
    """The runs of a home."""
    return sorted(path.parent.name for path in (home / FOLDER / RUNS).glob(f"*/{SETTINGS}"))


def standings(home: Path) -> tuple[list[Standing], list[str]]:
    """How far each run of a home is; and the names of those whose record is damaged."""
    found: list[Standing] = []
    damaged: list[str] = []
    for name in names(home):
        try:
            found.append(standing(run_there(home, name)))
        except Exception:  # noqa: BLE001  anything can be put there by hand, and hides no other
            damaged.append(name)
    return found, damaged


def standing(folder: Path) -> Standing:
    """How far the run in `folder` is, by its own lines; raises BadInput for a damaged record."""
    settings, lines = RunSettings.load(folder), metrics.read(folder)
    steps = [line for line in lines if line["kind"] == "step"]
    looks = [line for line in lines if line["kind"] == "look"]
    return Standing(
        folder.name,
        settings.shape.parameters,
        settings.steps,
        done=steps[-1]["step"] + 1 if steps else 0,
        loss=steps[-1].get("loss") if steps else None,
        bits_per_byte=looks[-1].get("bits_per_byte") if looks else None,
    )
