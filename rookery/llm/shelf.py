"""The models that lie in a home, `H/models/NAME/`: a file, and a record of what it is.

A model is there once its record is, which is written last.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from rookery.durable import write_whole
from rookery.errors import BadInput, Conflict, NotFound, Said, Unavailable
from rookery.llm.catalogue import COMPOSER, HOUSE, HOUSE_FILE, Entry, known, with_skills
from rookery.llm.header import read

MODELS, FILE, ADAPTER, RECORD = "models", "model.gguf", "adapter.gguf", "model.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Record:
    """What `model.json` keeps."""

    bytes: int
    sha256: str
    where_from: str
    licence: str
    context: int | None
    architecture: str
    good_for: str
    instructed: bool
    got_at: str
    terms_accepted: str | None = None  # the address of those that a person accepted


@dataclass(frozen=True, slots=True)
class Shelved:
    """A model whose file is on this machine, and our adapter for it."""

    name: str
    path: Path
    adapter: Path | None
    entry: Entry


def folder_of(home: Path, name: str) -> Path:
    """Where the model of that name lies; raises BadInput for what can be no name."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            Said(
                "A model's name is of small letters, digits, dots and hyphens, at most 64, and not "
                "%(name)r.",
                name=name,
            )
        )
    return home / MODELS / name


def name_for(path: str) -> str:
    """A name after a file's."""
    stem = re.sub(r"[^a-z0-9._-]+", "-", Path(path).stem.lower()).strip("-._")[:64]
    return stem or "model"


def record_of(home: Path, name: str) -> Record | None:
    """The record of that model, where it is there; raises Conflict for one that is damaged."""
    path = folder_of(home, name) / RECORD
    try:
        record = Record(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise Conflict(
            Said(
                "%(path)s is damaged: get %(name)s once more with `rookery model get`.",
                path=str(path), name=name,
            )
        ) from None  # fmt: skip
    return record


def keep_record(folder: Path, record: Record) -> None:
    write_whole(folder / RECORD, json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def names(home: Path) -> list[str]:
    """The models that lie in the home."""
    try:
        found = [path.parent.name for path in (home / MODELS).glob(f"*/{RECORD}")]
    except OSError:
        return []
    return sorted(name for name in found if _NAME.fullmatch(name))


def entry_of(home: Path, name: str) -> Entry:
    """What is known of a model, by its name; raises NotFound."""
    entry, record = known().get(name), record_of(home, name)
    if entry is None and record is None:
        there = ", ".join(dict.fromkeys((*known(), *names(home))))
        raise NotFound(
            Said("There is no model %(name)r (known: %(there)s).", name=name, there=there)
        )
    if record is None:
        assert entry is not None
        return entry
    if entry is None:
        entry = Entry(
            name, record.bytes, record.licence, record.context, None, record.good_for,
            instructed=record.instructed,
        )  # fmt: skip
    own, model = (folder_of(home, name) / file for file in (ADAPTER, FILE))
    if own.exists():
        entry = with_skills(replace(entry, adapter=own, wrong=None), own)
    elif entry.adapter is None:
        entry = with_skills(entry, model)
    return replace(entry, size_bytes=record.bytes, context=entry.context or record.context)


def model_file(home: Path, name: str) -> Shelved:
    """The model's files; raises Unavailable where they are not there, and says what to type."""
    entry = entry_of(home, name)
    if name == HOUSE:
        if not HOUSE_FILE.is_file():
            raise Unavailable("The house model is not in this build: the composer answers.")
        return Shelved(name, HOUSE_FILE, None, replace(entry, context=_context(HOUSE_FILE)))
    if name == COMPOSER:
        raise BadInput("The composer is no model: it has no file.")
    path, record = folder_of(home, name) / FILE, record_of(home, name)
    if record is None or not path.is_file():
        raise Unavailable(
            Said("%(name)s is not here yet: type `rookery model get %(name)s`.", name=name)
        )
    if path.stat().st_size != record.bytes:
        raise Unavailable(
            Said(
                "%(path)s is not as it was got (its size differs): get %(name)s once more with "
                "`rookery model get`.",
                path=str(path), name=name,
            )
        )  # fmt: skip
    return Shelved(name, path, entry.adapter, entry)


@cache
def _context(path: Path) -> int | None:
    """Tokens that the model that ships was made for."""
    return read(path).context or None


def is_here(home: Path, name: str) -> bool:
    """Whether it could be used now."""
    try:
        return name == COMPOSER or model_file(home, name).path.is_file()
    except (Unavailable, Conflict):
        return False
