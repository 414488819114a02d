"""The peak memory of a benchmark is that of all its processes together."""

import sys

import pytest

from benchmarks.memory import measured_run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

_HOLDS = "import sys, time; held = b'x' * 150_000_000; print(len(held), flush=True); time.sleep(3)"
_TWO = f"""
import subprocess, sys
two = [subprocess.Popen([sys.executable, "-c", {_HOLDS!r}], stdout=subprocess.PIPE) for _ in "ab"]
for one in two:
    one.stdout.readline()
print("both hold")
for one in two:
    one.wait()
"""


def test_processes_that_a_process_starts_are_added_up() -> None:
    out, peak = measured_run([sys.executable, "-c", _TWO])
    assert out == "both hold\n"
    assert 0.3 < peak < 0.45
