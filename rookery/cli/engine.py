"""`rookery engine`: the embedded engine by itself, for as long as this command runs."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType

from rookery.cli.given import given, say, show
from rookery.config import load
from rookery.errors import BadInput, NotFound
from rookery.llm.engine import ModelFile, end_unused, running


def run_engine(
    home: Path, named: str | None, *, adapter: Path | None, template: Path | None
) -> None:
    """Serve a model on this machine until interrupted."""
    settings = load(home).model
    path = _model(home, named)
    name = path.parent.name if path.parent.parent == home / "models" else path.stem
    model = ModelFile(path, name, adapter=adapter, template=_text(template))
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


def _model(home: Path, named: str | None) -> Path:
    """The file of a model given by its path, or by its name in the home."""
    if not named:
        raise BadInput("Say which model: rookery engine --model FILE.gguf.")
    if named.endswith(".gguf") or "/" in named:
        return Path(named).expanduser()
    files = sorted((home / "models" / named).glob("*.gguf"))
    if not files:
        raise NotFound(f"There is no model {named!r} in {home / 'models'}: name a GGUF file.")
    return files[0]


def _text(path: Path | None) -> str | None:
    try:
        return path.read_text("utf-8") if path else None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The chat template {path} cannot be read: {error}.") from None


def _interrupt(signal_number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
