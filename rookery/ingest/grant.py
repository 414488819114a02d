"""An operator's ground for using posts whose authors have said nothing: given once, kept."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rookery.config import NEVER_TRAINED
from rookery.errors import BadInput


@dataclass(frozen=True, slots=True)
class Grant:
    """What the operator allows for posts whose author has said nothing, and on what ground."""

    train: bool = False
    ads: bool = False
    because: str = ""

    def check(self, kind: str) -> None:
        """Raises BadInput where posts of this kind cannot be granted."""
        if self.train and kind in NEVER_TRAINED:
            raise BadInput(
                f"Posts of {kind} cannot be granted for train: X's terms allow no training on what "
                "its API gives."
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The consent columns of the store that it fills."""
        return ("consent_train",) * self.train + ("consent_ads",) * self.ads


@dataclass(frozen=True, slots=True)
class Ground:
    """A grant for one run, kept in the home with what it covers."""

    grant: Grant
    home: Path
    path: str  # what is read
    kind: str
    source: str  # what its posts' source is called

    @contextmanager
    def written(self, granted: Callable[[], int]) -> Iterator[None]:
        """Write it down before anything goes in, and afterwards how many records it filled."""
        run = uuid.uuid4().hex[:12]
        covers = {"path": self.path, "kind": self.kind, "source": self.source}
        self._append({"run": run} | asdict(self.grant) | covers)
        try:
            yield
        finally:  # also of a run that breaks: what was committed is granted
            self._append({"run": run, "granted": granted()})

    def _append(self, row: dict[str, Any]) -> None:
        row = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **row}
        with (self.home / "grants.jsonl").open("a", encoding="utf-8", errors="replace") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
