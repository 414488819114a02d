"""What every command shares: where the home is, how to print, and how to open it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rookery.app import Rookery


@dataclass(slots=True)
class Given:
    """What may stand anywhere on the line."""

    home: Path = Path("rookery-data")
    as_json: bool = False


given = Given()


def network(**flags: Any) -> Rookery:
    """The home that was named."""
    from rookery.app import Rookery

    return Rookery.open(given.home, **flags)


def say(text: str) -> None:
    """To the person, beside the output."""
    print(text, file=sys.stderr)


def amount(n: int, one: str, many: str | None = None) -> str:
    """`1 post`, `2 posts`, `1,000 queries`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def show(row: Any) -> None:
    """One JSON object on a line."""
    print(json.dumps(row, ensure_ascii=False, default=str))
