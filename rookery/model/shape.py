"""The shape of a model: one dial, the depth, sets the rest; every value can be overridden.

Plain numbers without torch, so that a plan or a catalogue can be made where torch is not installed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from rookery.errors import BadInput

HEAD = 64  # width of one attention head
_WIDTH_PER_LAYER = 128 / 3  # 512 at twelve layers, 1,024 at 24: between nanoGPT's 64 and Qwen3's 36


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a Qwen3-dense model (Qwen Team, "Qwen3 Technical Report", 2025)."""

    vocabulary: int
    layers: int
    width: int  # of the residual stream
    heads: int  # that ask
    kv_heads: int  # that answer: each serves heads / kv_heads of those that ask
    inner: int  # width of the SwiGLU's inside
    head_width: int = HEAD
    context: int = 1024  # tokens it was trained on at once
    rope_theta: float = 10_000.0
    norm_eps: float = 1e-6
    tied: bool = True  # the output's matrix is the embedding's

    def __post_init__(self) -> None:
        for name in ("vocabulary", "layers", "width", "heads", "kv_heads", "inner", "head_width",
                     "context"):  # fmt: skip
            if (number := getattr(self, name)) < 1:
                raise BadInput(f"A model's {name} is at least 1, and not {number}.")
        if self.heads % self.kv_heads:
            raise BadInput(
                f"{self.heads} heads cannot share {self.kv_heads} key-value heads evenly: "
                "take a number that divides them."
            )
        if self.head_width % 2:
            raise BadInput(f"A head's width must be even, and not {self.head_width}.")

    @classmethod
    def of_depth(cls, depth: int, vocabulary: int, **overrides: Any) -> Shape:
        """The shape of `depth` layers; `overrides` are fields that are to be otherwise."""
        if depth < 1:
            raise BadInput(f"The depth is at least 1, and not {depth}.")
        heads = max(round(depth * _WIDTH_PER_LAYER / HEAD), 1)
        kv_heads = next(n for n in range((heads + 1) // 2, 0, -1) if heads % n == 0)
        width = heads * HEAD
        inner = -(-width * 8 // 3 // HEAD) * HEAD
        shape = cls(vocabulary, depth, width, heads, kv_heads, inner)
        return replace(shape, **overrides)

    @property
    def parameters(self) -> int:
        """How many numbers are learned."""
        attention = self.width * self.head_width * (2 * self.heads + 2 * self.kv_heads)
        layer = attention + 3 * self.width * self.inner + 2 * self.width + 2 * self.head_width
        embedding = self.vocabulary * self.width
        return self.layers * layer + self.width + embedding * (1 if self.tied else 2)

    def flops_per_token(self, length: int | None = None) -> float:
        """Floating-point operations to train on one token of a text of `length`, forward and back.

        Six a parameter that multiplies, and the attention's own (Chowdhery et al., "PaLM", app. B).
        """
        multiplying = self.parameters + (0 if self.tied else -self.vocabulary * self.width)
        attention = 12 * self.layers * self.heads * self.head_width * (length or self.context) / 2
        return 6 * multiplying + attention

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Shape:
        """Raises TypeError where a value is of another kind than it must be."""
        number = (int, float)
        kinds: dict[str, Any] = {"rope_theta": number, "norm_eps": number, "tied": bool}
        for name, value in values.items():
            kind = kinds.get(name, int)
            if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
                raise TypeError(name)
        return cls(**values)
