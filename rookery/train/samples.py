"""What a model writes on from a few beginnings, so that a run can be read as it learns."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import nn

from rookery.model.tokenizer import END

_LENGTH = 48  # tokens
_WARMTH = 0.8  # what is less likely is taken less often than the model would


class Samples:
    """One text on from each of `prompts`, by the same chance every time and on every rank."""

    def __init__(self, tokenizer: Tokenizer, prompts: Sequence[str], length: int = _LENGTH) -> None:
        self._tokenizer, self._length = tokenizer, length
        self._prompts = [(prompt, tokenizer.encode(prompt).ids) for prompt in prompts]
        self._end = tokenizer.token_to_id(END)

    @torch.no_grad()
    def __call__(self, model: nn.Module) -> list[str]:
        """Prompts and what follows; every rank that holds a part of the model has to call."""
        return [prompt + self._on_from(model, ids) for prompt, ids in self._prompts]

    def _on_from(self, model: nn.Module, ids: list[int]) -> str:
        device = next(model.parameters()).device
        chance = torch.Generator().manual_seed(len(ids))
        tokens = list(ids)
        for _ in range(self._length):  # always as many: ranks have to keep in step
            logits = model(torch.tensor([tokens], device=device))[0, -1].float().cpu()
            shares = torch.softmax(logits / _WARMTH, -1)
            tokens.append(int(torch.multinomial(shares, 1, generator=chance)))
        made = tokens[len(ids) :]
        if self._end in made:
            made = made[: made.index(self._end)]
        return str(self._tokenizer.decode(made))
