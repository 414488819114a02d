"""A disk of its own, so small that it can be filled."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(at: Path, room: int) -> Iterator[Path]:
    """Mounted for as long as this lasts; the test is skipped where nothing can be mounted."""
    at.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}", "none", str(at)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here: needs root")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)
