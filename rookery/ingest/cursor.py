"""Where a run stands and what it could not take: a cursor to go on from, and the rejects file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO

from rookery.durable import write_whole
from rookery.ingest.opened import comes_once
from rookery.locks import exclusive

_HEAD = 65_536  # bytes


class Cursor:
    """How many records of one source are in the store; gone once the source is done."""

    def __init__(self, home: Path, key: str, fingerprint: str = "") -> None:
        self._fingerprint = fingerprint  # of what is read: another file begins anew
        name = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = home / "cursors" / f"{name}.json"
        self._lock = home / "cursors.lock"

    def read(self) -> tuple[int, dict[str, str]]:
        """How many records, and the files that were left out so far, with the reason."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            if kept.get("of") == self._fingerprint:
                return int(kept["records"]), dict(kept.get("left_out", {}))
        except (FileNotFoundError, ValueError, KeyError):
            pass
        return 0, {}

    def write(self, records: int, left_out: Mapping[str, str] = MappingProxyType({})) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"records": records, "of": self._fingerprint, "left_out": dict(left_out)}
        with exclusive(self._lock):
            self._sweep()
            write_whole(self._path, json.dumps(kept))

    def clear(self) -> None:
        if self._path.parent.exists():
            with exclusive(self._lock):
                self._sweep()
                self._path.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Take away what kills left half written; who holds the lock knows that nobody writes."""
        for part in self._path.parent.glob(f"{self._path.name}.*.part"):
            part.unlink(missing_ok=True)


def fingerprint(path: str, *settings: object) -> str:
    """Tells one input from another that took its place, or from itself once it has changed: what
    files it is of, their sizes and times, the beginning of a single one, and how it is read.

    What gives its bytes once, such as a pipe, is not looked at.
    """
    place = Path(path).expanduser()
    told = [repr(settings)]
    head = b""
    if not comes_once(path):
        files = sorted(f for f in place.rglob("*") if f.is_file()) if place.is_dir() else [place]
        for file in files:
            state = file.stat()
            told.append(f"{file.relative_to(place)} {state.st_size} {state.st_mtime_ns}")
        if not place.is_dir():
            with place.open("rb") as one:
                head = one.read(_HEAD)
    said = "\n".join(told).encode("utf-8", "surrogateescape")
    return hashlib.sha256(head + said).hexdigest()[:16]


class Rejects:
    """Records that could not go in, each once, with where it stood and why."""

    def __init__(self, home: Path, source: str) -> None:
        self.path = home / "rejects" / f"{source}.jsonl"
        self.count = 0
        self._known: set[bytes] = set()  # digests: records are long, and there may be many
        self._read = 0  # bytes of the file that are known

    def add(self, rows: list[tuple[str, str, str]]) -> None:
        """Keep (where, reason, record); one that another run wrote, before or beside this one, is
        not doubled.
        """
        self.count += len(rows)
        if not rows:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(self.path), self.path.open("r+b") as file:
            torn = self._catch_up(file)
            new = {_digest(row): row for row in rows}
            lines = [_line(row) for digest, row in new.items() if digest not in self._known]
            if lines:
                file.write(b"\n" * torn + b"".join(lines))
                file.flush()
            self._known |= new.keys()
            self._read = file.tell()

    def _catch_up(self, file: IO[bytes]) -> bool:
        """Know what was written since; whether that ends in the middle: by a kill, or a full
        disk.
        """
        if file.seek(0, os.SEEK_END) < self._read:  # it was purged, and begun anew
            self._read = 0
            self._known.clear()
        file.seek(self._read)
        line = b""
        for line in file:
            if (row := _row(line)) is not None:
                self._known.add(_digest(row))
        return bool(line) and not line.endswith(b"\n")


def _digest(row: tuple[str, str, str]) -> bytes:
    return hashlib.blake2b(repr(row).encode("utf-8", "replace"), digest_size=16).digest()


def _line(row: tuple[str, str, str]) -> bytes:
    at, reason, record = row
    kept = {"at": at, "reason": reason, "record": record}
    return (json.dumps(kept, ensure_ascii=False) + "\n").encode()


def _row(line: bytes) -> tuple[str, str, str] | None:
    """A reject as it was written; `None` for one that was torn."""
    try:
        row = json.loads(line)
        return row["at"], row["reason"], row["record"]
    except (ValueError, KeyError, TypeError):
        return None
