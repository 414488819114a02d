"""Rookery as it is measured: ingest and the server, each in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.memory import measured_run
from rookery.app import Rookery
from rookery.sample.play import load_scene

_INGEST = """
import sys, time
from rookery.app import Rookery

if __name__ == "__main__":
    start = time.perf_counter()
    Rookery.open(sys.argv[1], embed={"vectors": sys.argv[3] == "yes"}).ingest(sys.argv[2])
    print(time.perf_counter() - start)
"""


def ingest(home: Path, source: Path, *, vectors: bool) -> tuple[float, float]:
    """Seconds of `rookery ingest`, and the peak memory of its processes in GB."""
    script = home.parent / "ingest_run.py"  # workers import what they were started from
    script.write_text(_INGEST)
    wish = "yes" if vectors else "no"
    out, peak = measured_run([sys.executable, str(script), str(home), str(source), wish])
    return float(out.split()[-1]), peak


def sampled(home: Path) -> Rookery:
    """The sample network, all of it, in a new home."""
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(load_scene(datetime.now(UTC), still=True).past)
    network.store.settle()
    return network


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[tuple[int, str]]:
    """`rookery serve` in a process of its own: its number and address, once it listens.

    `settings` are variables `ROOKERY_*`.
    """
    server = subprocess.Popen(
        [sys.executable, "-m", "rookery", "serve", "--port", "0", "--json", "--home", str(home)],
        stdout=subprocess.PIPE, text=True, env=os.environ | settings,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        yield server.pid, json.loads(server.stdout.readline())["address"]
    finally:
        server.terminate()
        server.wait(30)


def resident(home: Path) -> float:
    """Resident memory of the server at rest, in MB."""
    with serving(home) as (pid, _):
        time.sleep(5)
        status = Path(f"/proc/{pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1e3


def size(folder: Path) -> float:
    """MB of the files in it."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
