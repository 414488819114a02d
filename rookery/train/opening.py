"""Models that are not ours, as `transformers` opens them: a folder of Hugging Face's, or a GGUF."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from rookery.errors import BadInput, Unavailable
from rookery.llm import header


def read_config(path: Path) -> Any:
    """Its configuration; raises BadInput where it cannot be read, Unavailable without the extra."""
    return _opened("AutoConfig", path)


def read_tokenizer(path: Path) -> Any:
    return _opened("AutoTokenizer", path)


def read_model(path: Path) -> Any:
    """Its weights made whole once, in float32: multiplying packed ones again and again is slow."""
    import torch

    return _opened("AutoModelForCausalLM", path, dtype=torch.float32, attn_implementation="sdpa")


def _opened(kind: str, path: Path, **more: Any) -> Any:
    try:
        import transformers
    except ImportError:
        raise Unavailable(
            "Tuning models of others needs the extra [tune]: pip install -c constraints.txt "
            "'.[tune]'"
        ) from None
    transformers.utils.logging.disable_progress_bar()  # a run has its own
    where: dict[str, Any] = {"pretrained_model_name_or_path": str(path)}
    if path.suffix == ".gguf":
        header.read(path)  # what is cut short or damaged is named before its numbers are believed
        where = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return getattr(transformers, kind).from_pretrained(**where, **more)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  its readers fail as the damage has it
            said = (str(error).strip() or type(error).__name__).splitlines()[0][:300].rstrip(".")
            if "ignore_mismatched_sizes" in said:  # it speaks of a report that nobody sees
                said = "its weights are of other shapes than its configuration says"
            raise BadInput(f"{path} is no model that transformers opens: {said}.") from None
