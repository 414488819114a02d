"""What the same CPU time makes of the same text: our loop, and `transformers.Trainer` on a GPT-2.

python -m benchmarks.training_quality HOME NAME [--minutes 20] [--json FILE]

NAME is training data of HOME, such as `rookery train recipes/house.py` makes. Each is trained by
itself, for as many steps as its first ones say fit the time, and measured in bits a byte of what
was kept back; an interpolated Kneser–Ney 5-gram counts the tokens that our run has seen.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kneser_ney import KneserNey
from rookery.model import tokenizer
from rookery.train.batches import ShardBatches
from rookery.train.peak import peak_flops
from rookery.train.settings import RunSettings
from rookery.train.shards import Shards

VOCABULARY, CONTEXT, DEPTH, MICRO = 16_384, 512, 6, 8
TRIED, UNCOUNTED = 8, 3  # steps that tell how long one takes, and those of them that warm up
_RATE = 1e-3  # of the peer's AdamW, as nanoGPT has it for its small models


def batches(home: Path, name: str, settings: RunSettings) -> ShardBatches:
    words = tokenizer.load(home / "train" / "tokenizers" / f"{name}-{VOCABULARY}")
    return ShardBatches(
        Shards(home / "train" / "data" / name), words, CONTEXT, settings.batch, settings.seed
    )


def _halves() -> bool:
    """Whether bf16 is the faster here: many CPUs compute it far slower than float32."""
    import torch

    device = torch.device("cpu")
    return peak_flops(device, torch.bfloat16) > peak_flops(device, torch.float32)


def settings(steps: int) -> RunSettings:
    return RunSettings.of_depth(
        DEPTH, VOCABULARY, context=CONTEXT, steps=steps, save_every=10**9, look_every=10**9
    )


def ours(home: Path, name: str, steps: int) -> dict[str, float]:
    """CPU seconds of the steps, and bits a byte after them."""
    from rookery.train import metrics
    from rookery.train.loop import train

    told = settings(steps)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        train(told, batches(home, name, told), Path(folder))
        looks = [line for line in metrics.read(Path(folder)) if line["kind"] == "look"]
    return {"cpu": time.process_time() - began, "bits_per_byte": looks[-1]["bits_per_byte"]}


def gpt2(home: Path, name: str, steps: int) -> dict[str, float]:
    """The same of the peer: as many layers, as wide, the same windows in the same order."""
    import torch
    import transformers
    from torch.utils.data import IterableDataset

    told = settings(steps)
    data = batches(home, name, told)

    class Rows(IterableDataset):  # type: ignore[misc]  # torch's types are not followed
        def __iter__(self) -> Any:
            for step in range(steps):
                for row in torch.from_numpy(data.step(step, 0, 1).tokens):
                    yield {"input_ids": row, "labels": row}

    shape = told.shape
    config = transformers.GPT2Config(
        vocab_size=VOCABULARY, n_positions=CONTEXT, n_embd=shape.width, n_layer=shape.layers,
        n_head=shape.heads, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
    )  # fmt: skip
    model = transformers.GPT2LMHeadModel(config)
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        arguments = transformers.TrainingArguments(
            folder, max_steps=steps, per_device_train_batch_size=MICRO,
            gradient_accumulation_steps=told.batch // MICRO, bf16=_halves(), use_cpu=True,
            learning_rate=_RATE, lr_scheduler_type="cosine", warmup_steps=max(steps // 50, 1),
            weight_decay=0.1, adam_beta2=0.95, optim="adamw_torch_fused", save_strategy="no",
            report_to=[], logging_steps=10**9, disable_tqdm=True, dataloader_num_workers=0,
        )  # fmt: skip
        transformers.Trainer(model, arguments, train_dataset=Rows()).train()
    taken = time.process_time() - began
    model.eval()
    nats, size = 0.0, 0
    with torch.no_grad():
        for batch, held in data.kept_back():
            tokens, targets = (torch.from_numpy(a) for a in (batch.tokens, batch.targets))
            logits = model(tokens).logits.float().flatten(0, 1)
            loss = torch.nn.functional.cross_entropy(logits, targets.flatten(), reduction="sum")
            nats, size = nats + float(loss), size + held
    parameters = float(sum(p.numel() for p in model.parameters()))
    return {"cpu": taken, "bits_per_byte": nats / math.log(2) / size, "parameters": parameters}


def counted(home: Path, name: str, steps: int) -> dict[str, float]:
    """The 5-gram over the tokens of so many steps."""
    told = settings(steps)
    data = batches(home, name, told)
    seen = np.concatenate([data.step(step, 0, 1).tokens.ravel() for step in range(steps)])
    began = time.process_time()
    model = KneserNey(seen.astype(np.int64), VOCABULARY)
    nats, size = 0.0, 0
    for batch, held in data.kept_back():
        for row, targets in zip(batch.tokens, batch.targets, strict=True):
            nats += float(model.nats(np.append(row, targets[-1]))[1:].sum())
        size += held
    return {"cpu": time.process_time() - began, "bits_per_byte": nats / math.log(2) / size}


def measured(who: str, home: Path, name: str, steps: int) -> dict[str, float]:
    """In a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.training_quality", str(home), name,
         "--who", who, "--steps", str(steps)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def fitting(who: str, home: Path, name: str, seconds: float) -> int:
    """How many steps take so much CPU time: of a long and a short run the difference tells."""
    short = measured(who, home, name, UNCOUNTED)["cpu"]
    long = measured(who, home, name, TRIED)["cpu"]
    return max(round(seconds / max((long - short) / (TRIED - UNCOUNTED), 1e-9)), 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("name")
    parser.add_argument("--minutes", type=float, default=20, help="of CPU time, each")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--who", choices=("ours", "gpt2", "counted"), help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.who:
        run = {"ours": ours, "gpt2": gpt2, "counted": counted}[given.who]
        print(json.dumps(run(given.home, given.name, given.steps)))
        return 0
    found: dict[str, dict[str, float]] = {}
    for who in ("ours", "gpt2"):
        steps = fitting(who, given.home, given.name, given.minutes * 60)
        print(f"{who}: {steps} steps", file=sys.stderr, flush=True)
        found[who] = {"steps": steps, **measured(who, given.home, given.name, steps)}
    seen = int(found["ours"]["steps"])
    found["counted"] = {"steps": seen, **measured("counted", given.home, given.name, seen)}
    tokens = settings(1).tokens_per_step
    for who, told in found.items():
        print(
            f"{who}: {told['steps'] * tokens / 1e6:.2f}M tokens, {told['cpu']:.0f} CPU seconds, "
            f"{told['bits_per_byte']:.3f} bits a byte"
        )
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
