"""What every command shares: where the home is, how to print, and how to open it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rookery.errors import NotFound

if TYPE_CHECKING:
    from rookery.app import Rookery


@dataclass(slots=True)
class Given:
    """What may stand anywhere on the line."""

    home: Path = Path("rookery-data")
    named: bool = False  # somebody said which home: what is not there is a slip then
    as_json: bool = False


given = Given()


def network(**flags: Any) -> Rookery:
    """The home that was named, made where it is not there."""
    from rookery.app import Rookery

    return Rookery.open(given.home, **flags)


def network_there(**flags: Any) -> Rookery:
    """The same for what only reads: nothing is made, and a home without a store is refused."""
    refuse_absent()
    home = network(**flags)
    if not (home.home / "store").is_dir():
        raise NotFound(
            f"There are no posts in {given.home} yet: type "
            f"`rookery ingest PATH --home {given.home}`."
        )
    return home


def refuse_absent() -> None:
    """Raises NotFound where there is no home."""
    from rookery.config import is_there

    if not is_there(given.home.expanduser()):
        raise NotFound(
            f"There is no home {given.home}: name one that is there with --home, or make it with "
            f"`rookery ingest PATH --home {given.home}`."
        )


def say(text: str) -> None:
    """To the person, beside the output."""
    print(text, file=sys.stderr)


def amount(n: int, one: str, many: str | None = None) -> str:
    """`1 post`, `2 posts`, `1,000 queries`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def show(row: Any) -> None:
    """One JSON object on a line."""
    ascii_only = (getattr(sys.stdout, "encoding", None) or "utf-8").lower() not in ("utf-8", "utf8")
    print(json.dumps(row, ensure_ascii=ascii_only, default=str))
