"""An operator's ground for using posts whose authors have said nothing: given once, kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Grant:
    """What the operator allows for posts whose author has said nothing, and on what ground."""

    train: bool = False
    ads: bool = False
    because: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The consent columns of the store that it fills."""
        return ("consent_train",) * self.train + ("consent_ads",) * self.ads


def record_grant(home: Path, grant: Grant) -> None:
    """Write the ground down beside the store, with its time."""
    home.mkdir(parents=True, exist_ok=True)
    row = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(grant)}
    with (home / "grants.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
