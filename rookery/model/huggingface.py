"""To and from the files of Hugging Face: a folder that `transformers` loads unpatched as Qwen3.

Reads a checkpoint a slice at a time, so that a rank takes its own part and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
import torch.distributed.checkpoint as dcp
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import nn
from torch.distributed.checkpoint import HuggingFaceStorageReader

from rookery.durable import write_whole
from rookery.errors import BadInput
from rookery.model import json_file
from rookery.model import tokenizer as tokens
from rookery.model.shape import Shape

_INDEX = "model.safetensors.index.json"
_ENDS = ("bos_token_id", "eos_token_id", "pad_token_id")
_LARGEST = 4 << 30  # bytes a file


def export(
    state: Mapping[str, torch.Tensor],
    shape: Shape,
    tokenizer: Tokenizer,
    folder: Path,
    dtype: torch.dtype = torch.float32,
    *,
    like: Path | None = None,
) -> None:
    """Write weights, configuration and tokenizer into `folder`, which is made.

    `like` is a folder whose tokenizer is taken with its own files: of a model from elsewhere they
    say more than ours do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = list(_parts(state, dtype))
    where: dict[str, str] = {}
    total = 0
    for number, names in enumerate(parts, 1):
        file = f"model-{number:05d}-of-{len(parts):05d}.safetensors"
        file = file if len(parts) > 1 else "model.safetensors"
        tensors = {name: state[name].detach().to(dtype).contiguous() for name in names}
        save_file(tensors, str(folder / file), metadata={"format": "pt"})
        where |= dict.fromkeys(names, file)
        total += sum(t.numel() * t.element_size() for t in tensors.values())
    if len(parts) > 1:
        index = {"metadata": {"total_size": total}, "weight_map": where}
        write_whole(folder / _INDEX, json.dumps(index, indent=2) + "\n")
    config = configuration(shape, dtype, tokenizer)
    if like is None:
        tokens.save(tokenizer, folder, shape.context)
    else:
        tokens.copy(like, folder, shape.context)
        config |= _ends(like, tokenizer)
    write_whole(folder / "config.json", json.dumps(config, indent=2) + "\n")


def _ends(folder: Path, tokenizer: Tokenizer) -> dict[str, Any]:
    """The tokens that begin and end a text, as the configuration that is there has them, or the
    tokenizer's.
    """
    path = folder / "config.json"
    if path.exists():
        held = _config(folder)
        return {name: held[name] for name in _ENDS if name in held}
    if not (folder / tokens.CONFIG).exists():
        return {}
    named = json_file.read(folder / tokens.CONFIG)
    found: dict[str, Any] = {}
    for name in _ENDS:
        token = named.get(name.removesuffix("_id"))
        token = token.get("content") if isinstance(token, dict) else token
        number = tokenizer.token_to_id(token) if isinstance(token, str) else None
        found |= {} if number is None else {name: number}
    return found


def configuration(shape: Shape, dtype: torch.dtype, tokenizer: Tokenizer) -> dict[str, Any]:
    """`config.json`; both forms of the rotation's base, as releases before 5 know only one."""
    return {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.width,
        "intermediate_size": shape.inner,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "head_dim": shape.head_width,
        "hidden_act": "silu",
        "max_position_embeddings": shape.context,
        "rms_norm_eps": shape.norm_eps,
        "rope_theta": shape.rope_theta,
        "rope_parameters": {"rope_type": "default", "rope_theta": shape.rope_theta},
        "rope_scaling": None,
        "attention_bias": False,
        "attention_dropout": 0.0,
        "use_sliding_window": False,
        "tie_word_embeddings": shape.tied,
        "initializer_range": 0.02,
        "use_cache": True,
        "torch_dtype": str(dtype).removeprefix("torch."),
        "bos_token_id": None,
        "eos_token_id": tokenizer.token_to_id(tokens.CLOSE),
        "pad_token_id": tokenizer.token_to_id(tokens.END),
    }


def shape_of(folder: Path) -> Shape:
    """The shape of a checkpoint; raises BadInput where it is not a Qwen3 that we can hold."""
    config = _config(folder)
    kind = config.get("model_type")
    if kind != "qwen3":
        raise BadInput(f"{folder} holds a model of the kind {kind!r}; only qwen3 (dense) is taken.")
    try:
        if odd := _odd(config):
            raise BadInput(f"{folder} is a Qwen3 with {odd}, which is not taken.")
        return _shape(config)
    except KeyError as error:
        raise BadInput(
            f"{folder / 'config.json'} lacks {error.args[0]}: get the model again."
        ) from None
    except (TypeError, ValueError, AttributeError, ZeroDivisionError):
        raise BadInput(f"{folder / 'config.json'} is damaged: get the model again.") from None


def _odd(config: Mapping[str, Any]) -> str | None:
    """What a Qwen3 may have that ours has not."""
    rotation = config.get("rope_scaling") or config.get("rope_parameters") or {}
    # before transformers 4.45 the kind had another name
    scaled = rotation.get("rope_type") or rotation.get("type") or "default"
    has = {
        "attention_bias": config.get("attention_bias"),
        "use_sliding_window": config.get("use_sliding_window"),
        f"rope_type {scaled!r}": scaled != "default",
        f"hidden_act {config.get('hidden_act')!r}": config.get("hidden_act", "silu") != "silu",
    }
    return next((name for name, there in has.items() if there), None)


def _shape(config: Mapping[str, Any]) -> Shape:
    rotation = config.get("rope_parameters") or {}
    heads = int(config["num_attention_heads"])
    return Shape(
        vocabulary=int(config["vocab_size"]),
        layers=int(config["num_hidden_layers"]),
        width=int(config["hidden_size"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        inner=int(config["intermediate_size"]),
        head_width=int(config.get("head_dim") or config["hidden_size"] // heads),
        context=int(config.get("max_position_embeddings", 32_768)),
        rope_theta=float(rotation.get("rope_theta") or config.get("rope_theta", 1e6)),
        norm_eps=float(config.get("rms_norm_eps", 1e-6)),
        tied=bool(config.get("tie_word_embeddings", False)),
    )


def kind_of(folder: Path) -> str:
    """The architecture of a checkpoint, as Hugging Face names it."""
    return str(_config(folder).get("model_type"))


def context_of(folder: Path) -> int | None:
    """How many tokens the model takes whose configuration stands there; none where none does."""
    if not (folder / "config.json").exists():
        return None
    held = _config(folder).get("max_position_embeddings")
    return held if isinstance(held, int) else None


def _config(folder: Path) -> dict[str, Any]:
    return json_file.read(folder / "config.json", "name a folder that holds a model")


def load(model: nn.Module, folder: Path, group: Any = None) -> None:
    """Fill `model` with a checkpoint's weights, of which each rank reads its own part alone.

    `group` is the process group of the ranks. Raises BadInput where a file is damaged, or a weight
    lacks or has another shape.
    """
    held = _shapes(folder)
    state = dict(model.named_parameters())
    for name, parameter in state.items():
        if name not in held:
            raise BadInput(f"{folder} lacks the tensor {name}.")
        if held[name] != tuple(parameter.shape):
            raise BadInput(
                f"{name} in {folder} is of the shape {held[name]}, and not {tuple(parameter.shape)}"
                " as was asked for."
            )
    with torch.no_grad():
        dcp.load(state, storage_reader=HuggingFaceStorageReader(str(folder)), process_group=group)


def _shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """By the headers of its files, which are read alone."""
    found: dict[str, tuple[int, ...]] = {}
    for path in sorted(folder.glob("*.safetensors")):
        try:
            with safe_open(str(path), "pt") as file:
                found |= {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118  no mapping
        except (OSError, SafetensorError) as error:
            raise BadInput(f"{path} is damaged or no safetensors file: {error}.") from None
    if not found:
        raise BadInput(f"There are no safetensors files in {folder}.")
    return found


def _parts(state: Mapping[str, torch.Tensor], dtype: torch.dtype) -> Iterator[list[str]]:
    """Names in order, as many a file as it may hold."""
    part: list[str] = []
    room = _LARGEST
    for name, tensor in state.items():
        size = tensor.numel() * dtype.itemsize
        if part and size > room:
            yield part
            part, room = [], _LARGEST
        part.append(name)
        room -= size
    if part:
        yield part
