"""The memory of a process and of all that it started, added up: a page that several share counts
once (proportional set size, Linux only).
"""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

EVERY = 0.05  # seconds between two looks
SHARE = 0.05  # of a core that looking may take: a large process keeps the kernel some milliseconds


class Peak:
    """The most that the tree of `pid` held, in GB, between entering and leaving."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._looks = pid, 0.0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def gb(self) -> float:
        if not self._looks:
            raise RuntimeError("The process ended before its memory was looked at.")
        return self._most

    def _watch(self) -> None:
        rest = 0.0
        while not self._over.wait(rest):
            start = time.perf_counter()
            if held := sum(map(pss, tree(self._pid))):
                self._most, self._looks = max(self._most, held / 1e9), self._looks + 1
            rest = max(EVERY, (time.perf_counter() - start) / SHARE)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def tree(pid: int) -> list[int]:
    """`pid` and the processes that it started, and those that they started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def pss(pid: int) -> int:
    """Bytes of one process, 0 where it has ended."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def measured_run(command: Sequence[str]) -> tuple[str, float]:
    """What a command prints, and the peak memory of its processes in GB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with Peak(process.pid) as peak:
        out, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return out, peak.gb
