"""A purge while a server answers and an ingest goes on: nothing fails, is lost, or comes back."""

import json
import threading
from pathlib import Path

import httpx

from rookery.app import Rookery
from tests.store.posts import post, texts
from tests.store.read_files import Held

_COMMAND = "from rookery.cli.main import main; main()"


def _posts(path: Path) -> None:
    rows = [{"id": f"new{n}", "author": "bob", "text": f"harbour new {n}"} for n in range(6_000)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def _ask(address: str, done: threading.Event, statuses: list[int], failures: list[str]) -> None:
    """Search until `done`."""
    with httpx.Client(base_url=address, timeout=60) as client:
        while not done.is_set():
            answer = client.get("/search", params={"q": "harbour old", "format": "json"})
            statuses.append(answer.status_code)
            if answer.status_code != 200 or "qzx" in answer.text:
                failures.append(answer.text[:300])


def test_a_purge_beside_a_server_and_an_ingest(home, tmp_path, spawned) -> None:
    store = Rookery.open(home, embed={"semantic": "off"}).store
    for n in range(8):
        store.apply([post(f"old{i}", f"harbour old {i}") for i in range(n * 10, n * 10 + 10)])
    store.apply([post("secret", "harbour old qzxqzx")])
    _posts(tmp_path / "new.jsonl")
    server = spawned(_COMMAND, "serve", "--port", "0", "--json", "--home", home)
    address = json.loads(server.stdout.readline())["address"]
    store.delete(["secret"])

    done, statuses, failures = threading.Event(), list[int](), list[str]()
    asking = threading.Thread(target=_ask, args=(address, done, statuses, failures))
    asking.start()
    ingest = spawned(_COMMAND, "ingest", tmp_path / "new.jsonl", "--home", home)
    purges = 0
    while ingest.poll() is None or purges < 3:
        store.compact(purge=True)
        purges += 1
        store.delete([f"old{purges}"])
    done.set()
    asking.join(60)
    assert not asking.is_alive()
    assert failures == []
    assert len(statuses) > purges
    assert ingest.returncode == 0
    assert httpx.get(f"{address}healthz", timeout=60).json() == {"status": "ok"}
    store.compact(purge=True)
    assert store.check() == []
    assert Held(home).text("qzxqzx") == set()
    assert len([i for i in texts(store) if i.startswith("new")]) == 6_000
