"""The model computes what its architecture says, whole or packed."""

import pytest
import torch
import torch.nn.functional as F

from rookery.model.likelihood import IGNORED
from rookery.model.qwen3 import fill
from tests.model.small import small


def test_no_token_sees_what_comes_after_it() -> None:
    model, _ = small()
    tokens = torch.randint(0, 320, (2, 24))
    changed = tokens.clone()
    changed[:, 15:] = 5
    assert torch.allclose(model(tokens)[:, :15], model(changed)[:, :15], atol=1e-5)
    assert not torch.allclose(model(tokens)[:, 15:], model(changed)[:, 15:], atol=1e-2)


@pytest.mark.parametrize("tied", [True, False])
def test_the_loss_in_slices_is_cross_entropy_and_so_is_its_gradient(tied: bool) -> None:
    model, _ = small(tied=tied)
    tokens, targets = torch.randint(0, 320, (2, 30)), torch.randint(0, 320, (2, 30))
    targets[:, :9] = IGNORED
    ours = model(tokens, targets)
    ours.backward()
    mine = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    theirs = F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten(), reduction="sum")
    theirs.backward()
    assert torch.allclose(ours, theirs, rtol=1e-5)
    for name, parameter in model.named_parameters():
        assert torch.allclose(mine[name], parameter.grad, atol=1e-3, rtol=1e-3), name


def test_texts_packed_into_one_row_are_as_each_by_itself() -> None:
    model, _ = small()
    first, second = torch.randint(0, 320, (1, 11)), torch.randint(0, 320, (1, 8))
    documents = torch.tensor([[0] * 11 + [1] * 8])
    together = model(torch.cat([first, second], 1), documents=documents)
    assert torch.allclose(together[:, :11], model(first), atol=1e-4)
    assert torch.allclose(together[:, 11:], model(second), atol=1e-4)


def test_activations_computed_again_give_the_same_gradient() -> None:
    model, _ = small()
    tokens = torch.randint(0, 320, (2, 16))
    grads = []
    for again in (False, True):
        model.train()
        model.model.recompute = again
        model.zero_grad()
        model(tokens[:, :-1], tokens[:, 1:]).backward()
        grads.append([p.grad.clone() for p in model.parameters()])
    for kept, computed in zip(*grads, strict=True):
        assert torch.equal(kept, computed)


def test_a_seed_gives_the_same_model() -> None:
    first, second = small()[0], small()[0]
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)
    fill(next(iter(first.parameters())), torch.zeros(320, 128))
    assert not next(iter(first.parameters())).any()
