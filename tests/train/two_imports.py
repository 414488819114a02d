"""Takes a checkpoint of Hugging Face's in and trains it a step or none: WEIGHTS FOLDER STEPS."""

import sys
from pathlib import Path

from torch.distributed.tensor import DTensor

from rookery.model import huggingface
from rookery.train.loop import train
from rookery.train.settings import RunSettings
from rookery.train.trainee import Whole
from tests.train.two_runs import BATCH, CONTEXT, Made

if __name__ == "__main__":
    weights, folder, steps = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    settings = RunSettings(
        huggingface.shape_of(weights), batch=BATCH, steps=steps, rate=0.001, warm_up=1, decay=1
    )
    assert settings.shape.context >= CONTEXT
    model = train(settings, Made(), folder, trainee=Whole(weights))
    held = sum((p.to_local() if isinstance(p, DTensor) else p).numel() for p in model.parameters())
    print(f"held {held} of {settings.shape.parameters}\n", end="", flush=True)  # noqa: T201  read by a test
