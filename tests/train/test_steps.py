"""What one step is made of: the rate, the orthogonal update, and the guard."""

import math

import pytest
import torch

from rookery.errors import BadInput
from rookery.train.guard import Guard
from rookery.train.muon import Muon, orthogonal
from rookery.train.schedule import Schedule
from rookery.train.settings import RunSettings


def test_the_rate_warms_up_stays_and_falls() -> None:
    rate = Schedule(steps=100, warm_up=10, decay=20)
    shares = [rate(step) for step in range(100)]
    assert shares[:10] == sorted(shares[:10]) and shares[0] > 0
    assert set(shares[9:80]) == {1.0}
    assert shares[80:] == sorted(shares[80:], reverse=True)
    assert 0 <= shares[-1] < 0.05


@pytest.mark.parametrize("size", [(8, 32), (32, 8), (16, 16)])
def test_an_update_is_made_orthogonal(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonal(torch.randn(size), torch.float32))
    assert values.min() > 0.6 and values.max() < 1.3


def test_muon_finds_the_least_of_a_bowl() -> None:
    torch.manual_seed(0)
    wanted, found = torch.randn(12, 20), torch.nn.Parameter(torch.zeros(12, 20))
    optimiser = Muon([found], lr=0.05, weight_decay=0.0)
    for step in range(300):
        optimiser.param_groups[0]["lr"] = 0.05 * (1 - step / 300)
        optimiser.zero_grad()
        ((found - wanted) ** 2).sum().backward()
        optimiser.step()
    assert (found - wanted).abs().max() < 0.2


def test_a_bad_batch_is_left_out_and_many_send_the_run_back() -> None:
    guard = Guard()
    assert {guard(3.0, 1.0 + n / 100) for n in range(20)} == {"take"}
    assert guard(3.0, 2.0) == "take"
    assert guard(3.0, 20.0) == guard(math.nan, 1.0) == guard(3.0, math.inf) == "skip"
    assert guard(3.0, 1.0) == "take"
    verdicts = [guard(math.nan, math.nan) for _ in range(9)]
    assert verdicts == ["skip"] * 8 + ["back"]


def test_gradients_that_grow_while_the_rate_does_are_no_bad_batches() -> None:
    guard = Guard(warm_up=17)
    norms = [4.0] * 17 + [35.0] * 20  # as the first house model's were
    assert [guard(7.4, norm) for norm in norms] == ["take"] * len(norms)
    assert guard(7.4, 300.0) == Guard(warm_up=17)(math.nan, 4.0) == "skip"
    again = Guard(warm_up=17)
    again.restore(guard.state())
    assert again(7.4, 300.0) == "skip"


def test_the_dial_sets_a_run_and_every_value_can_be_said(tmp_path) -> None:
    small, large = (RunSettings.of_depth(depth, 4096) for depth in (6, 12))
    assert large.shape.width > small.shape.width
    assert large.steps * large.tokens_per_step > 4 * small.steps * small.tokens_per_step
    assert large.rate < small.rate
    said = RunSettings.of_depth(6, 4096, steps=100, rate=0.1, kv_heads=1, tied=False)
    assert (said.steps, said.decay, said.rate) == (100, 25, 0.1)
    assert (said.shape.kv_heads, said.shape.tied) == (1, False)
    said.save(tmp_path)
    assert RunSettings.load(tmp_path) == said
    with pytest.raises(BadInput, match="no setting 'speed'"):
        RunSettings.of_depth(6, 4096, speed=1)
