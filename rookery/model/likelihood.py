"""The loss of a language model, over slices of its output: no batch's logits stand in memory.

Hsu et al., "Liger Kernel" (2024): the gradient is known as soon as the logits are, so it is kept
in their place.
"""

from __future__ import annotations

import torch
from torch import Tensor

IGNORED = -100  # a target that teaches nothing
_LOGITS = 1 << 24  # numbers that stand in memory at once


def nats(x: Tensor, head: Tensor, targets: Tensor) -> Tensor:
    """The summed negative log-likelihood of `targets` (B, T) in nats, those `IGNORED` left out.

    `x` (B, T, width) is what the last layer gives and `head` (vocabulary, width) the output's
    matrix. Of a prompt nothing is learned, so no logits of it are made.
    """
    x, flat = x.flatten(0, 1), targets.flatten()
    kept = (flat != IGNORED).nonzero().flatten()
    if len(kept) < len(flat):
        x, flat = x[kept], flat[kept]
    total = x.new_zeros((), dtype=torch.float32)
    rows = max(_LOGITS // len(head), 1)
    for part, wanted in zip(x.split(rows), flat.split(rows), strict=True):
        total = total + _Likelihood.apply(part, head, wanted)
    return total


class _Likelihood(torch.autograd.Function):
    """Cross-entropy of a linear layer that keeps gradients instead of logits."""

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, targets: Tensor) -> Tensor:  # type: ignore[no-untyped-def]  # noqa: ANN001  torch gives no type
        logits = (x @ weight.t()).float()
        top = torch.logsumexp(logits, -1)
        total = (top - logits.gather(-1, targets[:, None]).squeeze(-1)).sum()
        logits.sub_(top[:, None]).exp_()  # probabilities
        logits[torch.arange(len(targets), device=x.device), targets] -= 1
        grad = logits.to(x.dtype)
        # beneath an adapter the output's matrix learns nothing
        ctx.save_for_backward(grad @ weight, grad.t() @ x if ctx.needs_input_grad[1] else None)
        return total

    @staticmethod
    def backward(ctx, up: Tensor) -> tuple[Tensor, Tensor | None, None]:  # type: ignore[no-untyped-def]  # noqa: ANN001  torch gives no type
        x, weight = ctx.saved_tensors
        return x * up.to(x.dtype), None if weight is None else weight * up.to(weight.dtype), None
