"""The Python of the pages on training, as a person copies it."""

import re
from pathlib import Path

from tests.command import REPO

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    """All that a page of docs/ shows."""
    return _BLOCK.findall((REPO / "docs" / page).read_text("utf-8"))


def copied(page: str, name: str, into: Path) -> Path:
    """The one whose first line says that it is the file `name`."""
    (text,) = [block for block in blocks(page) if block.startswith(f"# {name}\n")]
    (into / name).write_text(text)
    return into / name
