"""The order of training: a permutation a pass, the same for any number of ranks, from any step."""

import subprocess
import sys

import numpy as np
import pytest

from rookery.errors import BadInput
from rookery.train.order import Order, permuted


@pytest.mark.parametrize("windows", [1, 2, 3, 4, 5, 16, 17, 1_000, 4_097])
def test_each_pass_holds_every_window_once(windows) -> None:
    order = Order(windows, 1, seed=3)
    seen = [int(order.batch_of(step)[0]) for step in range(2 * windows)]
    assert sorted(seen[:windows]) == sorted(seen[windows:]) == list(range(windows))


def test_a_million_windows_are_a_permutation() -> None:
    found = permuted(np.arange(1_000_003), 1_000_003, 7, 0)
    assert len(np.unique(found)) == 1_000_003
    assert found.min() == 0
    assert found.max() == 1_000_002


def test_the_order_looks_like_chance() -> None:
    found = permuted(np.arange(100_000), 100_000, 1, 0)
    assert abs(np.corrcoef(np.arange(100_000), found)[0, 1]) < 0.02
    steps = np.abs(np.diff(found))
    assert abs(steps.mean() / 100_000 - 1 / 3) < 0.01  # of two random places
    assert np.mean(found == np.arange(100_000)) < 1e-4


def test_passes_and_seeds_have_orders_of_their_own() -> None:
    one, two = Order(1_000, 100, seed=1), Order(1_000, 100, seed=2)
    assert not np.array_equal(one.batch_of(0), one.batch_of(10))  # the same place, a pass later
    assert not np.array_equal(one.batch_of(0), two.batch_of(0))


@pytest.mark.parametrize("ranks", [2, 3, 6, 12])
def test_any_number_of_ranks_sees_the_same_batches(ranks) -> None:
    order = Order(101, 12, seed=5)
    for step in range(20):  # over the ends of passes
        shares = [order.batch_of(step, rank, ranks) for rank in range(ranks)]
        assert np.array_equal(np.concatenate(shares), order.batch_of(step))


def test_a_batch_larger_than_the_text_goes_over_several_passes() -> None:
    found = Order(3, 10, seed=1).batch_of(0)
    assert sorted(found[:3].tolist()) == sorted(found[3:6].tolist()) == [0, 1, 2]


def test_another_process_goes_on_with_the_next_step() -> None:
    program = (
        "from rookery.train.order import Order\nprint(*Order(12_345, 8, seed=9).batch_of(4_000))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert [int(n) for n in ran.stdout.split()] == Order(12_345, 8, 9).batch_of(4_000).tolist()


def test_ranks_that_do_not_divide_the_batch_are_refused() -> None:
    with pytest.raises(BadInput, match="shared by 3 ranks"):
        Order(100, 8, seed=0).batch_of(0, 0, 3)


def test_no_windows_are_refused() -> None:
    with pytest.raises(BadInput, match="too little"):
        Order(0, 8, seed=0)
