"""What a run of tuning stands on: the model's weights, its tokenizer, how it reads turns.

A model is named by a run of the home, a folder of Hugging Face's, a GGUF, or its name in the list.
One of our own architecture is ours to change; of any other an adapter learns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from torch import Tensor

from rookery.errors import NotFound
from rookery.llm import header
from rookery.llm.catalogue import HOUSE
from rookery.llm.chat_forms import BY_ARCHITECTURE, CHATML, written
from rookery.llm.shelf import model_file, names
from rookery.model import gguf_read, huggingface
from rookery.model import tokenizer as tokens
from rookery.model.gguf_read import OURS
from rookery.model.shape import Shape
from rookery.train.adapter import Adapter, opened, ours
from rookery.train.base_file import Base
from rookery.train.examples import Form, chatml
from rookery.train.exported import export
from rookery.train.opening import read_config, read_tokenizer
from rookery.train.run_folders import BASE, run_there
from rookery.train.run_folders import names as runs
from rookery.train.settings import FILE as SETTINGS
from rookery.train.trainee import Trainee, Whole

_AS_GGUF = {"gemma3_text": "gemma3"}  # where the two differ
_RANK = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """A base, and what examples are made by."""

    base: Base
    words: Path  # a folder with its tokenizer
    form: Form
    shape: Shape


def trainee_of(base: Base, words: Tensor | None = None) -> Trainee:
    """What a run on `base` trains; of an adapter, what its loss weighs a token against."""
    path = Path(base.path)
    if base.rank is None:
        return Whole(path)
    make = ours if path.is_dir() and base.architecture == OURS else opened
    return Adapter(partial(make, path), base.rank, base.alpha, words)


def standing(home: Path, named: str, run: Path, rank: int | None) -> Standing:
    """The model of that name; what is made of it for tuning goes into the folder of the `run`."""
    path = Path(named).expanduser()
    if path.suffix == ".gguf":
        return _of_gguf(path, run, rank)
    if path.is_dir():
        return _ours(path, rank) if huggingface.kind_of(path) == OURS else _another(path, run, rank)
    if named in names(home):
        return _of_gguf(model_file(home, named).path, run, rank)
    if named == HOUSE and named not in runs(home):  # a run of that name has what was not rounded
        return _of_gguf(model_file(home, named).path, run, rank)
    return _ours(_exported(home, named, run), rank)


def _of_gguf(path: Path, run: Path, rank: int | None) -> Standing:
    """Of our architecture it is ours, once its weights are whole again."""
    if header.read(path).architecture != OURS:
        return _another(path, run, rank)
    if not _begun(run):
        gguf_read.unpack(path, run / BASE)
    return _ours(run / BASE, rank)


def _begun(run: Path) -> bool:
    """Whether what it stands on is settled; before, another model may have been named."""
    return (run / SETTINGS).exists() and (run / BASE / "config.json").exists()


def _ours(path: Path, rank: int | None) -> Standing:
    shape = huggingface.shape_of(path)
    base = _base(path, OURS, shape.layers, rank)
    return Standing(base, path, chatml(tokens.load(path)), shape)


def _exported(home: Path, named: str, run: Path) -> Path:
    try:
        there = run_there(home, named)
    except NotFound:
        raise NotFound(
            f"{named} is no run of {home}, no folder, no GGUF, and no model that is here: see "
            "`rookery model list`."
        ) from None
    if not _begun(run):
        export(there, run / BASE)
    return run / BASE


def _another(path: Path, run: Path, rank: int | None) -> Standing:
    """What `transformers` opens: its weights stay as they are."""
    config, tokenizer = read_config(path), read_tokenizer(path)
    architecture = _AS_GGUF.get(config.model_type, config.model_type)
    template = tokenizer.chat_template or BY_ARCHITECTURE.get(architecture, CHATML)
    tokenizer.save_pretrained(str(run / BASE))
    form = Form(
        partial(written, template, bos=tokenizer.bos_token or ""),
        partial(tokenizer.encode, add_special_tokens=False),
        tokenizer.pad_token_id or 0,
    )
    shape = Shape(
        config.vocab_size,
        layers=config.num_hidden_layers,
        width=config.hidden_size,
        heads=config.num_attention_heads,
        kv_heads=getattr(config, "num_key_value_heads", None) or config.num_attention_heads,
        inner=config.intermediate_size,
        head_width=getattr(config, "head_dim", None)
        or config.hidden_size // config.num_attention_heads,
    )
    base = _base(path, architecture, shape.layers, rank or _RANK)
    return Standing(base, run / BASE, form, shape)


def _base(path: Path, architecture: str, layers: int, rank: int | None) -> Base:
    return Base(str(path.absolute()), architecture, layers, rank, 2.0 * rank if rank else 0.0)
