"""To GGUF, which llama.cpp and Ollama read: a whole Qwen3, or a LoRA adapter for any model.

llama.cpp's own converter refuses a BPE that it does not know by its hash; ours says which
pre-tokenizer it has. Layout: ggml's `docs/gguf.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from tokenizers import Tokenizer

from rookery.durable import replacing
from rookery.errors import BadInput
from rookery.llm.chat_forms import CHATML
from rookery.model import tokenizer as tokens
from rookery.model.shape import Shape

Precision = Literal["f32", "f16", "q8_0", "q4_0"]
_KINDS = {"f32": Kind.F32, "f16": Kind.F16, "q8_0": Kind.Q8_0, "q4_0": Kind.Q4_0}
_FILE_TYPES = {
    "f32": gguf.LlamaFileType.ALL_F32, "f16": gguf.LlamaFileType.MOSTLY_F16,
    "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0, "q4_0": gguf.LlamaFileType.MOSTLY_Q4_0,
}  # fmt: skip
_BLOCK = 32  # numbers that share a scale in q8_0 and q4_0


def write(
    state: Mapping[str, torch.Tensor],
    shape: Shape,
    tokenizer: Tokenizer,
    path: Path,
    precision: Precision,
    *,
    name: str = "rookery",
    licence: str = "apache-2.0",
) -> None:
    """Write a model; matrices at `precision`, norms whole."""
    with replacing(path) as part:
        writer = gguf.GGUFWriter(str(part), "qwen3")
        writer.add_name(name)
        writer.add_license(licence)
        writer.add_file_type(_FILE_TYPES[precision])
        _describe(writer, shape)
        _tokenizer(writer, tokenizer, shape.vocabulary)
        names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN3, shape.layers)
        for held, tensor in state.items():
            known = names.get_name(held, try_suffixes=(".weight",))
            assert known is not None, held
            values = tensor.detach().float().numpy()
            kind = _KINDS[precision] if values.ndim > 1 else Kind.F32
            if kind in (Kind.Q8_0, Kind.Q4_0) and values.shape[-1] % _BLOCK:
                kind = Kind.F16
            writer.add_tensor(known, gguf.quants.quantize(values, kind), raw_dtype=kind)
        _close(writer)


def write_adapter(
    factors: Mapping[str, tuple[torch.Tensor, torch.Tensor]],
    architecture: str,
    layers: int,
    alpha: float,
    path: Path,
    *,
    name: str,
) -> None:
    """Write a LoRA adapter: by the name of each matrix its A (rank, in) and B (out, rank)."""
    known_as = {name: arch for arch, name in gguf.MODEL_ARCH_NAMES.items()}
    if architecture not in known_as:
        raise BadInput(f"llama.cpp has no architecture {architecture}: its adapter has no GGUF.")
    with replacing(path) as part:
        writer = gguf.GGUFWriter(str(part), architecture)
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_name(name)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
        names = gguf.get_tensor_name_map(known_as[architecture], layers)
        for held, pair in factors.items():
            known = names.get_name(held, try_suffixes=(".weight",))
            assert known is not None, held
            for ending, factor in zip(("lora_a", "lora_b"), pair, strict=True):
                values = factor.detach().float().numpy().astype(np.float16)
                writer.add_tensor(f"{known}.{ending}", values)
        _close(writer)


def _describe(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_layer_norm_rms_eps(shape.norm_eps)
    writer.add_rope_freq_base(shape.rope_theta)
    writer.add_vocab_size(shape.vocabulary)


def _tokenizer(writer: gguf.GGUFWriter, tokenizer: Tokenizer, vocabulary: int) -> None:
    """Tokens by id; rows of the embedding beyond the last are named and never said."""
    known = {number: token for token, number in tokenizer.get_vocab().items()}
    listed = [known.get(n, f"[unused{n}]") for n in range(vocabulary)]
    added = tokenizer.get_added_tokens_decoder()  # what no merge makes
    marks = {
        n: gguf.TokenType.CONTROL if token.special else gguf.TokenType.USER_DEFINED
        for n, token in added.items()
    }
    rest = [
        gguf.TokenType.NORMAL if n in known else gguf.TokenType.UNUSED for n in range(vocabulary)
    ]
    kinds = [marks.get(n, kind) for n, kind in enumerate(rest)]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(tokens.pre_tokenizer(tokenizer))
    writer.add_token_list(listed)
    writer.add_token_types(kinds)
    writer.add_token_merges(list(tokens.merges(tokenizer)))
    writer.add_eos_token_id(tokenizer.token_to_id(tokens.CLOSE))
    writer.add_pad_token_id(tokenizer.token_to_id(tokens.END))
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)


def _close(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
