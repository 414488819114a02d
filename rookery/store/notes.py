"""What a store notes in small files beside its tables: numbers given out, groups that are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rookery.durable import write_whole


class Notes:
    """Whoever changes a note holds the store's `write.lock`; anyone may read."""

    def __init__(self, folder: Path) -> None:
        self._seq, self._buried = folder / "seq", folder / "buried"
        self._audiences = folder / "audiences.json"

    def last_seq(self) -> int:
        """The number of the last change, 0 before any."""
        return _number(self._seq)

    def reserve(self, n: int) -> int:
        """The first of `n` change numbers; reserved before they are used, so none is used twice."""
        last = self.last_seq()
        write_whole(self._seq, str(last + n))
        return last + 1

    def buried(self) -> int:
        """Up to which delete the rows have been taken."""
        return _number(self._buried)

    def note_buried(self, upto: int) -> None:
        if upto > self.buried():
            write_whole(self._buried, str(upto))

    def audiences(self) -> list[str]:
        """The combinations of groups that posts are for."""
        if not self._audiences.exists():
            return []
        return list(json.loads(self._audiences.read_text("utf-8")))

    def note_audiences(self, found: Sequence[str]) -> None:
        known = self.audiences()
        new = [a for a in found if a not in known and a not in ("public", "nobody")]
        if new:
            write_whole(self._audiences, json.dumps([*known, *new]))


def _number(path: Path) -> int:
    return int(path.read_text()) if path.exists() else 0
