"""All posts analysed and embedded again: nothing is lost, nothing looks new, whatever happens."""

import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rookery.app import Rookery
from rookery.errors import Conflict, Unavailable
from rookery.people import ANONYMOUS
from rookery.post import AccountGone, Delete, Follow
from rookery.store import reanalyse
from rookery.store.where import EVERYTHING
from tests.store.posts import post, public, texts

BARE = {"semantic": "off", "vectors": False}
WITH_VECTORS = {"semantic": "off"}


def opened(home: Path, embed: dict[str, Any] = WITH_VECTORS) -> Rookery:
    return Rookery.open(home, embed=embed)


@pytest.fixture
def bare(home) -> Rookery:
    """A home without vectors: edits, deletes, a gone account, a closed group and follows."""
    network = opened(home, BARE)
    for n in range(0, 60, 20):
        network.store.apply([post(f"p{i}", f"harbour {i} tram", hours=i) for i in range(n, n + 20)])
    network.store.apply([post("p3", "harbour three edited", hours=70), post("gone", author="bob")])
    network.store.apply([post("closed", "harbour secret", visibility=("choir",))])
    network.store.apply([Delete("p5"), AccountGone("bob"), Delete("never"), Follow("ada", "cyd")])
    return network


def state(network: Rookery) -> dict[str, Any]:
    """All that a change of the analysis must leave as it was."""
    store = network.store
    assert store.check() == []
    return {
        "texts": texts(store),
        "public": public(store),
        "changes": store.changes(limit=10_000),
        "seq": store.last_seq(),
        "follows": store.follows("ada"),
    }


def test_a_home_of_another_embedder_says_what_to_type_and_is_analysed_again(bare) -> None:
    before = state(bare)
    with pytest.raises(Conflict, match="rookery store compact --reanalyse"):
        _ = opened(bare.home).store
    assert opened(bare.home).reanalyse() == 60
    after = opened(bare.home)
    assert state(after) == before
    assert after.store.embedder is not None
    found = after.search.search("harbour", limit=100)
    assert found.total == 59
    assert {h.post.id for h in found.hits} == before["public"]
    assert after.store.stats().unindexed == 0
    with pytest.raises(Conflict, match="--reanalyse"):
        _ = opened(bare.home, BARE).store


def test_what_was_deleted_stays_deleted_and_new_posts_go_on(bare) -> None:
    opened(bare.home).reanalyse()
    store = opened(bare.home).store
    seq = store.last_seq()
    done = store.apply([post("p5"), post("x", author="bob"), post("p4", "newer", hours=99)])
    assert (done.held, done.updated) == (2, 1)
    assert [(c.kind, c.id) for c in store.changes(seq)] == [("upsert", "p4")]
    assert store.check() == []


def test_it_leaves_one_generation_on_the_disk(bare) -> None:
    for _ in range(2):
        opened(bare.home).reanalyse()
    names = {p.name for p in (bare.home / "store").iterdir() if p.is_dir()}
    assert names == {"posts-2.lance", "forward-2", "gone.lance", "follows.lance"}
    assert state(opened(bare.home))["texts"]["p3"] == "harbour three edited"


def test_it_takes_what_other_processes_write_while_it_runs(bare, monkeypatch) -> None:
    monkeypatch.setattr(reanalyse, "CHUNK", 10)
    looks = 0

    def meanwhile(progress: reanalyse.Progress) -> None:
        nonlocal looks
        looks += 1
        if progress.stage == "analysing" and looks < 8:
            bare.store.apply([post(f"late{looks}", "harbour late"), Delete(f"p{10 + looks}")])
            bare.store.apply([post("p40", f"harbour state {looks}", hours=100 + looks)])
            assert f"late{looks}" in public(bare.store)
        if looks == 5:
            bare.store.compact(purge=False)

    opened(bare.home).reanalyse(meanwhile)
    after = opened(bare.home)
    kept = texts(after.store)
    assert {f"late{n}" for n in range(1, 8)} <= kept.keys()
    assert not {f"p{10 + n}" for n in range(1, 8)} & kept.keys()
    assert kept["p40"] == "harbour state 7"
    assert after.search.search("late", limit=50).total == 7
    assert state(after)["seq"] == after.store.last_seq()


def test_a_process_of_the_old_settings_is_told_to_start_again(bare) -> None:
    with bare.store.view(ANONYMOUS):
        pass
    opened(bare.home).reanalyse()
    for use in (lambda: texts(bare.store), lambda: bare.store.apply([post("x")]),
                bare.store.changes, bare.store.stats, bare.store.tend):  # fmt: skip
        with pytest.raises(Unavailable, match="start this process again"):
            use()
    assert "x" not in texts(opened(bare.home).store)


def test_a_process_of_the_same_settings_goes_on(bare) -> None:
    opened(bare.home).reanalyse()
    running = opened(bare.home)
    assert running.search.search("harbour").total == 59
    opened(bare.home).reanalyse()
    assert running.search.search("harbour").total == 59
    running.store.apply([post("x", "harbour new")])
    assert running.search.search("harbour").total == 60
    assert "x" in texts(opened(bare.home).store)


def test_an_open_view_keeps_the_old_posts_until_it_is_closed(bare, spawned) -> None:
    program = """
import sys
from rookery.app import Rookery
Rookery.open(sys.argv[1], embed={"semantic": "off"}).reanalyse(lambda p: print(p.stage, flush=True))
"""
    with bare.store.view(ANONYMOUS) as view:
        process = spawned(program, bare.home)
        while process.stdout.readline() != b"joining\n":
            pass
        found = view.find(EVERYTHING)
        assert len(view.posts(found)) == 59
    assert process.wait(60) == 0
    assert "p1" in texts(opened(bare.home).store)


def stopped(network: Rookery, after: int) -> None:
    """Begin, and interrupt it once so many posts are done."""

    def report(progress: reanalyse.Progress) -> None:
        if progress.done >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network.reanalyse(report)


def test_interrupted_it_changes_nothing_and_goes_on_where_it_was(bare, monkeypatch) -> None:
    monkeypatch.setattr(reanalyse, "CHUNK", 10)
    before = state(bare)
    stopped(opened(bare.home), 30)
    assert state(opened(bare.home, BARE)) == before
    (told,) = opened(bare.home, BARE).store.pending()
    assert "interrupted" in told
    seen: list[int] = []
    opened(bare.home).reanalyse(lambda p: seen.append(p.done))
    assert min(seen) >= 30
    assert state(opened(bare.home)) == before
    assert opened(bare.home).store.pending() == []


def test_interrupted_and_begun_by_other_settings_it_starts_anew(bare, monkeypatch) -> None:
    monkeypatch.setattr(reanalyse, "CHUNK", 10)
    before = state(bare)
    stopped(opened(bare.home), 30)
    opened(bare.home, BARE).reanalyse()
    assert state(opened(bare.home, BARE)) == before


def test_purge_takes_what_an_interrupted_run_left(bare, monkeypatch) -> None:
    monkeypatch.setattr(reanalyse, "CHUNK", 10)
    stopped(opened(bare.home), 30)
    assert list(bare.home.glob("store/*-1*"))
    bare.compact(purge=True)
    assert not list(bare.home.glob("store/*-1*"))
    assert bare.store.pending() == []


# Kills itself at the Nth write that Python sees; the engine's own lie between them.
_PROGRAM = """
import os, signal, sys
home, last = sys.argv[1], int(sys.argv[2])
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
from rookery.store import reanalyse
reanalyse.CHUNK = 7
network = Rookery.open(home, embed={"semantic": "off"})
sys.addaudithook(count)
network.reanalyse()
print(writes, flush=True)
"""


def _killed_often(start: Callable[..., Any], network: Rookery, kills: int) -> None:
    before = state(network)
    chance = random.Random(kills)
    finished = 0
    for n in range(kills):
        last = chance.randrange(1, 40 if n % 2 else 12)
        process = start(_PROGRAM, network.home, last)
        process.communicate(timeout=120)
        assert process.returncode in (0, -signal.SIGKILL)
        finished += process.returncode == 0
        try:  # either the old posts stand or the new
            held = opened(network.home, BARE if n % 2 else WITH_VECTORS)
            assert state(held) == before
        except Conflict:
            held = opened(network.home, WITH_VECTORS if n % 2 else BARE)
            assert state(held) == before
        network.home.joinpath("killed").touch()
    assert finished < kills
    assert start(_PROGRAM, network.home, 0).wait(120) == 0
    assert state(opened(network.home)) == before
    assert sum(1 for _ in network.home.glob("store/posts*.lance")) == 1


def test_killed_at_any_point_it_loses_nothing(spawned, bare) -> None:
    _killed_often(spawned, bare, 6)


@pytest.mark.long
def test_killed_forty_times_it_loses_nothing(spawned, bare) -> None:
    _killed_often(spawned, bare, 40)
