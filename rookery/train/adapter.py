"""A low-rank adapter beside a model's weights, which stay as they are (Hu et al., "LoRA", 2021).

For a Qwen3 of ours, or for any causal model that `transformers` opens, a GGUF among them. `peft`
puts the factors in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn

from rookery.errors import BadInput, Unavailable
from rookery.model import huggingface
from rookery.model.likelihood import IGNORED, nats
from rookery.model.qwen3 import Qwen3, packed, split_state
from rookery.train.opening import read_model
from rookery.train.ranks import Ranks
from rookery.train.settings import RunSettings
from rookery.train.trainee import DTYPES

MATRICES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_NAME = "default"  # peft's own for the one adapter that a model has


class Body(Protocol):
    """What is between a model's embedding and its output."""

    layers: nn.ModuleList


@dataclass(frozen=True, slots=True)
class Adapter:
    """Factors of `rank` beside each of a base model's matrices; nothing else learns."""

    base: Callable[[], nn.Module]
    rank: int
    alpha: float  # their product counts alpha / rank
    # ids that the loss weighs a token against, in rising order; none: against the whole vocabulary
    words: Tensor | None = None

    def laid_out(self, settings: RunSettings, here: Ranks) -> nn.Module:
        if here.tensor is not None:
            raise BadInput("An adapter is trained without tensor parallel: set tensor_ways to 1.")
        if settings.recompute:
            raise BadInput("An adapter keeps its activations: leave recompute off.")
        model = self.base().to(here.device)
        if self.words is not None and isinstance(model, Opened):
            model.weigh_against(self.words.to(here.device))
        torch.manual_seed(settings.seed)  # peft draws the first factors, the same on every rank
        put_in(model, self.rank, self.alpha)
        if settings.compiled:  # layer by layer, as a whole model of ours is
            for layer in cast(Body, model.model).layers:
                layer.compile()
        if here.data is not None:
            split_state(model, here.data, DTYPES[settings.precision])
        return model

    def fit(self, settings: RunSettings) -> None:
        """The base is opened by its own shape, whatever the settings say."""

    def begin(self, model: nn.Module, settings: RunSettings) -> None:
        """What `laid_out` drew is the beginning."""

    def flops_per_token(self, settings: RunSettings) -> float:
        """Frozen weights need no gradient of their own: two thirds of all but the output's matrix,
        which is multiplied only where something is learned and is left out.
        """
        shape = settings.shape
        return (shape.flops_per_token() - 6 * shape.vocabulary * shape.width) * 2 / 3


def put_in(model: nn.Module, rank: int, alpha: float) -> None:
    """Factors beside the model's matrices; all else stays as it is."""
    peft = _peft()
    told = peft.LoraConfig(
        r=rank, lora_alpha=alpha, target_modules=list(MATRICES), lora_dropout=0.0
    )
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    peft.inject_adapter_in_model(told, model)


def factors(state: Mapping[str, Tensor]) -> dict[str, tuple[Tensor, Tensor]]:
    """By the name of each matrix of the base model its A (rank, in) and B (out, rank)."""
    ending = f".lora_A.{_NAME}.weight"
    names = [name.removesuffix(ending) for name in state if name.endswith(ending)]
    return {
        f"{name.removeprefix('inner.')}.weight": (
            state[f"{name}{ending}"].detach(),
            state[f"{name}.lora_B.{_NAME}.weight"].detach(),
        )
        for name in names
    }


def ours(weights: Path) -> Qwen3:
    """A Qwen3 with the weights of a folder of Hugging Face's."""
    model = Qwen3(huggingface.shape_of(weights))
    huggingface.load(model, weights)
    return model


class Opened(nn.Module):
    """A causal model of `transformers` that is asked as ours is."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self._against: tuple[Tensor, Tensor] | None = None

    def weigh_against(self, words: Tensor) -> None:
        """From now on the loss weighs a target against these ids alone, and it must be of them.

        Of a vocabulary of hundreds of thousands most are never said, and cost most of the time.
        """
        head = self.inner.get_output_embeddings().weight.detach()
        places = torch.full((len(head),), IGNORED, device=head.device)
        places[words] = torch.arange(len(words), device=head.device)
        self._against = head[words].contiguous(), places

    @property
    def model(self) -> nn.Module:
        """The body, whose layers are shared out as ours are."""
        return self.inner.base_model

    def forward(
        self, tokens: Tensor, targets: Tensor | None = None, documents: Tensor | None = None
    ) -> Tensor:
        """As `Qwen3.forward`: packed texts are told by places that begin at 0 again."""
        places = packed(documents)[1] if documents is not None else None
        x = self.model(input_ids=tokens, position_ids=places, use_cache=False).last_hidden_state
        head = self.inner.get_output_embeddings().weight
        if targets is None:
            return nn.functional.linear(x, head)
        if self._against is not None:
            head, places = self._against
            targets = torch.where(targets == IGNORED, IGNORED, places[targets.clamp(min=0)])
        return nats(x, head, targets)


def opened(path: Path) -> Opened:
    """Any model that `transformers` opens; raises BadInput where its output is no plain product of
    its head, which is what we learn by.
    """
    model = Opened(read_model(path))
    model.eval()
    tokens = torch.arange(1, 9)[None]
    with torch.no_grad():
        theirs, ours = model.inner(input_ids=tokens).logits, model(tokens)
    if not torch.allclose(theirs, ours, rtol=1e-3, atol=1e-3):
        raise BadInput(
            f"{path} scales or bends what its head gives: an adapter for it cannot be learned here."
        )
    return model


def _peft() -> Any:
    try:
        import peft
    except ImportError:
        raise Unavailable(
            "Adapters need the extra [tune]: pip install -c constraints.txt '.[tune]'"
        ) from None
    return peft
