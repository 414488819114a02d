"""Muon: momentum made orthogonal, for matrices; everything else is AdamW's.

Jordan et al., "Muon" (2024); scaled as in Liu et al., "Muon is Scalable for LLM Training" (2025),
so that one rate and one weight decay fit both optimisers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from typing import Any, cast

import torch
import torch.distributed as dist
from torch import Tensor
from torch.distributed.tensor import DTensor, distribute_tensor

_A, _B, _C = 3.4445, -4.7750, 2.0315  # of the quintic iteration, chosen for its slope at zero
_STEPS = 5
_TOGETHER = 1 << 22  # numbers in the matrices that are computed at once


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
            # those alike stand together: they are computed so
            moved = sorted((p for p in group["params"] if p.grad is not None), key=_shape)
            updates = (self._update(p, p.grad, group) for p in moved)
            for parameter, direction in zip(moved, directions(updates, self._compute), strict=True):
                # as large an update as AdamW's usually is, whatever the matrix's form
                size = 0.2 * max(parameter.shape) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.add_(direction.to(parameter.dtype), alpha=-group["lr"] * size)

    def _update(self, parameter: Tensor, grad: Tensor, group: dict[str, Any]) -> Tensor:
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        held = state["momentum"]
        held.lerp_(grad, 1 - group["momentum"])
        return cast(Tensor, grad.lerp(held, group["momentum"]))  # Nesterov's


def directions(updates: Iterable[Tensor], compute: torch.dtype) -> Iterator[Tensor]:
    """Each update (m, n) with all its singular values near 1, laid out as it was.

    Whole ones of one shape that follow each other are computed at once: small products, one after
    the other, wait for each other's threads, and took three times as long on two cores.
    """
    for shape, alike in groupby(updates, lambda u: None if isinstance(u, DTensor) else _shape(u)):
        if shape is None:
            yield from _shared(alike, compute)
            continue
        rows, columns = shape
        while held := list(islice(alike, max(_TOGETHER // (rows * columns), 1))):
            yield from orthogonal(torch.stack(held), compute)


def _shared(updates: Iterator[DTensor], compute: torch.dtype) -> Iterator[Tensor]:
    """Each rank computes its share and hands it to the others: as many at once as there are ranks,
    so that a rank holds no more than two whole matrices.
    """
    while held := list(islice(updates, dist.get_world_size())):
        mine: Tensor | None = None
        for owner, update in enumerate(held):
            if _of_all(update):
                whole = update.full_tensor()  # all ranks take part
                mine = orthogonal(whole, compute) if owner == dist.get_rank() else mine
        for owner, update in enumerate(held):
            if not _of_all(update):
                yield _laid_out(orthogonal(update.full_tensor(), compute), update)
            else:
                given = mine if owner == dist.get_rank() else None
                if given is None:
                    given = torch.empty(update.shape, dtype=compute, device=update.device)
                dist.broadcast(given := given.contiguous(), src=owner)
                yield _laid_out(given, update)


def _shape(matrix: Tensor) -> tuple[int, ...]:
    return tuple(matrix.shape)


def _of_all(update: DTensor) -> bool:
    """Whether it is shared out among all ranks, and not within groups of them."""
    return bool(update.device_mesh.size() == dist.get_world_size())


def _laid_out(whole: Tensor, like: DTensor) -> Tensor:
    """Each rank's own part of what all have."""
    return cast(
        Tensor, distribute_tensor(whole, like.device_mesh, like.placements, src_data_rank=None)
    )


def orthogonal(update: Tensor, compute: torch.dtype) -> Tensor:
    """A whole matrix (m, n) with all its singular values near 1, by Newton–Schulz; or some of them
    (k, m, n).
    """
    x = update.to(compute).reshape(-1, *update.shape[-2:])
    tall = x.shape[1] > x.shape[2]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(_STEPS):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=_B, alpha=_C), x, beta=_A)
    return (x.mT if tall else x).reshape(update.shape)
