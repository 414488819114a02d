"""Which optimiser moves which weight: Muon the matrices of the layers, AdamW the rest."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from rookery.train.muon import Muon
from rookery.train.ranks import Ranks
from rookery.train.settings import RunSettings


def made_for(model: nn.Module, settings: RunSettings, here: Ranks) -> list[torch.optim.Optimizer]:
    """The optimisers of all weights that learn."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    by_muon = settings.optimiser == "muon"
    matrices = [p for n, p in named if by_muon and p.dim() == 2 and ".layers." in n]
    taken = {id(p) for p in matrices}
    rest = [p for _, p in named if id(p) not in taken]
    groups: list[dict[str, Any]] = [
        {"params": [p for p in rest if p.dim() == 2]},
        {"params": [p for p in rest if p.dim() < 2], "weight_decay": 0.0},
    ]
    made: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(
            [group for group in groups if group["params"]],
            lr=settings.rate,
            betas=settings.betas,
            weight_decay=settings.weight_decay,
            eps=settings.epsilon,
        )
    ]
    if matrices:
        made.append(
            Muon(
                matrices,
                settings.rate,
                momentum=settings.momentum,
                weight_decay=settings.weight_decay,
                # in bfloat16 two ranks drift apart: it is for GPUs, where it is much faster
                compute=torch.bfloat16 if here.device.type == "cuda" else torch.float32,
            )
        )
    return made
