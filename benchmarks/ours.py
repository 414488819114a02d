"""Rookery as it is measured: ingest, a writer and the server, each in a process of its own."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from rookery.app import Rookery
from rookery.post import Author, Post, Upsert

LIVE_RATE = 100  # posts a second


def ingest(home: Path, source: Path, *, vectors: bool) -> tuple[float, float]:
    """Seconds of `rookery ingest` in a process of its own, and its peak memory in GB."""
    code = (
        "import resource, sys, time\n"
        "from rookery.app import Rookery\n"
        "if __name__ == '__main__':\n"
        "    start = time.perf_counter()\n"
        "    n = Rookery.open(sys.argv[1], embed={'vectors': sys.argv[3] == 'yes'})\n"
        "    n.ingest(sys.argv[2])\n"
        "    took = time.perf_counter() - start\n"
        "    peak = sum(resource.getrusage(w).ru_maxrss for w in\n"
        "               (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1e6\n"
        "    print(took, peak)\n"
    )
    script = home.parent / "ingest_run.py"
    script.write_text(code)
    arguments = [sys.executable, str(script), str(home), str(source), "yes" if vectors else "no"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), float(peak)


def live(network: Rookery, stop: threading.Event) -> int:
    """Put `LIVE_RATE` posts a second in, a batch a second, until told to stop."""
    n = 0
    rng = random.Random(3)
    words = ["storm", "tram", "ferry", "lantern", "goal", "bread", "music", "court", "garden"]
    due = time.monotonic()
    while not stop.is_set():
        batch = [
            Upsert(
                Post(
                    f"live{n + i}",
                    " ".join(rng.choices(words, k=14)),
                    author=Author(f"a{rng.randrange(500)}"),
                    created_at=datetime.now(UTC),
                )
            )
            for i in range(LIVE_RATE)
        ]
        network.store.apply(batch)
        network.store.tend()
        n += LIVE_RATE
        due += 1
        stop.wait(max(due - time.monotonic(), 0))
    return n


LIVE_PROCESS = (
    "import sys, threading\n"
    "from benchmarks.ours import live\n"
    "from rookery.app import Rookery\n"
    "if __name__ == '__main__':\n"
    "    stop = threading.Event()\n"
    "    n = Rookery.open(sys.argv[1])\n"
    "    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()\n"
    "    print(live(n, stop))\n"
)


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
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
