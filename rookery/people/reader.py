"""A reader: who is looking, and which groups' posts they may read. The store filters by it."""

from __future__ import annotations

from dataclasses import dataclass

from rookery.config import Settings
from rookery.errors import NotFound, Said


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks; `everything` is the operator's own maintenance, never a page."""

    name: str = ""
    groups: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset({"read"})
    everything: bool = False
    owner: str = ""  # by whom what they keep is kept, where they show a key


ANONYMOUS = Reader()
OPERATOR = Reader("operator", scopes=frozenset({"read", "write", "admin"}), everything=True)


def reader_named(name: str, settings: Settings) -> Reader:
    """The reader of that name in `rookery.toml`."""
    for row in settings.readers:
        if row.name == name:
            return Reader(row.name, frozenset(row.groups))
    known = tuple(r.name for r in settings.readers) or Said("none yet")
    raise NotFound(
        Said(
            "There is no reader %(name)r in rookery.toml (known: %(known)s).",
            name=name,
            known=known,
        )
    )
