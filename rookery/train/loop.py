"""The loop: the same for one CPU and for thousands of GPUs under `torchrun`.

A step is a function of the seed and its number, so a run that was killed goes on with the very next
token. What a batch is, how a checkpoint lies on disk and what a run tells have files of their own.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from rookery.errors import BadInput, Unavailable
from rookery.model.likelihood import IGNORED
from rookery.train.batches import Batch, Batches
from rookery.train.checkpoint import Checkpoints
from rookery.train.guard import Guard
from rookery.train.metrics import Metrics
from rookery.train.optimisers import made_for
from rookery.train.peak import peak_flops
from rookery.train.ranks import Ranks, ranks
from rookery.train.settings import RunSettings
from rookery.train.trainee import DTYPES, Trainee, Whole

CHECKPOINTS = "checkpoints"
_RECENT = 20  # steps whose time tells the time left


@dataclass(frozen=True, slots=True)
class Progress:
    """One step as a person follows it."""

    step: int
    steps: int
    loss: float  # nats a token
    rate: float
    tokens_per_s: float
    utilisation: float  # share of what the device can do
    seconds_left: float
    said: str = ""  # what happened besides, such as a step that was left out


Report = Callable[[Progress], None]
Sample = Callable[[nn.Module], list[str]]


def train(
    settings: RunSettings,
    batches: Batches,
    folder: Path,
    *,
    trainee: Trainee = Whole(),  # noqa: B008  frozen
    report: Report = lambda _: None,
    sample: Sample | None = None,
) -> nn.Module:
    """Run to the end, from the newest checkpoint in `folder` if there is one; gives the model.

    Raises BadInput where the ranks cannot share the batch.
    """
    with ranks(settings.tensor_ways) as here:
        return _Run(settings, batches, folder, here, trainee, report, sample).go()


class _Run:
    def __init__(
        self,
        settings: RunSettings,
        batches: Batches,
        folder: Path,
        here: Ranks,
        trainee: Trainee,
        report: Report,
        sample: Sample | None,
    ) -> None:
        if settings.batch % here.data_ways:
            raise BadInput(
                f"A batch of {settings.batch} windows cannot be shared out evenly among "
                f"{here.data_ways} ranks."
            )
        self._settings, self._batches, self._here = settings, batches, here
        self._trainee, self._report, self._sample = trainee, report, sample
        folder.mkdir(parents=True, exist_ok=True)
        if here.first:
            settings.save(folder)
        self._dtype = DTYPES[settings.precision]
        self._checkpoints = Checkpoints(folder / CHECKPOINTS, here, settings.saved)
        self._metrics = Metrics(folder) if here.first else None
        self._guard = Guard(settings.warm_up)
        self._best: dict[str, Any] = {}  # the checkpoint of the best look: its step and bits a byte
        self._peak = peak_flops(here.device, self._dtype) * here.count
        self._took: deque[float] = deque(maxlen=_RECENT)

    def go(self) -> nn.Module:
        settings = self._settings
        model = self._trainee.laid_out(settings, self._here)
        optimisers = made_for(model, settings, self._here)
        step = self._begin(model, optimisers)
        due = better = False
        while step < settings.steps:
            step = self._step(step, model, optimisers) + 1
            self._checkpoints.settle()
            ended = step == settings.steps
            if step % settings.look_every == 0 or ended:
                bits = self._look(step, model)
                better = settings.keep_best and bits < self._best.get("bits", math.inf)
            due = due or better or step % settings.save_every == 0
            if ended or (due and self._guard.calm):
                if better:
                    self._best, better = {"step": step, "bits": bits}, False
                told = {"step": step, "guard": self._guard.state(), "best": self._best}
                self._checkpoints.write(step, model, optimisers, told)
                due = False
        self._checkpoints.wait()
        if self._metrics:
            self._metrics.close()
        return model

    def _begin(self, model: nn.Module, optimisers: list[torch.optim.Optimizer]) -> int:
        if done := self._checkpoints.steps():
            told = self._read(done[-1], model, optimisers)
            self._guard.restore(told.get("guard", {}))
            self._best = told.get("best", {})
            return done[-1]
        self._trainee.begin(model, self._settings)
        self._checkpoints.write(0, model, [], {"step": 0})
        return 0

    def _read(
        self, step: int, model: nn.Module, optimisers: list[torch.optim.Optimizer]
    ) -> dict[str, Any]:
        """Before the first step optimisers have no state, and asking for it would make one."""
        if not step:
            for optimiser in optimisers:  # what it has is of the steps that are taken back
                optimiser.state.clear()
        return self._checkpoints.read(step, model, optimisers if step else [])

    def _step(self, step: int, model: nn.Module, optimisers: list[torch.optim.Optimizer]) -> int:
        """Take one step and give its number, an earlier one where the run had to go back."""
        began = time.perf_counter()
        rate = self._settings.rate * self._settings.schedule(step)
        loss = self._gradients(step, model)
        norm = clipped(list(model.parameters()), self._settings.clip)
        verdict = self._guard(loss, norm)
        said = ""
        if verdict == "take":
            for optimiser in optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = rate
                optimiser.step()
        elif verdict == "skip":
            said = f"Step {step} is left out: its loss is {loss:.3g} and its gradient {norm:.3g}."
        else:
            step, said = self._back(step, model, optimisers)
        model.zero_grad(set_to_none=True)
        self._tell(step, loss, norm, rate, time.perf_counter() - began, said)
        return step

    def _gradients(self, step: int, model: nn.Module) -> float:
        """Sum the gradient of a step over its micro-batches; gives the loss of all ranks."""
        settings, here = self._settings, self._here
        mine = self._batches.step(step, here.data_rank, here.data_ways)
        learned = torch.tensor(float((mine.targets != IGNORED).sum()), device=here.device)
        count = float(here.summed(learned)) / here.data_ways
        model.train()
        total = torch.zeros((), device=here.device)
        parts = list(_parts(mine, settings.micro, here.device))
        for number, part in enumerate(parts, 1):
            if here.data is not None:  # gradients are summed over ranks once, with the last part
                model.set_requires_gradient_sync(number == len(parts))
            with torch.autocast(here.device.type, self._dtype, self._dtype != torch.float32):
                loss = model(*part) / count
            loss.backward()
            total += loss.detach()
        return float(here.summed(total) / here.data_ways)

    def _back(
        self, step: int, model: nn.Module, optimisers: list[torch.optim.Optimizer]
    ) -> tuple[int, str]:
        """To the newest checkpoint, its optimisers too, and on with batches that were not seen."""
        self._checkpoints.wait()
        done = self._checkpoints.steps()
        if not done:
            raise Unavailable(
                f"The loss is no number any more at step {step}, and there is no checkpoint to go "
                "back to: take a smaller rate or save oftener."
            )
        self._read(done[-1], model, optimisers)
        return step, f"Weights went back to step {done[-1]}: many steps in a row were bad."

    @torch.no_grad()
    def _look(self, step: int, model: nn.Module) -> float:
        """Bits a byte on what was kept back, and a sample of what it writes; all ranks see alike.

        Gives the bits, infinite where nothing was kept back.
        """
        model.eval()
        nats, size = 0.0, 0
        for batch, held in self._batches.kept_back():
            for part in _parts(batch, self._settings.micro, self._here.device):
                nats += float(model(*part))
            size += held
        texts = self._sample(model) if self._sample else []
        bits = nats / math.log(2) / size if size else math.inf
        if self._metrics and size:
            self._metrics.write(kind="look", step=step, bits_per_byte=bits, samples=texts)
        return bits

    def _tell(
        self, step: int, loss: float, norm: float, rate: float, took: float, said: str
    ) -> None:
        settings = self._settings
        speed = settings.tokens_per_step / took
        share = speed * self._trainee.flops_per_token(settings) / self._peak
        self._took.append(took)
        if self._metrics:
            self._metrics.write(
                kind="step", step=step, loss=loss, gradient=norm, rate=rate, seconds=took,
                tokens_per_s=speed, utilisation=share, said=said,
            )  # fmt: skip
        if self._here.first:
            left = (settings.steps - step - 1) * sum(self._took) / len(self._took)
            self._report(Progress(step + 1, settings.steps, loss, rate, speed, share, left, said))


def _parts(
    batch: Batch, rows: int, device: torch.device
) -> Iterator[tuple[Tensor, Tensor, Tensor | None]]:
    """Tokens, targets and documents of `rows` rows at once, on the device."""
    for first in range(0, len(batch.tokens), rows):
        here = slice(first, first + rows)
        tokens, targets = (
            torch.from_numpy(a[here]).to(device) for a in (batch.tokens, batch.targets)
        )
        documents = None
        if batch.documents is not None:
            documents = torch.from_numpy(batch.documents[here]).to(device)
        yield tokens, targets, documents


@torch.no_grad()
def clipped(parameters: list[nn.Parameter], most: float) -> float:
    """Scale the gradients down to a norm of `most`; gives the norm that they had.

    Parameters may lie on different meshes, so each one's norm is taken apart.
    """
    grads = [p.grad for p in parameters if p.grad is not None]
    norms = [_whole(torch.linalg.vector_norm(g)) for g in grads]
    norm = torch.linalg.vector_norm(torch.stack(norms))
    if bool(torch.isfinite(norm)) and float(norm) > most:
        for grad in grads:
            grad.mul_(most / float(norm))
    return float(norm)


def _whole(value: Tensor) -> Tensor:
    return value.full_tensor() if isinstance(value, DTensor) else value
