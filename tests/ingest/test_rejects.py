"""The rejects file: each record once, whoever else writes it."""

import json
from pathlib import Path

from rookery.ingest.cursor import Rejects

_PROGRAM = """
import sys
from pathlib import Path
from rookery.ingest.cursor import Rejects

rejects = Rejects(Path(sys.argv[1]), "jsonl")
print("ready", flush=True)
sys.stdin.readline()
for n in range(300):
    rejects.add([(f"p.jsonl:{n}", "it is not JSON", "x" * 500), (f"p.jsonl:{n}.2", "no", "y")])
"""


def _kept(home: Path) -> list[str]:
    lines = (home / "rejects" / "jsonl.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["at"] for line in lines]


def test_two_runs_at_once_write_each_reject_once(spawned, home) -> None:
    both = [spawned(_PROGRAM, home) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == b"ready\n"
    for process in both:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in both:
        assert process.wait(60) == 0
    kept = _kept(home)
    assert len(kept) == len(set(kept)) == 600


def test_two_runs_that_began_together_write_each_reject_once(home) -> None:
    first, second = Rejects(home, "jsonl"), Rejects(home, "jsonl")
    for rejects in (first, second, first):
        rejects.add([("p.jsonl:1", "it is not JSON", "x")])
        rejects.add([("p.jsonl:2", "it is not JSON", "è\n")])
        assert rejects.count % 2 == 0
    assert _kept(home) == ["p.jsonl:1", "p.jsonl:2"]


def test_after_a_purge_rejects_are_kept_again(home) -> None:
    rejects = Rejects(home, "jsonl")
    rejects.add([("p.jsonl:1", "it is not JSON", "x")])
    (home / "rejects" / "jsonl.jsonl").unlink()
    rejects.add([("p.jsonl:1", "it is not JSON", "x")])
    assert _kept(home) == ["p.jsonl:1"]
