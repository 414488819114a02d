"""A large ingest from a plain script, as somebody writes one who has never heard of workers."""

import json
import subprocess
import sys

from rookery.ingest.run import BULK_BATCH
from tests.command import ENVIRONMENT


def _run(tmp_path, script: str) -> "subprocess.CompletedProcess[str]":
    rows = ({"id": f"p{n}", "text": f"harbour {n}"} for n in range(BULK_BATCH + 1))
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "load.py").write_text(script)
    return subprocess.run(
        [sys.executable, "load.py"], cwd=tmp_path, env=ENVIRONMENT, check=False, timeout=120,
        capture_output=True, text=True,
    )  # fmt: skip


def test_a_script_without_a_guard_takes_in_a_large_file_and_is_run_once(tmp_path) -> None:
    done = _run(
        tmp_path,
        "from rookery.app import Rookery\n"
        "print('run')\n"
        "network = Rookery.open('home', embed={'semantic': 'off'})\n"
        "print(network.ingest('posts.jsonl').applied.new)\n",
    )
    assert done.stdout.split() == ["run", str(BULK_BATCH + 1)], done.stderr
    assert done.stderr == ""


def test_a_worker_that_is_killed_is_one_sentence(tmp_path) -> None:
    done = _run(
        tmp_path,
        "import os, signal, threading, time\n"
        "from multiprocessing import active_children\n"
        "from rookery.app import Rookery\n"
        "from rookery.errors import Unavailable\n"
        "def kill():\n"
        "    while not (workers := active_children()):\n"
        "        time.sleep(0.01)\n"
        "    os.kill(workers[0].pid, signal.SIGKILL)\n"
        "threading.Thread(target=kill, daemon=True).start()\n"
        "try:\n"
        "    Rookery.open('home', embed={'semantic': 'off'}).ingest('posts.jsonl')\n"
        "except Unavailable as told:\n"
        "    print(told)\n",
    )
    assert "ingest.workers" in done.stdout, done.stderr
