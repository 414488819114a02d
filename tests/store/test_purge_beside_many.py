"""A purge has its turn however many search, and nobody who writes or reads meanwhile fails."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.pool import ThreadPool

import httpx
import pytest

from rookery.errors import Unavailable
from rookery.locks import alone, among, exclusive
from rookery.people import ANONYMOUS
from rookery.store.where import EVERYTHING
from tests.store.posts import post, public

COMMAND = "from rookery.cli.main import main; main()"


@contextmanager
def going_on(what: Callable[[], object], threads: int) -> Iterator[list[int]]:
    """`what` again and again in so many threads; gives how often it was done."""
    done, times = threading.Event(), [0]

    def go_on(_: int) -> None:
        while not done.is_set():
            what()
            times[0] += 1

    with ThreadPool(threads) as pool:
        at_work = pool.map_async(go_on, range(threads))
        try:
            yield times
        finally:
            done.set()
        at_work.get(60)  # raises what any of them raised


def test_readers_that_overlap_let_one_alone_have_its_turn(tmp_path) -> None:
    lock = tmp_path / "read.lock"

    def read() -> None:
        with among(lock):
            time.sleep(0.05)  # as long as a search takes

    with going_on(read, 6):
        for _ in range(3):
            with alone(lock, wait=20):
                pass


def test_who_reads_already_may_read_within_though_somebody_waits_to_be_alone(tmp_path) -> None:
    lock = tmp_path / "read.lock"
    begun, order = threading.Event(), list[str]()

    def purge() -> None:
        begun.set()
        with alone(lock, wait=20):
            order.append("alone")

    with ThreadPool(1) as pool:
        with among(lock):
            waiting = pool.apply_async(purge)
            begun.wait(20)
            for _ in range(100):
                with among(lock, wait=0):
                    time.sleep(0.002)
            order.append("read")
        waiting.get(20)
    assert order == ["read", "alone"]


def test_who_waits_to_be_alone_for_long_lets_others_in_meanwhile(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("rookery.locks._TURN", 0.05)
    lock = tmp_path / "read.lock"
    done = threading.Event()

    def purge() -> bool:
        with alone(lock, wait=20):
            return done.is_set()

    with ThreadPool(2) as pool:
        with among(lock):  # an export, such as
            waiting = pool.apply_async(purge)
            for _ in range(5):
                pool.apply(_read_once, (lock,))
            done.set()
        assert waiting.get(20)


def _read_once(lock) -> None:
    with among(lock, wait=10):
        pass


@pytest.mark.long
def test_purge_beside_many_threads_of_one_process(empty) -> None:
    store = empty.store
    for n in range(4):
        store.apply([post(f"p{i}", f"harbour {i}") for i in range(n * 100, n * 100 + 100)])

    def search() -> None:
        assert empty.search.search("harbour", limit=20).hits
        with store.view(ANONYMOUS) as view:
            view.posts(view.find(EVERYTHING)[:200])

    with going_on(search, 6) as searches:
        before, begin = searches[0], time.monotonic()
        for n in range(2):
            store.delete([f"p{n}"])
            store.compact(purge=True)
        assert time.monotonic() - begin < 40
        assert searches[0] > before
    assert len(public(store)) == 398
    assert store.check() == []


@pytest.mark.long
def test_purge_beside_many_clients_of_a_server(empty, spawned) -> None:
    empty.store.apply([post(f"p{i}", f"harbour {i}") for i in range(3_000)])
    server = spawned(COMMAND, "serve", "--port", "0", "--json", "--home", empty.home)
    address = json.loads(server.stdout.readline())["address"]

    def search() -> None:
        asked = {"q": "harbour", "format": "json"}
        httpx.get(f"{address}search", params=asked, timeout=60).raise_for_status()

    with going_on(search, 12):
        begin = time.monotonic()
        empty.store.delete(["p1"])
        empty.store.compact(purge=True)
        assert time.monotonic() - begin < 30
    assert empty.store.check() == []


@pytest.mark.long
def test_an_ingest_waits_for_long_upkeep_and_a_request_does_not(empty, tmp_path) -> None:
    path = tmp_path / "live.jsonl"
    path.write_text('{"id": "a", "text": "harbour"}\n')
    home = empty.store
    with ThreadPool(2) as pool:
        with exclusive(home.write_lock), exclusive(home.index_lock):
            ingest = pool.apply_async(empty.ingest, (str(path),))
            with pytest.raises(Unavailable, match=r"write\.lock for over 60 s"):
                home.delete(["a"])
            time.sleep(5)  # longer than the other would have waited
            assert not ingest.ready()
        assert ingest.get(60).applied.new == 1
