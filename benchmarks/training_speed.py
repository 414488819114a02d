"""Tokens a second of our loop and of `transformers.Trainer`, on one shape and one batch.

Each runs by itself in a process of its own on the same windows; the first steps, in which memory
is taken and anything compiled, are not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from rookery.model.shape import Shape
from rookery.train.batches import Batch
from rookery.train.settings import RunSettings

VOCABULARY, CONTEXT, DEPTH = 16_384, 512, 6
WARM = 3  # steps that are not counted


class Windows:
    """Windows of chance: the speed does not depend on what they say."""

    def __init__(self, settings: RunSettings) -> None:
        self._size = (settings.batch, settings.shape.context + 1)

    rows = 1_000_000

    def step(self, step: int, rank: int, ranks: int) -> Batch:
        chance = np.random.default_rng(step)
        return Batch.of_windows(chance.integers(0, VOCABULARY, self._size))

    def kept_back(self) -> Iterator[tuple[Batch, int]]:
        return iter(())


def settings(steps: int, **overrides: Any) -> RunSettings:
    return RunSettings.of_depth(
        DEPTH, VOCABULARY, context=CONTEXT, steps=steps, save_every=10**9, look_every=10**9,
        **overrides,
    )  # fmt: skip


def ours(steps: int, **overrides: Any) -> dict[str, float]:
    """Tokens a second, and the share of this machine's matrix product."""
    from rookery.train import metrics
    from rookery.train.loop import train

    told = settings(steps, **overrides)
    with tempfile.TemporaryDirectory() as folder:
        train(told, Windows(told), Path(folder))
        lines = [li for li in metrics.read(Path(folder)) if li["kind"] == "step"][WARM:]
    taken = sum(li["seconds"] for li in lines)
    speed = len(lines) * told.tokens_per_step / taken
    return {"speed": speed, "share": float(np.median([li["utilisation"] for li in lines]))}


def trainer(steps: int, *, bf16: bool, micro: int = 8, compiled: bool = False) -> dict[str, float]:
    """The peer, as its documentation says for CPUs; `compiled` as ours is."""
    import torch
    import transformers
    from torch.utils.data import Dataset

    told = settings(steps)

    class Rows(Dataset):  # type: ignore[misc]  # torch's types are not followed
        def __len__(self) -> int:
            return steps * told.batch

        def __getitem__(self, at: int) -> dict[str, Any]:
            row = np.random.default_rng(at).integers(0, VOCABULARY, CONTEXT)
            return {"input_ids": torch.from_numpy(row), "labels": torch.from_numpy(row)}

    class Clock(transformers.TrainerCallback):  # type: ignore[misc]  # nor transformers'
        began = ended = 0.0

        def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            if state.global_step == WARM:
                self.began = time.perf_counter()
            self.ended = time.perf_counter()

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        arguments = transformers.TrainingArguments(
            folder, max_steps=steps, per_device_train_batch_size=micro,
            gradient_accumulation_steps=told.batch // micro, bf16=bf16, use_cpu=True,
            torch_compile=compiled,
            save_strategy="no", report_to=[], logging_steps=10**9, disable_tqdm=True,
            optim="adamw_torch_fused", dataloader_num_workers=0,
        )  # fmt: skip
        model = transformers.Qwen3ForCausalLM(_config(told.shape))
        transformers.Trainer(model, arguments, train_dataset=Rows(), callbacks=[clock]).train()
    return {"speed": (steps - WARM) * told.tokens_per_step / (clock.ended - clock.began)}


def _config(shape: Shape) -> Any:
    import transformers

    return transformers.Qwen3Config(
        vocab_size=shape.vocabulary, hidden_size=shape.width, intermediate_size=shape.inner,
        num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads, head_dim=shape.head_width,
        max_position_embeddings=shape.context, tie_word_embeddings=shape.tied,
    )  # fmt: skip


def measured(who: str, steps: int, **how: Any) -> dict[str, float]:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.training_speed", who, str(steps), json.dumps(how)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    name, count, more = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
    print(json.dumps({"ours": ours, "trainer": trainer}[name](count, **more)))
