"""The `rookery` command as a test sees it: a real process, and what it gave back."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(REPO), "ROOKERY_EMBED__SEMANTIC": "off"}


@dataclass(frozen=True)
class Ran:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What it said on standard error, and nothing but that: no traceback, one line."""
        assert "Traceback" not in self.err, self.err
        assert len(self.err.strip().splitlines()) == 1, self.err
        return self.err.strip()


Command = Callable[..., Ran]


def run(
    *arguments: str | Path, cwd: Path, stdin: bytes | None = None, python: tuple[str, ...] = ()
) -> Ran:
    """Run `rookery` (or, with `python`, the interpreter with those options) to its end."""
    begin = (sys.executable, *(python or ("-m", "rookery")))
    done = subprocess.run(
        [*begin, *map(str, arguments)],
        check=False, input=stdin, capture_output=True, cwd=cwd, timeout=180, env=ENVIRONMENT,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
