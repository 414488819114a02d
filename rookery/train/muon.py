"""Muon: momentum made orthogonal, for matrices; everything else is AdamW's.

Jordan et al., "Muon" (2024); scaled as in Liu et al., "Muon is Scalable for LLM Training" (2025),
so that one rate and one weight decay fit both optimisers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import torch
from torch import Tensor
from torch.distributed.tensor import DTensor, distribute_tensor

_A, _B, _C = 3.4445, -4.7750, 2.0315  # of the quintic iteration, chosen for its slope at zero
_STEPS = 5


class Muon(torch.optim.Optimizer):
    """For matrices (2 dimensions), whole or shared out as DTensors."""

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float,
        *,
        momentum: float = 0.95,
        weight_decay: float = 0.1,
        compute: torch.dtype = torch.float32,  # of the iteration; bfloat16 is enough on a GPU
    ) -> None:
        self._compute = compute
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:
        assert closure is None
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._update(parameter, parameter.grad, group)

    def _update(self, parameter: Tensor, grad: Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        held = state["momentum"]
        held.lerp_(grad, 1 - group["momentum"])
        direction = orthogonal(grad.lerp(held, group["momentum"]), self._compute)  # Nesterov's
        # as large an update as AdamW's usually is, whatever the matrix's form
        size = 0.2 * max(parameter.shape) ** 0.5
        parameter.mul_(1 - group["lr"] * group["weight_decay"])
        parameter.add_(direction.to(parameter.dtype), alpha=-group["lr"] * size)


def orthogonal(update: Tensor, compute: torch.dtype) -> Tensor:
    """`update` (m, n) with all its singular values near 1, laid out as it was."""
    if isinstance(update, DTensor):
        whole = _iterated(update.full_tensor(), compute)
        # each rank has computed the same, and keeps its own part of it
        return cast(
            Tensor,
            distribute_tensor(whole, update.device_mesh, update.placements, src_data_rank=None),
        )
    return _iterated(update, compute)


def _iterated(update: Tensor, compute: torch.dtype) -> Tensor:
    x = update.to(compute)
    tall = x.shape[0] > x.shape[1]
    x = x.t() if tall else x
    x = x / (x.norm() + 1e-7)
    for _ in range(_STEPS):
        square = x @ x.t()
        x = torch.addmm(x, torch.addmm(square, square, square, beta=_B, alpha=_C), x, beta=_A)
    return x.t() if tall else x
