"""Rookery as it is measured: ingest and the server, each in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.memory import measured_run

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


def resident(home: Path) -> float:
    """Resident memory of the server at rest, in MB."""
    server = subprocess.Popen(
        [sys.executable, "-m", "rookery", "serve", "--port", "0", "--json", "--home", str(home)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        server.stdout.readline()
        time.sleep(5)
        status = Path(f"/proc/{server.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1e3
    finally:
        server.terminate()
        server.wait(30)


def size(folder: Path) -> float:
    """MB of the files in it."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
