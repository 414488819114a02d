"""Brings a model into a home: from the hub, from a file, or from the wheels of `[gemma]`.

It is brought beside the one that is there, looked at, and only then takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rookery.config import make_home
from rookery.errors import BadInput, Conflict, Said
from rookery.llm.catalogue import (
    COMPOSER,
    HOUSE,
    Entry,
    Origin,
    Terms,
    known,
    our_copy_of_terms,
    our_papers,
)
from rookery.llm.header import Header, read
from rookery.llm.hub import HubFile
from rookery.llm.shelf import (
    ADAPTER,
    FILE,
    RECORD,
    Record,
    folder_of,
    keep_record,
    name_for,
    now,
    record_of,
)
from rookery.llm.skill import TASKS
from rookery.llm.transfer import Report, sha256_of, write_joined
from rookery.llm.wheels import Wheels
from rookery.locks import attempt

_COMING = "coming.gguf"  # on its way; the hub's parts are named after it
Accept = Callable[[Terms, str | None], bool]


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A GGUF that lies on this machine."""

    path: Path

    def __str__(self) -> str:
        return f"the file {self.path}"

    def bring(self, to: Path, report: Report) -> str:
        """Copy it; gives its SHA-256."""
        return write_joined([self.path], to, "copying", report)


@dataclass(frozen=True, slots=True)
class Got:
    """A model that is in the home now."""

    name: str
    path: Path
    record: Record
    already: bool  # it was there, and whole


def find(source: str, *, file: Path | None = None, name: str | None = None) -> Entry:
    """The entry to get for what a person typed: a name, `hf:owner/repo/file.gguf`, or a path.

    `file` stands in for where a known model comes from, `name` for the name of an unknown one.
    """
    entry = known().get(source)
    if entry is not None:
        if name is not None:
            raise BadInput(Said("%(name)s has its name already: leave --name out.", name=source))
        if entry.name in {COMPOSER, HOUSE}:
            raise BadInput(
                Said("%(name)s comes with Rookery: there is nothing to get.", name=source)
            )
        return entry if file is None else replace(entry, where_from=_local(file))
    if file is not None:
        raise BadInput(Said("--from is for a model of the catalogue, and not %(s)r.", s=source))
    origin: Origin
    if source.startswith("hf:"):
        origin = HubFile.parse(source)
        called = name or name_for(origin.path)
    elif source.endswith(".gguf") or "/" in source or Path(source).exists():
        origin = _local(Path(source))
        if (same := _listed(origin.path)) is not None:  # with its terms, whatever it is called
            return replace(same, where_from=origin)
        called = name or name_for(origin.path.name)
    else:
        raise BadInput(
            Said(
                "There is no model %(name)r in the catalogue (%(known)s); others are named as "
                "hf:owner/repo/file.gguf, or by the path of a GGUF file.",
                name=source, known=", ".join(known()),
            )
        )  # fmt: skip
    if called in known():
        raise BadInput(
            Said("%(name)s is a model of the catalogue: name this one with --name.", name=called)
        )
    return Entry(called, None, "", None, origin, "")


def _listed(path: Path) -> Entry | None:
    """The entry of the catalogue whose pinned file this is."""
    size = path.stat().st_size
    alike = [one for one in known().values() if one.sha256 and one.size_bytes == size]
    own = sha256_of(path, lambda _: None) if alike else None
    return next((one for one in alike if one.sha256 == own), None)


def _local(path: Path) -> LocalFile:
    if not path.is_file():
        raise BadInput(Said("There is no file %(path)s.", path=str(path)))
    return LocalFile(path)


def get(
    home: Path, entry: Entry, *, accept: Accept, report: Report = lambda _: None,
    adapter: Path | None = None, instructed: bool = False,
) -> Got:  # fmt: skip
    """Bring the model of `entry`; one that is there and whole is left as it is.

    `accept` is asked where the model has terms. Raises BadInput where they are not accepted or the
    file is no model; then, as after any other error, what was there before is there still.
    """
    folder = folder_of(home, entry.name)
    if adapter is not None:
        head = _check(adapter, "adapter")
        if isinstance(entry.where_from, LocalFile):  # before it is copied
            _must_fit(adapter, head, _check(entry.where_from.path, "model").architecture)
    adapter = adapter or entry.adapter
    if (record := _whole(home, entry, report)) is not None:
        if instructed and not record.instructed:
            record = replace(record, instructed=True)
            keep_record(folder, record)
        if isinstance(entry.where_from, LocalFile):
            with _skills_of(entry.where_from.path, folder / FILE, report):
                pass
        if adapter is not None and adapter != folder / ADAPTER:
            _take_adapter(adapter, folder, record.architecture, report)
        return Got(entry.name, folder / FILE, record, already=True)
    if isinstance(entry.where_from, LocalFile):
        _check(entry.where_from.path, "model")
    if entry.terms is not None and not accept(entry.terms, _terms_text(entry)):
        raise BadInput(
            Said(
                "%(name)s is not got without its terms being accepted (%(address)s).",
                name=entry.name, address=entry.terms.address,
            )
        )  # fmt: skip
    make_home(home)
    folder.mkdir(parents=True, exist_ok=True)
    with attempt(folder / "lock") as mine:
        if not mine:
            raise Conflict(
                Said("%(name)s is being got by another process: let it end.", name=entry.name)
            )
        record = _bring(entry, folder, report, instructed)
        if adapter is not None:
            _take_adapter(adapter, folder, record.architecture, report)
    return Got(entry.name, folder / FILE, record, already=False)


def _terms_text(entry: Entry) -> str | None:
    """As the wheel brings them, else as they lie beside our adapter."""
    if isinstance(entry.where_from, Wheels):
        return entry.where_from.terms_text()
    return our_copy_of_terms(entry.name)


def _whole(home: Path, entry: Entry, report: Report) -> Record | None:
    """The record of a model that is there, from the same place and unharmed."""
    try:
        record = record_of(home, entry.name)
    except Conflict:  # damaged: it is got anew
        return None
    path = folder_of(home, entry.name) / FILE
    same = record is not None and record.where_from == str(entry.where_from)
    if record is None or not same or not path.is_file() or path.stat().st_size != record.bytes:
        return None
    return record if sha256_of(path, report) == record.sha256 else None


def _bring(entry: Entry, folder: Path, report: Report, instructed: bool) -> Record:
    origin, coming = entry.where_from, folder / _COMING
    assert origin is not None
    if not isinstance(origin, HubFile):  # which goes on with its own; others were killed
        for left in folder.glob(f"{_COMING}.*.part"):
            left.unlink(missing_ok=True)
    sha256 = origin.bring(coming, report)
    try:
        if entry.sha256 is not None and sha256 != entry.sha256:
            raise BadInput(
                Said(
                    "%(where)s is not the %(name)s that is meant: its SHA-256 is %(got)s, and not "
                    "%(sum)s.",
                    where=str(origin), name=entry.name, got=sha256, sum=entry.sha256,
                )
            )  # fmt: skip
        header = _check(coming, "model", said=str(origin))
        for paper in _papers(entry):
            write_joined([paper], folder / paper.name, "copying", report)
        size = coming.stat().st_size
        said = origin.path if isinstance(origin, LocalFile) else coming
        if sha256 != _sha256_there(folder):
            (folder / ADAPTER).unlink(missing_ok=True)  # of another model
            (folder / ADAPTER).with_suffix(TASKS).unlink(missing_ok=True)
        with _skills_of(said, folder / FILE, report):
            coming.replace(folder / FILE)
    finally:
        coming.unlink(missing_ok=True)
    own = partial(_own_word, header)
    record = Record(
        bytes=size,
        sha256=sha256,
        where_from=str(origin),
        licence=entry.licence or own("general.license") or "not said: see its page",
        context=entry.context or header.context or None,
        architecture=header.architecture,
        good_for=entry.good_for or own("general.name") or entry.name,
        instructed=entry.instructed or instructed,
        got_at=now(),
        terms_accepted=entry.terms.address if entry.terms else None,
    )
    keep_record(folder, record)
    return record


def _sha256_there(folder: Path) -> str | None:
    """Of the model that is replaced, as far as its record says."""
    try:
        said = json.loads((folder / RECORD).read_text("utf-8"))
        return str(said["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _papers(entry: Entry) -> list[Path]:
    """What is to lie beside a model that has terms."""
    if isinstance(entry.where_from, Wheels):
        return entry.where_from.beside()
    return our_papers(entry.name) if entry.terms else []


def _check(path: Path, kind: str, said: str | None = None) -> Header:
    try:
        header = read(path)
    except BadInput as error:  # a file on its way is named by where it comes from
        raise BadInput(str(error).replace(str(path), said) if said else str(error)) from None
    has = header.values.get("general.type", "model")
    if has != kind:
        raise BadInput(
            Said(
                "%(path)s holds a GGUF of the kind %(has)r, and %(kind)r is wanted.",
                path=said or str(path),
                has=str(has),
                kind=kind,
            )
        )
    return header


def _own_word(header: Header, key: str) -> str | None:
    value = header.values.get(key)
    return value if isinstance(value, str) and value else None


def _take_adapter(adapter: Path, folder: Path, architecture: str, report: Report) -> None:
    _must_fit(adapter, _check(adapter, "adapter"), architecture)
    with _skills_of(adapter, folder / ADAPTER, report):
        write_joined([adapter], folder / ADAPTER, "copying", report)


def _must_fit(adapter: Path, header: Header, architecture: str) -> None:
    if header.architecture != architecture:
        raise BadInput(
            Said(
                "%(path)s is an adapter for %(has)s, and this model is %(is)s.",
                **{"path": str(adapter), "has": header.architecture, "is": architecture},
            )
        )


@contextmanager
def _skills_of(weights: Path, to: Path, report: Report) -> Iterator[None]:
    """What weights can do comes after them: none said is better than those of others."""
    tasks, beside = (path.with_suffix(TASKS) for path in (weights, to))
    beside.unlink(missing_ok=True)
    yield
    if tasks.is_file():
        write_joined([tasks], beside, "copying", report)
