"""The n-gram model that trained ones are measured against sums to one, and learns."""

import numpy as np
import pytest

from benchmarks.kneser_ney import KneserNey

CHANCE = np.random.default_rng(3)


def text(n: int) -> np.ndarray:
    """Tokens of 0 to 11, of which every third follows from the two before."""
    tokens = CHANCE.integers(0, 12, n)
    tokens[2::3] = (tokens[:-2:3][: len(tokens[2::3])] + tokens[1:-1:3][: len(tokens[2::3])]) % 12
    return tokens


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_the_shares_of_all_tokens_sum_to_one(order: int) -> None:
    model = KneserNey(text(400), 12, order)
    for before in (text(9), np.array([0]), text(30)):
        shares = [np.exp(-model.nats(np.append(before, token)))[-1] for token in range(12)]
        assert sum(shares) == pytest.approx(1, abs=1e-9)


def test_what_follows_from_two_is_learned_by_three_and_not_by_two() -> None:
    learned, held = text(30_000), text(3_000)
    nats = {n: KneserNey(learned, 12, n).nats(held)[2::3].mean() for n in (1, 2, 3)}
    assert nats[3] < 1.2 < 2.2 < nats[2]  # one context in three is one of those that tell
    assert KneserNey(learned, 12, 3).nats(held).mean() < np.log(12)
