"""Which model answers: what `[model] use` says, made into something that can be asked.

A model that is not there is an error in the command that names it; where it is only the default,
the composer answers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import tomlkit

from rookery.config import ModelSettings, edit, load
from rookery.errors import BadInput, NotFound, Said
from rookery.llm.catalogue import COMPOSER, HOUSE, Entry
from rookery.llm.found import is_local, models_at
from rookery.llm.shelf import Shelved, is_here, model_file

KEY = "ROOKERY_MODEL__ENDPOINT_KEY"


@dataclass(frozen=True, slots=True)
class Remote:
    """A model behind an OpenAI-compatible address."""

    base_url: str
    model: str
    key: str | None
    entry: Entry


Chosen = Shelved | Remote | None  # `None` is the composer


def chosen(home: Path, settings: ModelSettings) -> Chosen:
    """What answers. Raises Unavailable where the model in use is not there any more."""
    use = settings.use
    if _is_address(use):
        assert settings.endpoint_model is not None  # the settings see to it
        return Remote(
            use, settings.endpoint_model, settings.endpoint_key,
            endpoint_entry(use, settings.endpoint_model, sees=settings.pictures),
        )  # fmt: skip
    if use == COMPOSER or (use == HOUSE and not is_here(home, HOUSE)):
        return None
    return model_file(home, use)


def endpoint_entry(url: str, model: str, *, sees: bool = False) -> Entry:
    """What is known of a model behind an address; it is taken to follow instructions."""
    where = "on this machine" if is_local(url) else "elsewhere: questions and posts are sent there"
    return Entry(
        model,
        None,
        "its server's",
        None,
        None,
        f"answers at {url}, {where}",
        instructed=True,
        sees=sees,
    )


def use(home: Path, name: str, model: str | None = None) -> ModelSettings:
    """Write which model answers into `rookery.toml`; refuses one that is not there."""
    settings = load(home).model
    stale = not (_is_address(settings.use) and _same_host(settings.use, name))
    if _is_address(name):
        url, there = models_at(name, os.environ.get(KEY) if stale else settings.endpoint_key)
        wanted = {"use": url, "endpoint_model": _one_of(url, there, model)}
    else:
        if model is not None:
            raise BadInput("--model names a model behind an address: leave it out here.")
        if name != COMPOSER:
            model_file(home, name)
        wanted = {"use": name}

    def write(document: tomlkit.TOMLDocument) -> None:
        if "model" not in document:
            document["model"] = tomlkit.table()
        table = document["model"]
        assert isinstance(table, dict)
        table.pop("endpoint_model", None)
        if stale:  # a key is shown to nobody but whom it was for
            table.pop("endpoint_key", None)
        table.update(wanted)

    edit(home, write)
    return load(home).model


def use_default(home: Path) -> None:
    """Let what ships answer again."""

    def write(document: tomlkit.TOMLDocument) -> None:
        table = document.get("model")
        if isinstance(table, dict):
            for key in ("use", "endpoint_model", "endpoint_key"):
                table.pop(key, None)

    if load(home).model.use != HOUSE:
        edit(home, write)


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def _one_of(url: str, there: list[str], model: str | None) -> str:
    listed = ", ".join(there) or "none"
    if model is not None and model not in there and f"{model}:latest" in there:
        return f"{model}:latest"  # as Ollama has it
    if model is None and len(there) != 1:
        raise BadInput(
            Said("Say which with --model: %(url)s has %(there)s.", url=url, there=listed)
        )
    if model is not None and model not in there:
        raise NotFound(
            Said("%(url)s has no model %(model)r (it has %(there)s).", url=url, model=model,
                 there=listed)
        )  # fmt: skip
    return model or there[0]
