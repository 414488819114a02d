"""What a store notes in small files beside its tables: numbers given out, groups that are known."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from rookery.durable import write_whole
from rookery.errors import Conflict

_GAP = 1_000_000  # numbers left out where the last one is lost: none that was given out comes again
_NUMBER = re.compile(r"[0-9]+\n")  # an older release wrote no line end, and then none was torn off


class Notes:
    """Whoever changes a note holds the store's `write.lock`; anyone may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path, self._buried = folder / "seq", folder / "buried"
        self._audiences = folder / "audiences.json"

    def last_seq(self) -> int:
        """The number of the last change, 0 before any; raises Conflict where it is damaged."""
        number = _number(self.path)
        if number is None:
            raise self._damaged(self.path)
        return number

    def reserve(self, n: int) -> int:
        """The first of `n` change numbers; reserved before they are used, so none is used twice."""
        last = self.last_seq()
        write_whole(self.path, f"{last + n}\n")
        return last + 1

    def buried(self) -> int:
        """Up to which delete the rows have been taken; where it is damaged, all are looked at."""
        return _number(self._buried) or 0

    def note_buried(self, upto: int) -> None:
        if upto > self.buried():
            write_whole(self._buried, f"{upto}\n")

    def audiences(self) -> list[str]:
        """The combinations of groups that posts are for; raises Conflict where it is damaged."""
        if not self._audiences.exists():
            return []
        known = self._listed()
        if known is None:
            raise self._damaged(self._audiences)
        return known

    def note_audiences(self, found: Sequence[str]) -> None:
        known = self.audiences()
        new = [a for a in found if a not in known and a not in ("public", "nobody")]
        if new:
            write_whole(self._audiences, json.dumps([*known, *new]))

    def parts(self) -> list[Path]:
        """Notes that somebody was killed in the midst of."""
        names = (self.path, self._buried, self._audiences)
        return [part for path in names for part in self._folder.glob(f"{path.name}.*.part")]

    def certain(self) -> bool:
        """Whether no note can have been torn or lost, as far as a look at them alone tells."""
        torn = [p for p in (self.path,) if not p.exists() or not _NUMBER.fullmatch(_text(p))]
        return not torn and self._listed() is not None and _number(self._buried) is not None

    def unsound(self, last: int, closed: Sequence[str]) -> list[Path]:
        """The notes that are damaged or gone, told by what the tables hold."""
        number, known = _number(self.path), self._listed()
        wrong = {
            self.path: number is None or number < last,
            self._buried: _number(self._buried) is None,
            self._audiences: not {*closed} <= {*(known or ())}
            or (known is None and self._audiences.exists()),
        }
        return [path for path, is_wrong in wrong.items() if is_wrong]

    def mend(self, last: int, closed: Sequence[str]) -> None:
        """Write again what is damaged, behind or gone."""
        number = _number(self.path)
        if number is None or number < last:
            number = last + _GAP
        write_whole(self.path, f"{number}\n")
        if _number(self._buried) is None:
            self._buried.unlink()
        known = self._listed() or []
        write_whole(self._audiences, json.dumps([*known, *(a for a in closed if a not in known)]))

    def _listed(self) -> list[str] | None:
        try:
            found = json.loads(self._audiences.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, list) else None

    def _damaged(self, path: Path) -> Conflict:
        home = quote(str(self._folder.parent))
        return Conflict(f"{path} is damaged: `rookery store compact --home {home}` mends it.")


def _number(path: Path) -> int | None:
    """0 where there is no file; `None` where it holds something else than a number."""
    if not path.exists():
        return 0
    text = _text(path)
    return int(text) if text.isascii() and text.removesuffix("\n").isdecimal() else None


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")
