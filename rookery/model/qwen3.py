"""Qwen3-dense, whole: grouped-query attention with normed queries and keys, RoPE, SwiGLU, RMSNorm.

Parameters bear the names that `transformers` gives them, so that a checkpoint of ours is one of
theirs. How the model is laid over a mesh of devices stands at the end; the loop that trains it
elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.distributed.tensor import DTensor, distribute_tensor
from torch.utils.checkpoint import checkpoint

from rookery.errors import BadInput
from rookery.model.likelihood import nats
from rookery.model.shape import Shape

if TYPE_CHECKING:
    from torch.distributed.device_mesh import DeviceMesh


class RMSNorm(nn.Module):
    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.weight.shape, self.weight, self.eps)


def together(x: Tensor, *linear: nn.Linear) -> Sequence[Tensor]:
    """What each gives of `x`, by one product: on two cores narrow ones reach a third of its speed.

    One that is shared out over devices, or has an adapter beside it, gives its own.
    """
    if any(type(one) is not nn.Linear or isinstance(one.weight, DTensor) for one in linear):
        return [one(x) for one in linear]
    whole = F.linear(x, torch.cat([one.weight for one in linear]))
    parts: Sequence[Tensor] = whole.split([one.out_features for one in linear], -1)
    return parts


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.head_width = shape.head_width
        asking, answering = shape.heads * shape.head_width, shape.kv_heads * shape.head_width
        self.q_proj = nn.Linear(shape.width, asking, bias=False)
        self.k_proj = nn.Linear(shape.width, answering, bias=False)
        self.v_proj = nn.Linear(shape.width, answering, bias=False)
        self.o_proj = nn.Linear(asking, shape.width, bias=False)
        self.q_norm = RMSNorm(shape.head_width, shape.norm_eps)
        self.k_norm = RMSNorm(shape.head_width, shape.norm_eps)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
        b, t, _ = x.shape
        heads = (b, t, -1, self.head_width)
        q, k, v = (y.view(heads) for y in together(x, self.q_proj, self.k_proj, self.v_proj))
        q = rotated(self.q_norm(q).transpose(1, 2), *turn)  # (B, H, T, D)
        k = rotated(self.k_norm(k).transpose(1, 2), *turn)  # (B, K, T, D)
        v = v.transpose(1, 2)
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, is_causal=mask is None, enable_gqa=q.shape[1] != k.shape[1]
        )
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1))


class MLP(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(shape.width, shape.inner, bias=False)
        self.up_proj = nn.Linear(shape.width, shape.inner, bias=False)
        self.down_proj = nn.Linear(shape.inner, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        gate, up = together(x, self.gate_proj, self.up_proj)
        return self.down_proj(F.silu(gate) * up)


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(shape.width, shape.norm_eps)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = RMSNorm(shape.width, shape.norm_eps)
        self.mlp = MLP(shape)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], mask: Tensor | None) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), turn, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    """Tokens to the last layer's normed output."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.width, shape.norm_eps)
        self.recompute = False  # a layer's inside again on the way back, in place of keeping it

    def forward(self, tokens: Tensor, documents: Tensor | None = None) -> Tensor:
        """`tokens` (B, T) to (B, T, width). With `documents` (B, T), numbers of the texts packed
        into each row, no token looks into another text and each text's places begin at 0.
        """
        mask, places = packed(documents) if documents is not None else (None, None)
        if places is None:
            places = torch.arange(tokens.shape[1], device=tokens.device)[None]
        x = self.embed_tokens(tokens)
        turn = rotation(places, self.shape.head_width, self.shape.rope_theta, x.dtype)
        for layer in self.layers:
            if self.recompute and self.training:
                x = checkpoint(layer, x, turn, mask, use_reentrant=False)
            else:
                x = layer(x, turn, mask)
        return self.norm(x)


class Qwen3(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.model = Body(shape)
        if not shape.tied:
            self.lm_head = nn.Linear(shape.width, shape.vocabulary, bias=False)

    def forward(
        self, tokens: Tensor, targets: Tensor | None = None, documents: Tensor | None = None
    ) -> Tensor:
        """Logits (B, T, vocabulary); with `targets` (B, T) their summed negative log-likelihood in
        nats, those that are `IGNORED` left out. `documents` (B, T) as in `Body`.
        """
        x = self.model(tokens, documents)
        head = (self.model.embed_tokens if self.shape.tied else self.lm_head).weight
        if targets is None:
            return F.linear(x, head)
        return nats(x, head, targets)

    @torch.no_grad()
    def start(self, seed: int) -> None:
        """First values: normal, and what adds to the residual stream smaller by its depth.

        The same on any number of ranks: each draws a parameter whole and keeps its own part.
        """
        generator = torch.Generator().manual_seed(seed)
        spread = 0.02
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                parameter.fill_(1.0)
                continue
            adds = name.endswith(("o_proj.weight", "down_proj.weight"))
            size = spread / (2 * self.shape.layers) ** 0.5 if adds else spread
            fill(parameter, torch.empty(parameter.shape).normal_(0, size, generator=generator))


@torch.no_grad()
def fill(parameter: Tensor, whole: Tensor) -> None:
    """Copy `whole` into a parameter, of which this rank may hold a part alone."""
    if isinstance(parameter, DTensor):
        mesh, placements = parameter.device_mesh, parameter.placements
        whole = distribute_tensor(whole.to(parameter.device), mesh, placements, src_data_rank=None)
    parameter.copy_(whole)


def rotation(places: Tensor, width: int, theta: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosines and sines of each place (B, T), each (B, 1, T, width), as Su et al., "RoFormer"."""
    slow = theta ** (-torch.arange(0, width, 2, device=places.device).float() / width)
    angle = places[:, None, :, None].float() * torch.cat([slow, slow])
    return angle.cos().to(dtype), angle.sin().to(dtype)


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Each head's two halves turned as pairs, by its token's place."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


def packed(documents: Tensor) -> tuple[Tensor, Tensor]:
    """Which token may look at which (B, 1, T, T), and each token's place in its text (B, T)."""
    t = documents.shape[1]
    order = torch.arange(t, device=documents.device)
    same = documents[:, :, None] == documents[:, None, :]
    mask = same & (order[:, None] >= order[None, :])
    begins = torch.where(same, order[None, None, :], t).amin(-1)
    return mask[:, None], order[None] - begins


# Over a mesh of devices


def split_tensors(model: Qwen3, mesh: DeviceMesh) -> None:
    """Tensor parallel over `mesh` (one dimension): heads and the MLP's inside are shared out.

    Shoeybi et al., "Megatron-LM" (2019). Raises BadInput where the heads cannot be shared evenly.
    """
    from torch.distributed.tensor.parallel import (
        ColwiseParallel,
        RowwiseParallel,
        SequenceParallel,
        parallelize_module,
    )

    shape, ways = model.shape, mesh.size()
    if shape.kv_heads % ways or shape.inner % ways:
        raise BadInput(
            f"{shape.kv_heads} key-value heads and an inside of {shape.inner} cannot be shared "
            f"out evenly among {ways} devices: take tensor_ways that divide both."
        )
    normed = SequenceParallel(sequence_dim=2, use_local_output=True)  # each device norms its heads
    plan = {
        "self_attn.q_proj": ColwiseParallel(use_local_output=False),
        "self_attn.k_proj": ColwiseParallel(use_local_output=False),
        "self_attn.v_proj": ColwiseParallel(),
        "self_attn.q_norm": normed,
        "self_attn.k_norm": normed,
        "self_attn.o_proj": RowwiseParallel(),
        "mlp.gate_proj": ColwiseParallel(),
        "mlp.up_proj": ColwiseParallel(),
        "mlp.down_proj": RowwiseParallel(),
    }
    for layer in model.model.layers:
        parallelize_module(layer, mesh, plan)


def split_state(model: Qwen3, mesh: DeviceMesh, compute: torch.dtype) -> None:
    """FSDP2 over `mesh`: parameters, gradients and the optimiser's state are shared out, a layer's
    whole parameters are there while it computes, in `compute`; gradients are summed in float32.
    """
    from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

    policy = MixedPrecisionPolicy(param_dtype=compute, reduce_dtype=torch.float32)
    for layer in model.model.layers:
        fully_shard(layer, mesh=mesh, mp_policy=policy)
    fully_shard(model, mesh=mesh, mp_policy=policy)
