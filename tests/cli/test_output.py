"""Output that nobody takes: a full disk behind it is named, a closed pipe ends quietly."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ENVIRONMENT

LINES = (["search", "ferry"], ["search", "ferry", "--json"], ["store", "stats"], ["--version"])
BUFFERING = {"buffered": {"PYTHONUNBUFFERED": ""}, "unbuffered": {"PYTHONUNBUFFERED": "1"}}


def _started(line: list[str], home: Path, out, buffering: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "rookery", "--home", str(home), *line],
        stdout=out, stderr=subprocess.PIPE, env=ENVIRONMENT | BUFFERING[buffering],
    )  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("buffering", BUFFERING)
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_output_that_finds_no_room_is_not_blamed_on_the_home(filled, line, buffering) -> None:
    with Path("/dev/full").open("w") as full, _started(line, filled, full, buffering) as process:
        _, err = process.communicate(timeout=60)
    assert err == b"rookery: The output could not be written: No space left on device.\n"
    assert process.returncode == 1


@pytest.mark.parametrize("buffering", BUFFERING)
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_a_closed_pipe_ends_it_quietly(filled, line, buffering) -> None:
    with _started(line, filled, subprocess.PIPE, buffering) as process:
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (0, b"")


def test_without_an_output_it_does_what_it_does(filled) -> None:
    command = f'"{sys.executable}" -m rookery --home "{filled}" search ferry >&-'
    ran = subprocess.run(
        command, shell=True, check=False, stderr=subprocess.PIPE, timeout=60, env=ENVIRONMENT
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
