"""Several processes at once: two that write and one that reads, and nothing lost or doubled."""

import time

import pytest

from rookery.app import Rookery
from rookery.errors import Conflict
from rookery.people import ANONYMOUS
from rookery.store.format import FORMAT
from rookery.store.where import EVERYTHING
from tests.store.posts import post, texts

_WRITER = """
import sys
from pathlib import Path
from rookery.app import Rookery
from tests.store.posts import post
store = Rookery.open(sys.argv[1], embed={"semantic": "off"}).store
sys.stdin.readline()
who = sys.argv[2]
for batch in range(20):
    store.apply([post(f"{who}{n}", f"{who} harbour {n}") for n in range(5 * batch, 5 * batch + 5)]
                + [post("both", who, hours=batch)])
    store.delete([f"{who}{5 * batch}"])
    store.tend()
"""


def test_two_writers_and_a_reader_go_on_together(empty, spawned) -> None:
    empty.store.apply([post("first", "harbour first")])
    writers = [spawned(_WRITER, empty.home, who) for who in ("ann", "bob")]
    for writer in writers:
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    looks = 0
    while any(w.poll() is None for w in writers):
        found = empty.search.search("harbour", limit=500)
        shown = [h.post.id for h in found.hits] + [c.id for h in found.hits for c in h.copies]
        assert "first" in shown
        assert len(shown) == len(set(shown))
        looks += 1
    assert [w.returncode for w in writers] == [0, 0]
    assert looks > 3
    kept = texts(empty.store)
    assert len(kept) == 2 * 80 + 2
    assert empty.store.check() == []
    seqs = [c.seq for c in empty.store.changes(limit=10_000)]
    assert len(seqs) == len(set(seqs))


_FOLLOWER = """
import sys, time
from rookery.app import Rookery
search = Rookery.open(sys.argv[1], embed={"semantic": "off"}).search
search.search("warm")
print("ready", flush=True)
while not search.search("newsflash").hits:
    time.sleep(0.002)  # between looks: the store is another process's
print(time.time(), flush=True)
"""


def test_fresh_post_is_found_within_a_second_by_another_process(empty, spawned) -> None:
    empty.store.apply([post(f"p{n}") for n in range(50)])
    follower = spawned(_FOLLOWER, empty.home)
    assert follower.stdout.readline() == b"ready\n"
    committed = time.time()
    empty.store.apply([post("new", "newsflash")])
    assert float(follower.stdout.readline()) - committed < 1


def test_fresh_post_is_found_at_once_by_the_process_that_took_it(empty) -> None:
    for n in range(5):
        empty.store.apply([post(f"p{n}", f"newsflash{n} harbour")])
        assert [h.post.id for h in empty.search.search(f"newsflash{n}").hits] == [f"p{n}"]


def test_view_stays_as_it_was_while_another_process_writes(empty) -> None:
    empty.store.apply([post("a"), post("b")])
    other = Rookery.open(empty.home, embed={"semantic": "off"}).store
    with empty.store.view(ANONYMOUS) as view:
        before = view.find(EVERYTHING)
        other.delete(["a"])
        other.apply([post("c")])
        assert len(view.posts(before)) == 2
    assert set(texts(empty.store)) == {"b", "c"}


def test_store_of_a_newer_format_is_left_alone(empty) -> None:
    empty.store.apply([post("a")])
    path = empty.home / "store" / "format.json"
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', '"format": 99'))
    with pytest.raises(Conflict, match="newer Rookery"):
        _ = Rookery.open(empty.home, embed={"semantic": "off"}).store
    path.write_text("{}")
    with pytest.raises(Conflict, match="damaged"):
        _ = Rookery.open(empty.home, embed={"semantic": "off"}).store


def test_store_of_other_vectors_is_left_alone(empty) -> None:
    empty.store.apply([post("a")])
    with pytest.raises(Conflict, match="vectors"):
        _ = Rookery.open(empty.home, embed={"semantic": "off", "vectors": False}).store
