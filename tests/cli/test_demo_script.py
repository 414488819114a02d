"""`./demo` asks once, in a terminal, whether to fetch Gemma; flags answer beforehand."""

import os
import pty
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import REPO

QUESTION = "Fetch Gemma, and accept its terms?"
TERMS = "https://ai.google.dev/gemma/terms"


@dataclass
class Demo:
    """The script in a folder of its own, whose Python and `rookery` only note their calls."""

    folder: Path

    def calls(self) -> list[str]:
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def failing(self, what: str) -> None:
        """From now on Python fails where `what` is among its arguments."""
        self._stub("python", f'case "$*" in *"{what}"*) exit 1 ;; esac')

    def _stub(self, name: str, ends: str = "") -> None:
        path = self.folder / ".venv" / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{self.folder}/calls"\n{ends}\n')
        path.chmod(0o755)

    def run(self, *arguments: str, answer: str | None = None) -> str:
        """What it shows; `answer` is typed in a terminal, and without one there is none."""
        line = ["./demo", *arguments]
        environment = os.environ | {"PYTHON": sys.executable}
        if answer is None:
            done = subprocess.run(
                line, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60,
                cwd=self.folder, env=environment,
            )  # fmt: skip
            return done.stderr.decode()
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            line, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, cwd=self.folder,
            env=environment,
        )  # fmt: skip
        os.close(theirs)
        os.write(ours, answer.encode())
        assert process.wait(timeout=60) == 0
        shown = os.read(ours, 10_000).decode()
        os.close(ours)
        return shown


@pytest.fixture
def script(tmp_path: Path) -> Demo:
    for name in ("demo", "pyproject.toml", "constraints.txt"):
        shutil.copy(REPO / name, tmp_path / name)
    made = Demo(tmp_path)
    made._stub("python")
    made._stub("rookery")
    made.run()  # what is installed is installed
    made.calls()
    return made


def test_without_a_terminal_nothing_is_asked(script: Demo) -> None:
    assert QUESTION not in script.run("--port", "0")
    assert script.calls() == ["rookery demo --port 0"]


def test_yes_fetches_gemma_and_no_further_question_comes(script: Demo) -> None:
    shown = script.run("--still", answer="y\n")
    assert QUESTION in shown and TERMS in shown and "240 MB" in shown
    fetched, started = script.calls()
    assert fetched.startswith("python -m pip install") and fetched.endswith("-e .[gemma]")
    assert started == "rookery demo --still --gemma"
    assert QUESTION not in script.run(answer="y\n")
    assert script.calls() == ["rookery demo"]


@pytest.mark.parametrize("answer", ["n\n", "\n", "what\n"])
def test_anything_but_yes_is_no_and_is_asked_once(script: Demo, answer: str) -> None:
    assert QUESTION in script.run(answer=answer)
    assert QUESTION not in script.run(answer=answer)
    assert script.calls() == ["rookery demo", "rookery demo"]


def test_flags_answer_beforehand(script: Demo) -> None:
    assert QUESTION not in script.run("--house", answer="y\n")
    assert script.calls() == ["rookery demo --house"]
    assert QUESTION not in script.run("--gemma", answer="n\n")
    assert [call.split()[0] for call in script.calls()] == ["python", "rookery"]
    script.run("--gemma")
    assert script.calls() == ["rookery demo --gemma"]  # its wheels are there


def test_gemma_that_cannot_be_fetched_does_not_keep_the_demo_from_starting(script: Demo) -> None:
    script.failing(".[gemma]")
    shown = script.run("--port", "0", "--gemma", "--still")
    assert "Gemma could not be fetched" in shown
    assert script.calls()[-1] == "rookery demo --port 0 --still"
    script.run("--gemma")
    assert script.calls()[-1] == "rookery demo"
