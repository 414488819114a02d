"""A run from a source into a home: it goes on where it stopped, and says what it left out."""

import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rookery.app import Rookery
from rookery.errors import BadInput, NoRoom, Unavailable
from rookery.ingest.cursor import Cursor, fingerprint
from rookery.ingest.grant import Grant
from rookery.ingest.run import BULK_BATCH, Progress
from rookery.people import ANONYMOUS, OPERATOR
from rookery.post import Applied, Consent
from tests.command import ENVIRONMENT


@pytest.fixture
def empty(home) -> Rookery:
    """A home with nothing in it."""
    return Rookery.open(home, embed={"semantic": "off"})


def written(path: Path, rows: list[Any]) -> str:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return str(path)


def numbered(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": f"p{n}", "text": f"harbour lights {n}", **more} for n in range(count)]


def ids(network: Rookery) -> set[str]:
    return {p.id for p in network.store.export(OPERATOR)}


def test_every_kind_of_event_goes_in(empty, tmp_path) -> None:
    path = written(
        tmp_path / "events.jsonl",
        [
            *numbered(4, author="ada"),
            {"id": "q", "text": "quay", "author": "bob"},
            {"delete": "p0"},
            {"account_gone": "bob"},
            {"follow": ["cyd", "ada"]},
        ],
    )
    done = empty.ingest(path)
    # what goes and comes in one batch never was
    assert done.applied == Applied(new=3, held=2, follows=1)
    assert (done.records, done.rejected, done.stage) == (8, 0, "done")
    assert ids(empty) == {"p1", "p2", "p3"}
    assert empty.store.follows("ada") == (["cyd"], [])


def test_same_file_twice_changes_nothing(empty, tmp_path) -> None:
    path = written(tmp_path / "posts.jsonl", numbered(50))
    empty.ingest(path)
    before = empty.store.last_seq()
    assert empty.ingest(path).applied == Applied(unchanged=50)
    assert empty.store.last_seq() == before


def test_bad_records_stay_out_with_line_and_reason(empty, tmp_path, home) -> None:
    good = numbered(3)
    path = written(
        tmp_path / "posts.jsonl",
        [good[0], "{not json", good[1], "[1, 2]", {"id": "x", "text": "hm", "created_at": "soon"},
         {"id": "empty"}, good[2]],
    )  # fmt: skip
    done = empty.ingest(path)
    assert done.applied.new == 3
    rejects = _rejects(home)
    assert [r["at"].rsplit(":", 1)[1] for r in rejects] == ["2", "4", "5", "6"]
    assert all(r["at"].startswith(path) and r["reason"] for r in rejects)
    assert "created_at" in rejects[2]["reason"]
    assert "soon" in rejects[2]["record"]


def test_run_again_rejects_nothing_twice(empty, tmp_path, home) -> None:
    path = written(tmp_path / "posts.jsonl", ["nothing", *numbered(2)])
    assert [empty.ingest(path).rejected for _ in range(2)] == [1, 1]
    assert len(_rejects(home)) == 1


def test_post_closed_to_nobody_knows_whom_stays_out_with_its_words(empty, tmp_path, home) -> None:
    rows = [{"id": str(n), "text": "sotto voce", "visibility": v}
            for n, v in enumerate(("direct", "followers", "private", ["choir"]))]  # fmt: skip
    done = empty.ingest(written(tmp_path / "posts.jsonl", rows))
    assert (done.applied.new, done.rejected) == (1, 3)
    assert "sotto voce" not in "".join(p.read_text() for p in home.glob("rejects/*"))
    assert not empty.search.search("sotto").hits


def test_a_reject_torn_by_a_kill_stops_no_later_run(empty, tmp_path, home) -> None:
    path = written(tmp_path / "one.jsonl", ["{", '{"text": "harbour"}'])
    empty.ingest(path)
    (kept,) = home.glob("rejects/*.jsonl")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    for _ in range(2):
        assert empty.ingest(path).rejected == 1
    torn, row = kept.read_text().splitlines()
    assert whole.decode().startswith(torn)
    assert json.loads(row)["at"].endswith(":1")


def test_a_folder_that_changed_before_it_is_gone_on_with_loses_nothing(empty, tmp_path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    written(folder / "a.jsonl", numbered(5))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b'{"text": "b"}' * 900)[:40])

    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.ingest(str(folder), "jsonl", report=interrupt)
    written(folder / "a.jsonl", [{"id": "new", "text": "brought later"}])
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(b'{"id": "b", "text": "b"}\n'))
    empty.ingest(str(folder), "jsonl")
    assert ids(empty) >= {"new", "b"}


def _rejects(home: Path) -> list[dict[str, str]]:
    (path,) = home.glob("rejects/*.jsonl")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_interrupted_run_goes_on_where_it_stopped(empty, tmp_path, home) -> None:
    path = written(tmp_path / "posts.jsonl", numbered(2 * BULK_BATCH + 500))

    def interrupt(progress: Progress) -> None:
        if progress.records:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.ingest(path, report=interrupt)
    assert len(ids(empty)) == BULK_BATCH
    seen: list[Progress] = []
    done = empty.ingest(path, report=seen.append)
    assert (done.records, done.applied.new) == (BULK_BATCH + 500,) * 2
    assert len(ids(empty)) == 2 * BULK_BATCH + 500
    assert empty.store.check() == []
    assert not list(home.glob("cursors/*"))
    assert {"reading", "indexing", "done"} <= {p.stage for p in seen}
    assert seen[-1].rate > 0
    assert empty.search.search("harbour 40499", limit=1).hits[0].post.id == "p40499"


def test_restart_reads_from_the_beginning(empty, tmp_path, home) -> None:
    path = written(tmp_path / "posts.jsonl", numbered(10))
    stopped = Cursor(
        home, f"jsonl {Path(path).resolve()}", fingerprint(path, None, None, "utf-8", None)
    )
    stopped.write(6)
    assert empty.ingest(path).records == 4
    stopped.write(6)
    assert empty.ingest(path, restart=True).records == 10


def test_what_came_before_a_break_is_in_and_the_whole_file_completes_it(empty, tmp_path) -> None:
    path = tmp_path / "posts.jsonl.gz"
    whole = gzip.compress("\n".join(map(json.dumps, numbered(9_000))).encode(), 1)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="ends in the middle"):
        empty.ingest(str(path))
    assert 500 < len(ids(empty)) < 9_000
    path.write_bytes(whole)
    empty.ingest(str(path))
    assert len(ids(empty)) == 9_000


def test_grant_fills_silence_and_no_refusal(empty, tmp_path) -> None:
    rows = [{"id": "silent", "text": "a b c"},
            {"id": "refuses", "text": "d e f", "consent": {"train": "no"}}]  # fmt: skip
    path = written(tmp_path / "posts.jsonl", rows)
    empty.ingest(path, grant=Grant(train=True, because="members agreed"))
    consents = {p.id: p.consent for p in empty.store.export(OPERATOR)}
    assert consents == {"silent": Consent(train="yes"), "refuses": Consent(train="no")}


def test_grant_stays_until_a_no(empty, tmp_path) -> None:
    path = written(tmp_path / "posts.jsonl", numbered(3, created_at="2026-11-01"))
    empty.ingest(path, grant=Grant(train=True, because="members agreed"))
    assert empty.ingest(path).applied == Applied(unchanged=3)
    rows = numbered(3, created_at="2026-11-01", consent={"train": "no"})
    empty.ingest(written(tmp_path / "no.jsonl", rows[:1]))
    consents = {p.id: p.consent.train for p in empty.store.export(OPERATOR)}
    assert consents == {"p0": "no", "p1": "yes", "p2": "yes"}


def grounds(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "grants.jsonl").read_text("utf-8").splitlines()]


def test_a_ground_names_what_it_covers(empty, tmp_path, home) -> None:
    rows = [*numbered(3), {"id": "refuses", "text": "d e f", "consent": {"train": "no"}}]
    path = written(tmp_path / "posts.jsonl", rows)
    grant = Grant(train=True, because="members agreed")
    empty.ingest(path, grant=grant, source_name="club")
    began, ended = grounds(home)
    assert began == began | {
        "path": path, "kind": "jsonl", "source": "club", "because": "members agreed",
        "train": True, "ads": False,
    }  # fmt: skip
    assert (ended["run"], ended["granted"]) == (began["run"], 3)


def test_a_ground_for_nothing_is_not_kept(empty, tmp_path, home) -> None:
    grant = Grant(train=True, because="members agreed")
    with pytest.raises(BadInput):
        empty.ingest(str(tmp_path / "nowhere.jsonl"), grant=grant)
    (tmp_path / "none.jsonl").write_text("")
    empty.ingest(str(tmp_path / "none.jsonl"), grant=grant)
    assert not (home / "grants.jsonl").exists()


def test_a_run_that_is_interrupted_keeps_its_ground(empty, tmp_path, home) -> None:
    path = written(tmp_path / "posts.jsonl", numbered(3))

    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.ingest(path, grant=Grant(ads=True, because="ours"), report=interrupt)
    assert [row.get("granted") for row in grounds(home)] == [None, 3]


def test_ids_of_another_source_are_counted(empty, tmp_path) -> None:
    path = written(tmp_path / "a.jsonl", numbered(3))
    empty.ingest(path, source_name="one")
    assert empty.ingest(path, source_name="one").applied.elsewhere == 0
    assert empty.ingest(path, source_name="two").applied.elsewhere == 3


@pytest.fixture
def tiny_disk(tmp_path) -> Iterator[Path]:
    """A disk with 2 MB on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here: needs root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_full_disk_is_one_sentence_and_nothing_is_lost(tiny_disk, tmp_path) -> None:
    home = tiny_disk / "home"
    network = Rookery.open(home, embed={"semantic": "off"})
    network.ingest(written(tmp_path / "few.jsonl", numbered(100)))
    many = written(
        tmp_path / "many.jsonl",
        [
            {"id": f"m{n}", "text": " ".join(f"word{n * k}" for k in range(40))}
            for n in range(5_000)
        ],
    )
    with pytest.raises(Unavailable, match="is full"):
        network.ingest(many)
    assert len(ids(network)) == 100
    assert network.search.search("harbour", limit=5, reader=ANONYMOUS).hits

    grow = ["mount", "-o", "remount,size=64m", str(tiny_disk)]
    subprocess.run(grow, check=True)
    assert Rookery.open(home, embed={"semantic": "off"}).ingest(many).applied.new == 5_000
    again = Rookery.open(home, embed={"semantic": "off"})
    assert len(ids(again)) == 5_100
    assert again.store.check() == []


def test_a_full_disk_of_temporary_files_is_the_one_that_is_named(
    empty, tiny_disk, tmp_path, monkeypatch, home
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tiny_disk))
    path = tmp_path / "p.parquet.gz"
    table = io.BytesIO()
    pq.write_table(pa.table({"id": ["1"], "text": [os.urandom(3_000_000).hex()]}), table)
    path.write_bytes(gzip.compress(table.getvalue()))
    with pytest.raises(NoRoom) as told:
        empty.ingest(str(path))
    assert str(tiny_disk) in str(told.value) and "TMPDIR" in str(told.value)
    assert str(home) not in str(told.value)


def test_a_limit_on_the_size_of_files_is_one_sentence(tmp_path) -> None:
    rows = [{"id": str(n), "text": os.urandom(40).hex()} for n in range(9_000)]
    written(tmp_path / "p.jsonl", rows)
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 300; {sys.executable} -m rookery ingest p.jsonl"],
        check=False, capture_output=True, cwd=tmp_path, env=ENVIRONMENT, timeout=120, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ulimit -f" in done.stderr and "unforeseen" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_another_file_in_the_same_place_is_read_from_its_beginning(empty, tmp_path) -> None:
    path = tmp_path / "posts.jsonl.gz"
    whole = gzip.compress("\n".join(map(json.dumps, numbered(9_000))).encode(), 1)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput):
        empty.ingest(str(path))
    other = [{"id": f"other{i}", "text": f"other {i}"} for i in range(10)]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, other)).encode()))
    assert empty.ingest(str(path)).applied.new == 10
