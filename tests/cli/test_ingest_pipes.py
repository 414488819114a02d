"""What is named and is no file, such as a pipe, is read once and whole, as standard input is."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.command import ENVIRONMENT

MANY = b"".join(b'{"id": "%d", "text": "post %d"}\n' % (n, n) for n in range(4_000))
assert len(MANY) > 65_536  # more than is looked at


def started(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    """What a shell runs, `rookery` being ours."""
    given = f'rookery() {{ "{sys.executable}" -m rookery "$@"; }}\n{command}'
    return subprocess.run(
        ["bash", "-c", given],
        check=False, input=MANY, capture_output=True, cwd=folder, timeout=120, env=ENVIRONMENT,
    )  # fmt: skip


def new(done: subprocess.CompletedProcess[bytes]) -> int:
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout)["new"])


@pytest.mark.parametrize(
    "command",
    [
        "rookery ingest jsonl <(cat many.jsonl) --json",
        "cat many.jsonl | rookery ingest /dev/stdin --json",
        *(
            pytest.param(command, marks=pytest.mark.long)
            for command in (
                "rookery ingest <(cat many.jsonl) --json",
                "cat many.jsonl | rookery ingest jsonl /dev/stdin --json",
                "cat many.jsonl | rookery ingest jsonl /dev/fd/0 --json",
                "rookery ingest jsonl /dev/stdin --json < many.jsonl",
            )
        ),
    ],
)
def test_a_pipe_that_is_named_goes_in_whole(tmp_path: Path, command: str) -> None:
    (tmp_path / "many.jsonl").write_bytes(MANY)
    assert new(started(tmp_path, command)) == 4_000


@pytest.mark.parametrize("kind", ["jsonl", ""])
def test_a_fifo_is_read_to_its_end(tmp_path: Path, kind: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    writer = threading.Thread(target=lambda: (tmp_path / "fifo").write_bytes(MANY))
    writer.start()
    assert new(started(tmp_path, f"rookery ingest {kind} fifo --json")) == 4_000
    writer.join()


def test_another_run_through_the_same_fifo_begins_anew(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    cut = b'{"id": "a", "text": "ferry"}\n'
    for data in (cut, cut + b'{"id": "b", "text": "quay"}\n'):
        writer = threading.Thread(target=lambda data=data: (tmp_path / "fifo").write_bytes(data))
        writer.start()
        assert new(started(tmp_path, "rookery ingest jsonl fifo --json")) == 1
        writer.join()


def test_what_holds_nothing_says_so(command) -> None:
    for kind in ((), ("csv",), ("parquet",), ("x-archive",)):
        ran = command("ingest", *kind, "/dev/null")
        assert (ran.code, ran.out, ran.err) == (0, "/dev/null holds no posts.\n", "")
