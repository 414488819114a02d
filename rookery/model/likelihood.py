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
    kind = x.device.type
    if torch.is_autocast_enabled(kind):  # which does not see into what writes where it is told
        x, head = (part.to(torch.get_autocast_dtype(kind)) for part in (x, head))
    return _Likelihood.apply(x, head, flat)


class _Likelihood(torch.autograd.Function):
    """Cross-entropy of a linear layer that keeps gradients instead of logits.

    Reading and writing the logits is a sixth of a step on a CPU. So they lie in one place, which
    each slice writes anew, they are raised to powers once, and what they are divided by goes into
    the narrow factors of the products.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, targets: Tensor) -> Tensor:  # type: ignore[no-untyped-def]  # noqa: ANN001  torch gives no type
        total = x.new_zeros((), dtype=torch.float32)
        learns = ctx.needs_input_grad[1]  # beneath an adapter the output's matrix does not
        of_x = torch.empty_like(x)
        of_weight = torch.zeros_like(weight, dtype=torch.float32) if learns else None
        rows = min(max(_LOGITS // len(weight), 1), max(len(x), 1))
        place = x.new_empty(rows, len(weight))
        for part, wanted, given in zip(
            x.split(rows), targets[:, None].split(rows), of_x.split(rows), strict=True
        ):
            logits = torch.mm(part, weight.t(), out=place[: len(part)]).float()
            top = logits.amax(-1, keepdim=True)
            total += (top - logits.gather(-1, wanted)).sum()
            powers = logits.sub_(top).exp_()
            whole = powers.sum(-1, keepdim=True)
            total += whole.log().sum()
            powers.scatter_add_(-1, wanted, -whole)  # `whole` times the gradient
            grad, whole = powers.to(x.dtype), whole.to(x.dtype)
            torch.mm(grad, weight, out=given).div_(whole)
            if of_weight is not None and x.dtype == torch.float32:
                of_weight.addmm_(grad.t(), part / whole)
            elif of_weight is not None:  # slices are summed whole
                of_weight += grad.t() @ (part / whole)
        ctx.save_for_backward(of_x, of_weight)
        return total

    @staticmethod
    def backward(ctx, up: Tensor) -> tuple[Tensor, Tensor | None, None]:  # type: ignore[no-untyped-def]  # noqa: ANN001  torch gives no type
        x, weight = ctx.saved_tensors
        return x * up.to(x.dtype), None if weight is None else weight * up.to(weight.dtype), None
