"""Files that are replaced whole: a half-written one is never seen, nor left on a full disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` to be written, which takes its place at the end of the block.

    For its owner's eyes only, and durable then.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:  # a full disk is not filled further by what did not fit on it
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """Replace a small file."""
    with replacing(path) as part:
        part.write_text(text, "utf-8")
