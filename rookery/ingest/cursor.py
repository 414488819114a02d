"""Where a run stands and what it could not take: a cursor to go on from, and the rejects file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from rookery.durable import write_whole

_HEAD = 65_536  # bytes


class Cursor:
    """How many records of one source are in the store; gone once the source is done."""

    def __init__(self, home: Path, key: str, fingerprint: str = "") -> None:
        self._fingerprint = fingerprint  # of what is read: another file begins anew
        name = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = home / "cursors" / f"{name}.json"

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
        write_whole(self._path, json.dumps(kept))

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


def fingerprint(path: str, *settings: object) -> str:
    """Tells one input from another that took its place, or from itself once it has changed: what
    files it is of, their sizes and times, the beginning of a single one, and how it is read.
    """
    place = Path(path).expanduser()
    told = [repr(settings)]
    head = b""
    if path != "-":
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
        self._torn = False  # whether the last line ends in the middle: by a kill, or a full disk
        self._known = self._read() if self.path.exists() else set[tuple[str, str, str]]()

    def _read(self) -> set[tuple[str, str, str]]:
        with self.path.open(encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
        self._torn = bool(lines) and not lines[-1].endswith("\n")
        rows = map(_row, lines)
        return {row for row in rows if row is not None}

    def add(self, rows: list[tuple[str, str, str]]) -> None:
        """Keep (where, reason, record); one that an earlier, killed run wrote is not doubled."""
        self.count += len(rows)
        new = [r for r in rows if r not in self._known]
        if not new:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            if self._torn:
                file.write("\n")
                self._torn = False
            for at, reason, record in new:
                self._known.add((at, reason, record))
                row = {"at": at, "reason": reason, "record": record}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _row(line: str) -> tuple[str, str, str] | None:
    """A reject as it was written; `None` for one that was torn."""
    try:
        row = json.loads(line)
        return row["at"], row["reason"], row["record"]
    except (ValueError, KeyError, TypeError):
        return None
