"""A GGUF of a Qwen3 back into a folder of Hugging Face's form, so that its weights can learn on.

The reader of `transformers` takes heads of another width for granted. Weights are made whole one at
a time: what was rounded stays so, and no more than a file of the folder is in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from gguf import GGUFReader, ReaderTensor, TokenType
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from rookery.errors import BadInput
from rookery.llm import header
from rookery.model import huggingface
from rookery.model.qwen3 import Qwen3
from rookery.model.shape import Shape
from rookery.model.tokenizer import QWEN2

OURS = "qwen3"
_AGAIN = "is damaged: get the model again"


def unpack(path: Path, folder: Path) -> None:
    """Write the model in `path` into `folder`, its configuration last.

    Raises BadInput where it is no whole GGUF of a Qwen3 that we can hold; then nothing is written.
    """
    said = header.read(path)
    if said.adapter:
        raise BadInput(f"{path} is an adapter: name the model that it is for.")
    if said.architecture != OURS:
        raise BadInput(f"{path} holds a model of the kind {said.architecture!r}, and not {OURS}.")
    try:
        reader = GGUFReader(str(path))
        shape = _shape(path, reader, said.values)
        tokenizer = _tokenizer(path, reader)
        weights = _Weights(path, reader, shape)
    except (BadInput, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  its readers fail as the damage has it
        raise BadInput(f"{path} {_AGAIN} ({type(error).__name__}).") from None
    huggingface.export(weights, shape, tokenizer, folder)


class _Weights(Mapping[str, torch.Tensor]):
    """By our names, whole in float32 each time that one is asked for."""

    def __init__(self, path: Path, reader: GGUFReader, shape: Shape) -> None:
        there = {tensor.name: tensor for tensor in reader.tensors}
        names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN3, shape.layers)
        with torch.device("meta"):
            wanted = dict(Qwen3(shape).named_parameters())
        self._held: dict[str, ReaderTensor] = {}
        for name, parameter in wanted.items():
            known = names.get_name(name, try_suffixes=(".weight",))
            tensor = there.pop(known or "", None)
            if tensor is None or tuple(tensor.shape[::-1].tolist()) != tuple(parameter.shape):
                raise BadInput(f"{path} {_AGAIN} (its {known} is missing or of another shape).")
            self._held[name] = tensor
        if there:
            raise BadInput(f"{path} is a Qwen3 with {min(there)}, which is not taken.")
        for kind in {t.tensor_type: t for t in self._held.values()}.values():
            _refuse_unknown(path, kind)

    def __getitem__(self, name: str) -> torch.Tensor:
        tensor = self._held[name]
        return torch.from_numpy(_whole(tensor.data, tensor).reshape(tensor.shape[::-1].tolist()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def _whole(data: Any, tensor: ReaderTensor) -> Any:
    return np.array(gguf.quants.dequantize(data, tensor.tensor_type), np.float32)


def _refuse_unknown(path: Path, tensor: ReaderTensor) -> None:
    try:
        _whole(tensor.data[:1], tensor)
    except (NotImplementedError, KeyError):
        raise BadInput(
            f"{path} is rounded as {tensor.tensor_type.name}, which cannot be made whole again: "
            "get the model in another precision, such as q8_0."
        ) from None


def _shape(path: Path, reader: GGUFReader, values: Mapping[str, Any]) -> Shape:
    if (scaled := values.get(f"{OURS}.rope.scaling.type", "none")) != "none":
        raise BadInput(f"{path} is a Qwen3 with rope_type {scaled!r}, which is not taken.")
    rows = {tensor.name: tensor.shape for tensor in reader.tensors}
    width, heads = (
        int(values[f"{OURS}.{n}"]) for n in ("embedding_length", "attention.head_count")
    )
    return Shape(
        vocabulary=int(rows["token_embd.weight"][-1]),
        layers=int(values[f"{OURS}.block_count"]),
        width=width,
        heads=heads,
        kv_heads=int(values.get(f"{OURS}.attention.head_count_kv", heads)),
        inner=int(values[f"{OURS}.feed_forward_length"]),
        head_width=int(values.get(f"{OURS}.attention.key_length", width // heads)),
        context=int(values[f"{OURS}.context_length"]),
        # a float of 32 bits has seven digits, and what was written no more
        rope_theta=float(f"{values.get(f'{OURS}.rope.freq_base', 1e4):.7g}"),
        norm_eps=float(f"{values[f'{OURS}.attention.layer_norm_rms_epsilon']:.7g}"),
        tied="output.weight" not in rows,
    )


def _tokenizer(path: Path, reader: GGUFReader) -> Tokenizer:
    """A byte-level BPE of its tokens and merges, which cuts text as the file says."""
    listed, kinds, pairs, cut = (
        reader.fields[f"tokenizer.ggml.{name}"].contents()
        for name in ("tokens", "token_type", "merges", "pre")
    )
    known = {t: n for n, t in enumerate(listed) if kinds[n] != TokenType.UNUSED}
    merges = [tuple(pair.split(" ", 1)) for pair in pairs]
    made = Tokenizer(models.BPE(vocab=known, merges=merges))
    made.decoder = decoders.ByteLevel()
    if cut in ("gpt-2", "gpt2"):
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    elif cut == "qwen2":
        made.normalizer = normalizers.NFC()
        split = pre_tokenizers.Split(Regex(QWEN2), "isolated")
        whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
        made.pre_tokenizer = pre_tokenizers.Sequence([split, whole])
    else:
        raise BadInput(
            f"The tokenizer in {path} cuts text as {cut!r}, which is not known here: take the "
            "model as a folder of Hugging Face's."
        )
    for kind, special in ((TokenType.CONTROL, True), (TokenType.USER_DEFINED, False)):
        marks = [t for t, n in known.items() if kinds[n] == kind]
        made.add_tokens([AddedToken(t, normalized=False, special=special) for t in marks])
    return made
