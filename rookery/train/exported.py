"""A run's weights out of its checkpoint: to a folder of Hugging Face's, or to a GGUF."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path
from typing import get_args

import torch
import torch.distributed.checkpoint as dcp

from rookery.errors import BadInput, Conflict, NotFound
from rookery.model import gguf, huggingface
from rookery.model import tokenizer as tokens
from rookery.model.qwen3 import Qwen3
from rookery.train.adapter import factors
from rookery.train.base_file import Base, base_of
from rookery.train.checkpoint import chosen
from rookery.train.loop import CHECKPOINTS
from rookery.train.run_folders import TOKENIZER
from rookery.train.settings import RunSettings
from rookery.train.torch_failures import reading

PRECISIONS: tuple[str, ...] = get_args(gguf.Precision)
_DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def export(run: Path, to: Path, precision: str | None = None) -> str:
    """Write the run's model to `to`, a GGUF where it is named so; gives the precision.

    Raises NotFound where the run has no checkpoint yet, Conflict where `to` holds something else.
    """
    if (base := base_of(run)) is not None and base.rank is not None:
        return _adapter(run, base, to, precision)
    model = weights(run)
    words = run / TOKENIZER
    tokenizer = tokens.load(words)
    # weights from elsewhere may take more tokens than were in a row here
    shape = replace(
        model.shape, context=max(model.shape.context, huggingface.context_of(words) or 0)
    )
    if to.suffix == ".gguf":
        chosen = precision or "q8_0"
        if chosen not in PRECISIONS:
            raise BadInput(f"A GGUF is written as {', '.join(PRECISIONS)}, and not as {chosen}.")
        to.parent.mkdir(parents=True, exist_ok=True)
        gguf.write(model.state_dict(), shape, tokenizer, to, chosen, name=run.name)  # type: ignore[arg-type]  # one of them
        return chosen
    chosen = precision or "f32"
    if chosen not in _DTYPES:
        raise BadInput(
            f"A folder of Hugging Face's is written as {', '.join(_DTYPES)}, and not as {chosen}; "
            "for a GGUF name a file that ends in .gguf."
        )
    if to.exists() and any(to.iterdir()) and not (to / "config.json").exists():
        raise Conflict(f"{to} holds something else: name an empty folder, or a new one.")
    huggingface.export(model.state_dict(), shape, tokenizer, to, _DTYPES[chosen], like=words)
    return chosen


def _adapter(run: Path, base: Base, to: Path, precision: str | None) -> str:
    if to.suffix != ".gguf" or precision not in (None, "f16"):
        raise BadInput(f"{run.name} is an adapter, which is written as a GGUF of f16 alone.")
    to.parent.mkdir(parents=True, exist_ok=True)
    held = factors(_read(_chosen(run)))
    gguf.write_adapter(held, base.architecture, base.layers, base.alpha, to, name=run.name)
    return "f16"


def _chosen(run: Path) -> Path:
    step = chosen(run / CHECKPOINTS)
    if step is None:
        raise NotFound(f"The run {run.name} has no checkpoint yet.")
    return step


def _read(checkpoint: Path) -> dict[str, torch.Tensor]:
    """All that a checkpoint holds of the model's weights."""
    begin = "model."
    with reading(checkpoint):
        held = dcp.FileSystemReader(str(checkpoint)).read_metadata().state_dict_metadata
    state = {
        name.removeprefix(begin): torch.empty(kept.size, dtype=kept.properties.dtype)
        for name, kept in held.items() if name.startswith(begin)
    }  # fmt: skip
    _fill(state, checkpoint)
    return state


def _fill(state: dict[str, torch.Tensor], checkpoint: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one process alone reads is meant
        with reading(checkpoint):
            dcp.load({"model": state}, checkpoint_id=str(checkpoint), no_dist=True)


def weights(run: Path) -> Qwen3:
    """The model of a run as its newest checkpoint has it, or its best where that is kept; whole."""
    step = _chosen(run)
    with torch.device("meta"):
        model = Qwen3(RunSettings.load(run).shape)
    model.to_empty(device="cpu")
    _fill(model.state_dict(), step)
    model.eval()
    return model
