"""A large source is analysed by several processes, and is the same in the end as a small one."""

import gzip
import json
import signal
import time
from multiprocessing import active_children
from pathlib import Path

import pyarrow as pa
import pytest

from rookery.app import Rookery
from rookery.ingest import aside, run
from rookery.people import OPERATOR

_PROGRAM = """
import multiprocessing, sys, time
from rookery.app import Rookery
from rookery.ingest import aside, run

run.BULK_BATCH = 100

def report(progress):
    print(*(p.pid for p in multiprocessing.active_children()), flush=True)
    time.sleep(60)  # it is killed here, never waits so long

if __name__ == "__main__":
    Rookery.open(sys.argv[1], embed={"semantic": "off"}).ingest(sys.argv[2], report=report)
"""


def _posts(path: Path, count: int) -> str:
    rows = [{"id": f"p{n}", "text": f"harbour lights {n}", "lang": "en"} for n in range(count)]
    rows += [{"id": "p7", "text": "edited", "edited_at": "2026-11-02"}, {"delete": "p8"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_in_bulk_or_not_the_posts_are_the_same(tmp_path, monkeypatch) -> None:
    path = _posts(tmp_path / "posts.jsonl", 450)
    plain = Rookery.open(tmp_path / "plain", embed={"semantic": "off"})
    plain.ingest(path)
    monkeypatch.setattr(run, "BULK_BATCH", 100)
    bulk = Rookery.open(tmp_path / "bulk", embed={"semantic": "off"})
    bulk.ingest(path)
    exported = [{p.id: p for p in n.store.export(OPERATOR)} for n in (plain, bulk)]
    assert exported[0] == exported[1]
    assert bulk.store.check() == []
    assert bulk.store.stats().unindexed == 0
    scores = [
        {h.post.id: h.score for h in n.search.search("harbour 77", limit=1).hits}
        for n in (plain, bulk)
    ]
    assert scores[0] == pytest.approx(scores[1])


def test_the_text_index_is_made_in_parts_while_the_run_goes_on(tmp_path, monkeypatch) -> None:
    path = _posts(tmp_path / "posts.jsonl", 900)
    monkeypatch.setattr(run, "BULK_BATCH", 100)
    monkeypatch.setattr(run, "INDEX_EVERY", 200)
    network = Rookery.open(tmp_path / "home", embed={"semantic": "off"})
    network.ingest(path)
    assert network.store.stats().deltas > 1
    assert network.store.stats().unindexed == 0
    (hit,) = network.search.search('"lights 877"').hits
    assert hit.post.id == "p877"


def test_killed_run_leaves_no_process_behind(spawned, tmp_path) -> None:
    program = tmp_path / "bulk.py"  # workers import what they were started from
    program.write_text(_PROGRAM)
    path = _posts(tmp_path / "posts.jsonl", 450)
    process = spawned("import runpy, sys; sys.argv = sys.argv[1:]; "
                      "runpy.run_path(sys.argv[0], run_name='__main__')",
                      program, tmp_path / "home", path)  # fmt: skip
    workers = process.stdout.readline().split()
    assert workers
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 20
    while any(_alive(int(pid)) for pid in workers):
        assert time.monotonic() < until
        time.sleep(0.05)  # between looks at other processes, bounded above


@pytest.mark.parametrize("ending", ["jsonl.zst", "csv.gz"])
def test_killed_run_of_a_packed_file_goes_on_where_it_stopped(spawned, tmp_path, ending) -> None:
    program = tmp_path / "bulk.py"
    program.write_text(_PROGRAM)
    rows = [f"p{n},harbour lights {n}" for n in range(450)]
    if ending == "csv.gz":
        packed = gzip.compress(("id,text\n" + "\n".join(rows) + "\nbad\n").encode())
    else:
        lines = [json.dumps(dict(zip(("id", "text"), row.split(","), strict=True))) for row in rows]
        halves = ("\n".join(lines[:200]) + "\n", "\n".join([*lines[200:], "bad"]))
        packed = b"".join(pa.compress(h.encode(), codec="zstd", asbytes=True) for h in halves)
    path = tmp_path / f"posts.{ending}"
    path.write_bytes(packed)
    process = spawned("import runpy, sys; sys.argv = sys.argv[1:]; "
                      "runpy.run_path(sys.argv[0], run_name='__main__')",
                      program, tmp_path / "home", path)  # fmt: skip
    assert process.stdout.readline().split()  # a batch is in
    process.send_signal(signal.SIGKILL)
    process.wait()
    network = Rookery.open(tmp_path / "home", embed={"semantic": "off"})
    before = network.store.stats().posts
    done = network.ingest(str(path))
    assert 0 < before < 450
    assert (done.before, done.records, done.rejected) == (before, 451 - before, 1)
    assert sorted(p.id for p in network.store.export(OPERATOR)) == sorted(
        f"p{n}" for n in range(450)
    )
    assert network.store.check() == []


def _alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_the_usual_number_of_workers_is_bounded_on_a_machine_of_many_cores() -> None:
    assert [aside.usual_workers(cores) for cores in (1, 2, 64)] == [1, 2, aside.MOST_WORKERS]


def test_a_setting_says_how_many_workers_there_are(tmp_path, monkeypatch) -> None:
    path = _posts(tmp_path / "posts.jsonl", 450)
    monkeypatch.setattr(run, "BULK_BATCH", 100)
    seen: set[int | None] = set()
    network = Rookery.open(tmp_path / "home", embed={"semantic": "off"}, ingest={"workers": 1})
    network.ingest(path, report=lambda _: seen.update(p.pid for p in active_children()))
    assert len(seen) == 1
