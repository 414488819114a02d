"""Checksums of the files that never change once written: they tell a damaged one from a whole.

A line a file. Whoever notes one holds the store's `write.lock` or `index.lock`; both to prune.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

from rookery.durable import write_whole

FILE = "sums"
_AT_ONCE = 1 << 20  # bytes read at a time


class Sums:
    """Known sums are kept in memory: noting looks at new files alone."""

    def __init__(self, store: Path) -> None:
        self._store, self.path = store, store / FILE
        self.sound = True  # whether every line holds, but for one that a kill tore at the end
        self._of = self._read()
        self._folders: set[str] = set()  # whose files are known

    def note(self, paths: Iterable[Path]) -> None:
        """Take the sums of those of `paths`, and of all in those that are folders, that are there
        and not known yet."""
        new = {}
        for path in paths:
            name = self._name(path)
            if name in self._of or name in self._folders:
                continue
            if path.is_dir():  # written whole before a version names it
                self._folders.add(name)
            for file in path.iterdir() if path.is_dir() else [path]:
                if (name := self._name(file)) not in self._of and file.is_file():
                    new[name] = _sum(file)
        if new:
            torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
            with self.path.open("a", encoding="utf-8") as lines:
                lines.write("\n" * torn + "".join(_line(*pair) for pair in new.items()))
            self._of.update(new)

    def prune(self) -> None:
        """Forget the files that are gone, and lines that were damaged."""
        for part in self._store.glob(f"{FILE}.*.part"):  # of a prune that was killed
            part.unlink(missing_ok=True)
        known = self._read()  # others have noted some too
        self._of = {name: n for name, n in known.items() if (self._store / name).exists()}
        write_whole(self.path, "".join(_line(*pair) for pair in self._of.items()))
        self.sound = True
        self._folders.clear()

    def forget(self, path: Path) -> None:
        """`path` is about to be made anew."""
        self._of.pop(self._name(path), None)

    def holds(self, path: Path) -> bool | None:
        """Whether the file is as it was noted; `None` where it never was."""
        known = self._of.get(self._name(path))
        return None if known is None else known == _sum(path)

    def under(self, folder: Path) -> list[Path]:
        """The files that were noted in `folder`."""
        begin = f"{self._name(folder)}/"
        return [self._store / name for name in self._of if name.startswith(begin)]

    def _name(self, path: Path) -> str:
        return str(path).removeprefix(f"{self._store}/")  # `relative_to` takes milliseconds of many

    def _read(self) -> dict[str, int]:
        if not self.path.exists():
            return {}
        lines = self.path.read_text("utf-8", "replace").split("\n")
        found = {}
        for at, line in enumerate(lines):
            name, _, number = line.rpartition("  ")[0].rpartition("  ")
            if line and _line(name, _hex(number)) == f"{line}\n":
                found[name] = _hex(number)
            elif line and at < len(lines) - 1:
                self.sound = False
        return found


def _line(name: str, number: int) -> str:
    said = f"{name}  {number:08x}"
    return f"{said}  {zlib.crc32(said.encode()):08x}\n"


def _hex(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return -1


def _sum(path: Path) -> int:
    number = 0
    with path.open("rb") as file:
        while part := file.read(_AT_ONCE):
            number = zlib.crc32(part, number)
    return number
