"""A run's newest weights out of its checkpoint: to a folder of Hugging Face's, or to a GGUF."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import get_args

import torch
import torch.distributed.checkpoint as dcp

from rookery.errors import BadInput, Conflict, NotFound
from rookery.model import gguf, huggingface
from rookery.model import tokenizer as tokens
from rookery.model.qwen3 import Qwen3
from rookery.train.checkpoint import newest
from rookery.train.loop import CHECKPOINTS
from rookery.train.runs import TOKENIZER
from rookery.train.settings import RunSettings

PRECISIONS: tuple[str, ...] = get_args(gguf.Precision)
_DTYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def export(run: Path, to: Path, precision: str | None = None) -> str:
    """Write the run's model to `to`, a GGUF where it is named so; gives the precision.

    Raises NotFound where the run has no checkpoint yet, Conflict where `to` holds something else.
    """
    model = weights(run)
    tokenizer = tokens.load(run / TOKENIZER)
    if to.suffix == ".gguf":
        chosen = precision or "q8_0"
        if chosen not in PRECISIONS:
            raise BadInput(f"A GGUF is written as {', '.join(PRECISIONS)}, and not as {chosen}.")
        to.parent.mkdir(parents=True, exist_ok=True)
        gguf.write(model.state_dict(), model.shape, tokenizer, to, chosen, name=run.name)  # type: ignore[arg-type]  # one of them
        return chosen
    chosen = precision or "f32"
    if chosen not in _DTYPES:
        raise BadInput(
            f"A folder of Hugging Face's is written as {', '.join(_DTYPES)}, and not as {chosen}; "
            "for a GGUF name a file that ends in .gguf."
        )
    if to.exists() and any(to.iterdir()) and not (to / "config.json").exists():
        raise Conflict(f"{to} holds something else: name an empty folder, or a new one.")
    huggingface.export(
        model.state_dict(), model.shape, tokenizer, to, _DTYPES[chosen], like=run / TOKENIZER
    )
    return chosen


def weights(run: Path) -> Qwen3:
    """The model of a run as its newest checkpoint has it, whole."""
    step = newest(run / CHECKPOINTS)
    if step is None:
        raise NotFound(f"The run {run.name} has no checkpoint yet.")
    with torch.device("meta"):
        model = Qwen3(RunSettings.load(run).shape)
    model.to_empty(device="cpu")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that one process alone reads is meant
        dcp.load({"model": model.state_dict()}, checkpoint_id=str(step), no_dist=True)
    model.eval()
    return model
