"""Compact and purge, killed at any point: the store is whole, and the same again ends them."""

import random
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rookery.app import Rookery
from rookery.post import AccountGone
from tests.store.posts import post, public, texts
from tests.store.read_files import Held

# Kills itself at the Nth write that Python sees; with 0 it is killed from outside, at any time,
# as between those lie the engine's own.
_PROGRAM = """
import os, signal, sys
home, last, purge = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "purge"
writes = 0

def count(event, arguments):
    global writes
    if event in ("os.rename", "os.remove", "shutil.rmtree", "os.rmdir") or (
        event == "open" and isinstance(arguments[2], int)
        and arguments[2] & (os.O_WRONLY | os.O_RDWR) and home in str(arguments[0])
    ):
        writes += 1
        if writes == last:
            os.kill(os.getpid(), signal.SIGKILL)

from rookery.app import Rookery
network = Rookery.open(home, embed={"semantic": "off"})
network.store.last_seq()
print("go", flush=True)
sys.addaudithook(count)
network.compact(purge=purge)
print(writes, flush=True)
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


def opened(home: Path) -> Rookery:
    return Rookery.open(home, embed={"semantic": "off"})


@pytest.fixture
def scattered(home) -> Rookery:
    """A home of many small batches: edits, deletes, a gone account, a closed group."""
    network = opened(home)
    for n in range(0, 120, 10):
        batch = [post(f"p{i}", f"harbour {i} qzxtram", hours=i) for i in range(n, n + 10)]
        batch[7] = post(f"p{n + 7}", "harbour hidden", visibility=("choir",))
        network.store.apply(batch)
    network.store.apply([post("p3", "harbour edited", hours=200), post("his", author="bob")])
    network.store.delete([f"p{n}" for n in range(0, 120, 9)])
    network.store.apply([AccountGone("bob")])
    (home / "store" / "forward" / "0.words.killed.part").write_text("qzxtram")
    for note in ("seq", "sums"):
        (home / "store" / f"{note}.killed.part").write_text("1")
    (home / "rejects").mkdir()
    (home / "rejects" / "jsonl.jsonl").write_text('{"record": "qzxtram"}\n')
    return network


def state(home: Path) -> dict[str, Any]:
    """All that upkeep must leave as it was."""
    network = opened(home)
    assert network.store.check() == []
    found = network.search.search("harbour", order="latest", limit=500)
    return {
        "texts": texts(network.store),
        "public": public(network.store),
        "found": sorted(h.post.id for h in found.hits),
        "changes": network.store.changes(limit=10_000),
        "completed": network.search.complete("harb"),
    }


def _killed_often(start: Start, network: Rookery, folder: Path, way: str, kills: int) -> None:
    home = network.home
    before = state(home)
    whole = folder / "whole"
    shutil.copytree(home, whole)
    process = start(_PROGRAM, whole, 0, way)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    writes = int(out.split()[1])
    chance = random.Random(kills)
    killed = 0
    for n in range(kills):
        if n % 4 == 3:  # what an earlier kill left is there the other times
            shutil.rmtree(home)
            shutil.copytree(folder / "fresh", home)
        elif n == 0:
            shutil.copytree(home, folder / "fresh")
        last = chance.randrange(1, writes + 1) if n % 2 else 0
        process = start(_PROGRAM, home, last, way)
        if last == 0:
            process.stdout.readline()  # it is at work
            try:
                process.wait(chance.random() * 0.4)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate(timeout=120)
        killed += process.returncode == -signal.SIGKILL
        assert state(home) == before
    assert 3 * killed >= kills
    assert start(_PROGRAM, home, 0, way).wait(120) == 0
    assert state(home) == before
    assert not list(home.rglob("*.part"))
    if way == "purge":
        held = Held(home)
        assert held.text("harbour 9 qzxtram") == held.text("harbour 3 qzxtram") == set()
        assert "data" in held.text("harbour 4 qzxtram")
        assert not (home / "rejects").exists()


@pytest.mark.parametrize("way", [pytest.param("compact", marks=pytest.mark.long), "purge"])
def test_killed_at_six_points_it_loses_nothing(spawned, scattered, tmp_path, way) -> None:
    _killed_often(spawned, scattered, tmp_path, way, 6)


@pytest.mark.long
@pytest.mark.parametrize("way", ["compact", "purge"])
def test_killed_at_sixty_points_it_loses_nothing(spawned, scattered, tmp_path, way) -> None:
    _killed_often(spawned, scattered, tmp_path, way, 60)
