"""`rookery engine` and what `rookery doctor` says of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rookery.llm.engine import Endpoint
from tests.command import ENVIRONMENT, Command
from tests.llm.engines import ask, ended, record, until


@pytest.fixture
def served(home: Path, tiny: Path) -> Iterator["subprocess.Popen[str]"]:
    """`rookery engine` with the tiny model; its first line is not read yet."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rookery", "engine", "--model", tiny, "--home", home, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=ENVIRONMENT | {"ROOKERY_MODEL__IDLE": "1"},
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(served, home: Path, sign: signal.Signals):
    row = json.loads(served.stdout.readline())
    assert row["model"] == "tiny"
    endpoint = Endpoint(row["address"], record(home).key, row["model"])
    assert ask(endpoint, "hello")["choices"]
    served.send_signal(sign)
    _, err = served.communicate(timeout=20)
    assert served.returncode == 0 and err == ""
    assert ended(home) and not (home / "engine.json").exists()


def test_a_killed_engine_does_not_end_the_command(served, home: Path):
    address = json.loads(served.stdout.readline())["address"]
    os.kill(record(home).pid, signal.SIGKILL)
    assert "runs again" in served.stderr.readline()
    health = httpx.get(address.replace("/v1", "/health"))
    assert health.status_code == 200 and served.poll() is None


def test_doctor_says_whether_it_runs(served, home: Path, rookery: Command):
    def line() -> str:
        out = rookery("doctor", "--home", home).out
        return next(one for one in out.splitlines() if " engine " in one)

    served.stdout.readline()
    assert f"tiny on port {record(home).port}" in line()
    served.send_signal(signal.SIGINT)
    until(lambda: ended(home))
    assert "does not run" in line()


def test_a_model_is_to_be_named(home: Path, rookery: Command):
    home.mkdir(exist_ok=True)
    assert rookery("model", "use", "composer", "--home", home).code == 0
    ran = rookery("engine", "--home", home)
    assert ran.code == 2 and "rookery engine --model FILE.gguf" in ran.sentence
    ran = rookery("engine", "--model", "none", "--home", home)
    assert ran.code == 2 and "There is no model 'none'" in ran.sentence


def test_a_model_of_the_home_is_known_by_its_name(home: Path, tiny: Path, rookery: Command):
    assert rookery("model", "get", tiny, "--name", "mine", "--home", home).code == 0
    path = home / "models" / "mine" / "model.gguf"
    data = path.read_bytes()
    path.write_bytes(data[:8] + b"\xff" * 16 + data[24:])
    ran = rookery("engine", "--model", "mine", "--home", home)
    assert ran.code == 2 and "models/mine/model.gguf is cut short" in ran.sentence
