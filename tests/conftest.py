"""What users have: a folder of posts, a home, a small network, and the command."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from rookery.app import Rookery
from rookery.sample.play import load_scene
from tests.command import ENVIRONMENT, REPO, Command, run

# A shell that starts the suite in the background has it ignore Ctrl-C, and so would all it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public posts that ROOKERY_DATA names."""
    path = Path(os.environ.get("ROOKERY_DATA", REPO / "../shared/data"))
    if not path.is_dir():
        pytest.skip(f"no test data at {path}: set ROOKERY_DATA")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that nothing has made yet."""
    return tmp_path / "home"


def _loaded(home: Path) -> Rookery:
    network = Rookery.open(home, embed={"semantic": "off"})
    network.store.apply(load_scene(datetime.now(UTC), still=True).past)
    return network


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Rookery:
    """The whole sample network, ending now, for tests that only read."""
    return _loaded(tmp_path_factory.mktemp("sample") / "home")


@pytest.fixture
def network(home: Path) -> Rookery:
    """The whole sample network, ending now, for tests that also write."""
    return _loaded(home)


@pytest.fixture
def rookery(tmp_path: Path) -> Command:
    """The `rookery` command, as a process of its own in a folder of its own."""
    return partial(run, cwd=tmp_path)


@pytest.fixture
def spawned(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts a Python program as a process of its own, which ends with the test at the latest."""
    started: list[subprocess.Popen[bytes]] = []

    def start(program: str, *arguments: str | Path) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path, env=ENVIRONMENT,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
