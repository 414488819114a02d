"""Where a run stands and what it could not take: a cursor to go on from, and the rejects file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

_HEAD = 65_536  # bytes


class Cursor:
    """How many records of one source are in the store; gone once the source is done."""

    def __init__(self, home: Path, key: str, fingerprint: str = "") -> None:
        self._fingerprint = fingerprint  # of what is read: another file begins anew
        name = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = home / "cursors" / f"{name}.json"

    def read(self) -> int:
        try:
            kept = json.loads(self._path.read_text("utf-8"))
            return int(kept["records"]) if kept.get("of") == self._fingerprint else 0
        except (FileNotFoundError, ValueError, KeyError):
            return 0

    def write(self, records: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps({"records": records, "of": self._fingerprint}), "utf-8")
        part.replace(self._path)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)


def fingerprint(path: str, *settings: object) -> str:
    """Tells one input from another that took its place: its beginning, and how it is read."""
    place = Path(path).expanduser()
    if path == "-":
        head = b""
    elif place.is_dir():
        names = sorted(f.name for f in place.rglob("*") if f.is_file())
        head = "\n".join(names).encode("utf-8", "surrogateescape")
    else:
        with place.open("rb") as file:
            head = file.read(_HEAD)
    return hashlib.sha256(head + repr(settings).encode()).hexdigest()[:16]


class Rejects:
    """Records that could not go in, each once, with where it stood and why."""

    def __init__(self, home: Path, source: str) -> None:
        self.path = home / "rejects" / f"{source}.jsonl"
        self.count = 0
        self._known = self._read() if self.path.exists() else set[tuple[str, str, str]]()

    def _read(self) -> set[tuple[str, str, str]]:
        with self.path.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file if line.endswith("\n")]
        return {(row["at"], row["reason"], row["record"]) for row in rows}

    def add(self, rows: list[tuple[str, str, str]]) -> None:
        """Keep (where, reason, record); one that an earlier, killed run wrote is not doubled."""
        self.count += len(rows)
        new = [r for r in rows if r not in self._known]
        if not new:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            for at, reason, record in new:
                self._known.add((at, reason, record))
                row = {"at": at, "reason": reason, "record": record}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
