"""Recited is what goes on word for word, and nothing less."""

import numpy as np
import torch

from benchmarks.recitation import SAID, WANTED, beginnings, recited

END, LONG = 0, SAID + WANTED


class Counting(torch.nn.Module):
    """Says the next number after each, up to one that it does not know."""

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        following = torch.where(tokens == 170, tokens, tokens + 1)
        return torch.nn.functional.one_hot(following, 400).float()


def test_a_text_counts_only_if_all_of_it_is_said() -> None:
    said = np.arange(200, 200 + LONG)
    forgotten = np.arange(171 - LONG, 171)  # its last number is known
    left = np.arange(172 - LONG, 172)
    assert recited(Counting(), np.stack([said, forgotten, left]).astype(np.int64)) == 2


def test_texts_begin_behind_a_mark_and_are_long_enough() -> None:
    row = np.concatenate([[5, 6, END], np.arange(1, LONG + 9), [END, 7, 8]])
    inside = np.arange(1, 200)  # a row in the midst of a long text
    (found,) = beginnings(iter([inside, row]), END)
    assert found.tolist() == list(range(1, LONG + 1))
