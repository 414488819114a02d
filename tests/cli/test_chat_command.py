"""`rookery chat`: turns from standard input, kept in the home, gone on with."""

import json
import signal
import subprocess
import sys
import threading

import pytest

from rookery.app import Rookery
from tests.command import ENVIRONMENT, Command


@pytest.fixture
def home_of(network: Rookery) -> str:
    network.store.settle()
    return str(network.home)


def test_a_conversation_is_kept_and_gone_on_with(rookery: Command, home_of: str) -> None:
    first = rookery("chat", "--home", home_of, stdin=b"hello\n\nWas the Market Hall sold?\n")
    assert first.code == 0, first.err
    assert "Hello!" in first.out
    assert "The Market Hall is not sold." in first.out
    assert "no model wrote" in first.out
    again = rookery(
        "chat", "--continue", "--json", "--home", home_of, stdin=b"and who denied it?\n"
    )
    assert "Going on with: hello" in again.err
    (row,) = map(json.loads, again.out.splitlines())
    assert row["made_by"] == "composer"


def test_what_cannot_be_answered_does_not_end_it(rookery: Command, home_of: str) -> None:
    long = b"x" * 3_000
    done = rookery("chat", "--home", home_of, stdin=long + b"\nthanks\n")
    assert done.code == 0
    assert "at most 2,000 characters" in done.sentence
    assert "You're welcome." in done.out


def test_there_must_be_something_to_go_on_with(rookery: Command, home_of: str) -> None:
    done = rookery("chat", "--continue", "--home", home_of, stdin=b"")
    assert done.code == 2
    assert "no conversation yet" in done.sentence


def test_ctrl_c_leaves_the_program_running(home_of: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rookery", "chat", "--home", home_of], env=ENVIRONMENT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as chat:  # fmt: skip
        assert chat.stdin is not None
        assert chat.stdout is not None
        assert chat.stderr is not None
        watch = threading.Timer(60, chat.kill)
        watch.start()
        chat.stdin.write("hello\n")
        chat.stdin.flush()
        assert "Hello!" in chat.stdout.readline()
        chat.send_signal(signal.SIGINT)  # in the last of an answer, or at the prompt
        said = next(line for line in chat.stderr if line.strip())
        assert said in ("Stopped.\n", "Ctrl-D ends it.\n")
        out, _ = chat.communicate("thanks\n")
        watch.cancel()
    assert "You're welcome." in out
    assert chat.returncode == 0
