"""`rookery engine`: the embedded engine by itself, for as long as this command runs."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType

from rookery.cli.given import given, say, show
from rookery.config import load
from rookery.errors import BadInput
from rookery.llm.chosen import chosen
from rookery.llm.engine import ModelFile, end_unused, running
from rookery.llm.shelf import Shelved, model_file


def run_engine(
    home: Path, named: str | None, *, adapter: Path | None, template: Path | None
) -> None:
    """Serve a model on this machine until interrupted."""
    settings = load(home).model
    there = _model(home, named)
    model = ModelFile(
        there.path, there.name, adapter=adapter or there.adapter, template=_text(template)
    )
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with running(home, model, settings, say=say) as endpoint:
            if given.as_json:
                show({"address": endpoint.base_url, "model": endpoint.model, "home": str(home)})
            else:
                print(f"{endpoint.model} is at {endpoint.base_url} (Ctrl-C ends it)", flush=True)
                print(f"Requests bring the key that stands in {home / 'engine.json'}.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        end_unused(home)


def _model(home: Path, named: str | None) -> ModelFile:
    """The file of a model given by its path, or by its name; unset, of the one in use."""
    if named and (named.endswith(".gguf") or "/" in named):
        path = Path(named).expanduser()
        return ModelFile(path, path.stem)
    there = model_file(home, named) if named else chosen(home, load(home).model)
    if not isinstance(there, Shelved):
        raise BadInput(
            "No model with a file is in use: say which with rookery engine --model FILE.gguf."
        )
    return ModelFile(there.path, there.name, adapter=there.adapter)


def _text(path: Path | None) -> str | None:
    try:
        return path.read_text("utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The chat template {path} cannot be read: {error}.") from None


def _interrupt(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
