"""What this machine has for an engine: cores, and memory that is free."""

from __future__ import annotations

import os
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")  # a container's own limits, where it has some


def cores() -> int:
    """The cores that this process may use: those it is bound to, by its container's share."""
    bound = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    share, _, period = _read(_GROUP / "cpu.max").partition(" ")
    if share.isdigit() and period.strip().isdigit():
        bound = min(bound, -(-int(share) // int(period)))
    return max(bound, 1)


def free_memory() -> int | None:
    """Bytes that a new process may take; `None` where the system does not say."""
    rows = dict(line.split(":", 1) for line in _read(Path("/proc/meminfo")).splitlines())
    if "MemAvailable" not in rows:
        return None
    free = int(rows["MemAvailable"].split()[0]) * 1024
    most, used = _read(_GROUP / "memory.max").strip(), _read(_GROUP / "memory.current").strip()
    if most.isdigit() and used.isdigit():
        kept = dict(line.split() for line in _read(_GROUP / "memory.stat").splitlines())
        # pages of files are counted as used, and given up when a process asks
        free = min(free, int(most) - int(used) + int(kept.get("inactive_file", 0)))
    return max(free, 0)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
