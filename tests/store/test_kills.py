"""Killed at any point and started again, an ingest loses nothing and doubles nothing."""

import json
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rookery.app import Rookery
from rookery.people import OPERATOR
from rookery.post import to_json

# Ingests a file in many small batches with upkeep between them, then purges. It kills itself at
# the Nth write that Python sees (a file opened to be written, renamed or removed): between two of
# them lie the engine's own writes. With a negative N it is killed from outside, at any time.
_PROGRAM = """
import os, signal, sys
home, path, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
writes = 0

def count(event, arguments):
    global writes
    if event in ("os.rename", "os.remove") or (
        event == "open" and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR) and home in str(arguments[0])
    ):
        writes += 1
        if writes == last:
            os.kill(os.getpid(), signal.SIGKILL)

from pathlib import Path
from rookery.app import Rookery
from rookery.ingest import run
from rookery.ingest.jsonl import JsonLines

network = Rookery.open(home, embed={"semantic": "off"})
store = network.store
run.LIVE_SECONDS = 0.002  # a batch is what came in so long
source = JsonLines(path, {}, None, "utf-8")
source.total = None
print("go", flush=True)
sys.addaudithook(count)
run.run(source, store, Path(home), key="events", report=lambda progress: store.tend())
network.compact(purge=True)
print(writes, flush=True)
"""


def _events(path: Path) -> None:
    """Posts, newer states of them, deletes before and after, gone accounts, follows, bad lines."""
    chance = random.Random(7)
    rows: list[Any] = []
    for n in range(1_200):
        who = f"user{n % 30}"
        time = f"2026-11-01T{n // 60 % 24:02}:{n % 60:02}:00Z"
        post = {"id": f"p{n}", "author": who, "text": f"harbour {n} tram", "created_at": time}
        rows.append(post)
        if n % 5 == 0:
            rows.append({**post, "text": f"harbour {n} edited", "edited_at": "2026-11-02T00:00Z"})
        if n % 7 == 0:
            rows.append({"delete": f"p{chance.randrange(1_200)}"})
        if n % 40 == 0:
            rows.append({"follow": [who, f"user{n % 7}"]})
    chance.shuffle(rows)
    rows.insert(300, {"account_gone": "user3"})
    rows.insert(700, {"id": "bad", "text": "bad", "created_at": "never"})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _state(home: Path) -> dict[str, Any]:
    """All that a home holds, in a form that two runs must agree on."""
    network = Rookery.open(home, embed={"semantic": "off"})
    posts = [json.dumps(to_json(p), sort_keys=True) for p in network.store.export(OPERATOR)]
    assert len(posts) == len(set(posts))
    assert network.store.check() == []
    changes = network.store.changes(limit=100_000)
    of_the_gone = {f"p{n}" for n in range(3, 1_200, 30)}
    assert len({c.seq for c in changes}) == len(changes)
    return {
        "posts": sorted(posts),
        # whether a post of the gone account was ever in depends on where a batch ended
        "changes": sorted({(c.kind, c.id) for c in changes if c.id not in of_the_gone}),
        "follows": [network.store.follows(f"user{n}") for n in range(30)],
        "found": network.search.search("harbour", order="latest", limit=2_000).total,
        "rejects": [p.read_text() for p in sorted(home.glob("rejects/*"))],
        "cursors": [p.name for p in home.glob("cursors/*")],
    }


Start = Callable[..., "subprocess.Popen[bytes]"]


def _to_the_end(start: Start, home: Path, path: Path) -> int:
    """Run undisturbed; gives how many writes that took."""
    process = start(_PROGRAM, home, path, 0)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return int(out.split()[1])


def _killed_often(start: Start, folder: Path, kills: int) -> None:
    path = folder / "events.jsonl"
    _events(path)
    writes = _to_the_end(start, folder / "whole", path)
    chance = random.Random(kills)
    home = folder / "killed"
    killed = 0
    for n in range(kills):
        # a run that was killed has less left to do: the first kills come late, to reach the purge
        last = max(2, chance.randrange(writes) // (1 + n // 2)) if n % 3 else 0
        process = start(_PROGRAM, home, path, last)
        if last == 0:
            process.stdout.readline()  # it is at work
            try:
                process.wait(chance.random() * 1.5)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate(timeout=120)
        killed += process.returncode == -signal.SIGKILL
    assert 2 * killed >= kills
    _to_the_end(start, home, path)
    assert _state(home) == _state(folder / "whole")


def test_six_kills_lose_and_double_nothing(spawned, tmp_path) -> None:
    _killed_often(spawned, tmp_path, 6)


@pytest.mark.long
def test_forty_kills_lose_and_double_nothing(spawned, tmp_path) -> None:
    _killed_often(spawned, tmp_path, 40)
