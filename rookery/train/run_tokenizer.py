"""The tokenizer that a run keeps, and nothing else of the folder that it was taken from.

A recipe often takes it from the folder of its shards; what is deleted leaves those, and must not
stand in a run, nor go out with an export.
"""

from __future__ import annotations

import shutil
from fnmatch import fnmatchcase
from pathlib import Path

from rookery.model import tokenizer as tokens
from rookery.train.run_folders import BASE, FOLDER, RUNS, TOKENIZER

_OF_BASE = ("*.safetensors*", "*.json.*.part")  # weights, and what is being written just now


def keep(source: Path, run: Path, context: int) -> None:
    """Copy it beside the weights; there whole, or not at all."""
    kept = run / TOKENIZER
    if kept.exists():
        _strip(kept)
        return
    part = run / f"{TOKENIZER}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    tokens.copy(source, part, context)
    part.replace(kept)


def strip(home: Path) -> None:
    """Releases before this one copied all that lay beside a tokenizer, shards among it: take that
    out of every run.
    """
    for run in (home / FOLDER / RUNS).glob("*"):
        _strip(run / TOKENIZER)
        _strip(run / BASE, _OF_BASE)


def _strip(folder: Path, besides: tuple[str, ...] = ()) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if tokens.belongs(path) or any(fnmatchcase(path.name, pattern) for pattern in besides):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
