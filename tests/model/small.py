"""A model of random weights with its tokenizer, small enough for a test."""

import torch

from rookery.model.qwen3 import Qwen3
from rookery.model.shape import Shape
from rookery.model.tokenizer import trained

TEXTS = [
    f"The ferry of the {name} leaves the pier at {n}:40, says the master; storm or no storm."
    for n, name in enumerate(("morning", "evening", "island", "north", "south", "night"))
]


def small(*, tied: bool = True, spread: float = 4.0) -> tuple[Qwen3, object]:
    """Weights `spread` times as large as at the start of training: then each token has its own."""
    tokenizer = trained(TEXTS * 4, 320)
    shape = Shape.of_depth(3, 320, context=128, tied=tied)
    model = Qwen3(shape)
    model.start(7)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(spread)
    return model.eval(), tokenizer
