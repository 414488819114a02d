"""The loop: the same for one CPU and for thousands of GPUs under `torchrun`.

A step is a function of the seed and its number, so a run that was killed goes on with the very next
token. What a batch is, how a checkpoint lies on disk and what a run tells have files of their own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.distributed.tensor import DTensor

from rookery.errors import BadInput, Unavailable
from rookery.model.qwen3 import Qwen3, split_state, split_tensors
from rookery.train.batches import Batches
from rookery.train.checkpoint import Checkpoints
from rookery.train.guard import Guard
from rookery.train.metrics import Metrics, peak_flops
from rookery.train.muon import Muon
from rookery.train.ranks import Ranks, ranks
from rookery.train.settings import RunSettings

CHECKPOINTS = "checkpoints"
_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


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
Sample = Callable[[Qwen3], str]


def train(
    settings: RunSettings,
    batches: Batches,
    folder: Path,
    *,
    report: Report = lambda _: None,
    sample: Sample | None = None,
    start_from: Callable[[Qwen3], None] | None = None,
) -> Qwen3:
    """Run to the end, from the newest checkpoint in `folder` if there is one; gives the model.

    `start_from` fills a new run's model in place of chance, for going on from other weights.
    Raises BadInput where the ranks cannot share the batch.
    """
    with ranks(settings.tensor_ways) as here:
        return _Run(settings, batches, folder, here, report, sample).go(start_from)


class _Run:
    def __init__(
        self,
        settings: RunSettings,
        batches: Batches,
        folder: Path,
        here: Ranks,
        report: Report,
        sample: Sample | None,
    ) -> None:
        if settings.batch % here.data_ways:
            raise BadInput(
                f"A batch of {settings.batch} windows cannot be shared out evenly among "
                f"{here.data_ways} ranks."
            )
        self._settings, self._batches, self._here = settings, batches, here
        self._report, self._sample = report, sample
        folder.mkdir(parents=True, exist_ok=True)
        settings.save(folder)
        self._dtype = _DTYPES[settings.precision]
        self._checkpoints = Checkpoints(folder / CHECKPOINTS, here, settings.saved)
        self._metrics = Metrics(folder) if here.first else None
        self._guard = Guard()
        self._peak = peak_flops(here.device, self._dtype) * here.count

    def go(self, start_from: Callable[[Qwen3], None] | None) -> Qwen3:
        model = self._model()
        optimisers = self._optimisers(model)
        step = self._begin(model, optimisers, start_from)
        whole = torch.compile(model) if self._settings.compiled else model
        while step < self._settings.steps:
            step = self._step(step, model, whole, optimisers) + 1
            if step % self._settings.look_every == 0 or step == self._settings.steps:
                self._look(step, model)
            if step % self._settings.save_every == 0 or step == self._settings.steps:
                self._checkpoints.write(step, model, optimisers, {"step": step})
        self._checkpoints.wait()
        if self._metrics:
            self._metrics.close()
        return model

    def _model(self) -> Qwen3:
        settings, here = self._settings, self._here
        with torch.device("meta"):
            model = Qwen3(settings.shape)
        model.model.recompute = settings.recompute
        if here.tensor is not None:
            split_tensors(model, here.tensor)
        if here.data is not None:
            split_state(model, here.data, self._dtype)
        model.to_empty(device=here.device)
        return model

    def _optimisers(self, model: Qwen3) -> list[torch.optim.Optimizer]:
        settings = self._settings
        named = list(model.named_parameters())
        matrices = [p for n, p in named if p.dim() == 2 and ".layers." in n]
        if settings.optimiser == "adamw":
            matrices = []
        kept = {id(p) for p in matrices}
        rest = [p for _, p in named if id(p) not in kept]
        made: list[torch.optim.Optimizer] = [
            torch.optim.AdamW(
                [
                    {"params": [p for p in rest if p.dim() == 2]},
                    {"params": [p for p in rest if p.dim() < 2], "weight_decay": 0.0},
                ],
                lr=settings.rate,
                betas=settings.betas,
                weight_decay=settings.weight_decay,
                eps=settings.epsilon,
            )
        ]
        if matrices:
            cuda = self._here.device.type == "cuda"
            made.append(
                Muon(
                    matrices,
                    settings.rate,
                    momentum=settings.momentum,
                    weight_decay=settings.weight_decay,
                    compute=torch.bfloat16 if cuda else torch.float32,
                )
            )
        return made

    def _begin(
        self,
        model: Qwen3,
        optimisers: list[torch.optim.Optimizer],
        start_from: Callable[[Qwen3], None] | None,
    ) -> int:
        if done := self._checkpoints.steps():
            self._checkpoints.read(done[-1], model, optimisers)
            return done[-1]
        if start_from is not None:
            start_from(model)
        else:
            model.start(self._settings.seed)
        return 0

    def _step(
        self, step: int, model: Qwen3, whole: nn.Module, optimisers: list[torch.optim.Optimizer]
    ) -> int:
        """Take one step and give its number, an earlier one where the run had to go back."""
        began = time.perf_counter()
        rate = self._settings.rate * self._settings.schedule(step)
        loss = self._gradients(step, whole)
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

    def _gradients(self, step: int, whole: nn.Module) -> float:
        """Sum the gradient of a step over its micro-batches; gives the loss of all ranks."""
        settings, here = self._settings, self._here
        mine = torch.from_numpy(self._batches.step(step, here.data_rank, here.data_ways))
        count = settings.batch // here.data_ways * settings.shape.context
        whole.train()
        total = torch.zeros((), device=here.device)
        parts = mine.split(settings.micro)
        for number, part in enumerate(parts, 1):
            windows = part.to(here.device)
            if here.data is not None:  # gradients are summed over ranks once, with the last part
                whole.set_requires_gradient_sync(number == len(parts))
            with torch.autocast(here.device.type, self._dtype, self._dtype != torch.float32):
                loss = whole(windows[:, :-1], windows[:, 1:]) / count
            loss.backward()
            total += loss.detach()
        return float(here.summed(total) / here.data_ways)

    def _back(
        self, step: int, model: Qwen3, optimisers: list[torch.optim.Optimizer]
    ) -> tuple[int, str]:
        """To the newest checkpoint's weights, and on with batches that have not been seen."""
        self._checkpoints.wait()
        done = self._checkpoints.steps()
        if not done:
            raise Unavailable(
                f"The loss is no number any more at step {step}, and there is no checkpoint to go "
                "back to: take a smaller rate or save oftener."
            )
        self._checkpoints.read(done[-1], model, optimisers)
        return step, f"Weights went back to step {done[-1]}: many steps in a row were bad."

    @torch.no_grad()
    def _look(self, step: int, model: Qwen3) -> None:
        """Bits a byte on what was kept back, and a sample of what it writes."""
        model.eval()
        nats, size = 0.0, 0
        for windows, held in self._batches.kept_back():
            tokens = torch.from_numpy(windows).to(self._here.device)
            nats += float(model(tokens[:, :-1], tokens[:, 1:]))
            size += held
        text = self._sample(model) if self._sample else ""
        if self._metrics and size:
            bits = nats / math.log(2) / size
            self._metrics.write(kind="look", step=step, bits_per_byte=bits, sample=text)

    def _tell(
        self, step: int, loss: float, norm: float, rate: float, took: float, said: str
    ) -> None:
        settings = self._settings
        speed = settings.tokens_per_step / took
        share = speed * settings.shape.flops_per_token() / self._peak
        if self._metrics:
            self._metrics.write(
                kind="step", step=step, loss=loss, gradient=norm, rate=rate, seconds=took,
                tokens_per_s=speed, utilisation=share, said=said,
            )  # fmt: skip
        if self._here.first:
            left = (settings.steps - step - 1) * took
            self._report(Progress(step + 1, settings.steps, loss, rate, speed, share, left, said))


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
