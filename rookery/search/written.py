"""An operator and its value as a query holds them, so that they are read back as meant."""

from __future__ import annotations

import re

from rookery.search.tokens import BLANK, QUOTES
from rookery.search.values import ME, OWN, VIEWS

_SPACED = re.compile(rf"[{BLANK}()]")
_HANDLES = ("from", "author", "to", "mention", "mentions")


def written(name: str, value: str) -> str | None:
    """`None` for a value that no writing gives back: quotation marks cannot stand in one."""
    if any(mark in value for mark in QUOTES):
        return None
    if name in _HANDLES and value.lower() == ME:
        value = f"@{value}"  # the account of that name, and not whoever asks
    if name == "in" and value.lower() in (*VIEWS, OWN):
        name = "community"  # in: has a meaning of its own for these
    return f'{name}:"{value}"' if _SPACED.search(value) else f"{name}:{value}"
