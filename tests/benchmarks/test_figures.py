"""A figure says whether its goal holds and why not; a quick run takes the rest from a full one."""

import json
from pathlib import Path

import pytest

from benchmarks.figures import Figure, Origin, above, against, at_least, at_most, report, under

ORIGIN = Origin(commit="new", dirty=True, date="2026-11-28T12:00+00:00", machine="one")
FULL = {
    "commit": "old",
    "date": "2026-11-27T12:00+00:00",
    "figures": [
        {"name": name, "value": 1.0, "unit": "ms", "n": 3, "peer": None, "ratio": None,
         "goal": "≤ 2", "holds": True, "quick": False, "why": ""}
        for name in ("first query", "ingest")
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (at_most("a", 2, 2, "ms", 1), True),
        (under("a", 2, 2, "ms", 1), False),
        (at_least("a", 2, 2, "ms", 1), True),
        (above("a", 2, 2, "ms", 1), False),
        (against("a", 6, 3, "ms", 1, most=2, of="theirs"), True),
        (against("a", 6, 6, "ms", 1, most=1, of="theirs", equal=False), False),
        (against("a", 6, None, "ms", 1, most=1, of="theirs"), None),
    ],
)
def test_what_does_not_hold_says_why(figure: Figure, holds: bool | None) -> None:
    assert figure.holds is holds
    assert figure.goal
    assert bool(figure.why) is (holds is not True)


def test_a_quick_run_copies_what_it_does_not_measure(tmp_path: Path, capsys) -> None:
    kept, out = tmp_path / "kept.json", tmp_path / "out.json"
    kept.write_text(json.dumps(FULL))
    report([Figure("first query", 5.0, "ms", 1)], ORIGIN, out, kept=kept, quick=True)
    run = json.loads(out.read_text())
    assert (run["commit"], run["dirty"], run["date"]) == ("new", True, ORIGIN.date)
    fresh, copy = run["figures"]
    assert (fresh["name"], fresh["value"], fresh["quick"]) == ("first query", 5.0, True)
    assert (copy["name"], copy["value"], copy["quick"]) == ("ingest", 1.0, False)
    assert (copy["commit"], copy["date"]) == ("old", FULL["date"])
    assert "from the run of 2026-11-27T12:00+00:00 at old" in capsys.readouterr().out


def test_a_copy_keeps_the_commit_that_it_was_measured_at(tmp_path: Path) -> None:
    kept, again = tmp_path / "kept.json", tmp_path / "again.json"
    kept.write_text(json.dumps(FULL))
    report([Figure("first query", 5.0, "ms", 1)], ORIGIN, kept, kept=kept, quick=True)
    report([], ORIGIN, again, kept=kept)
    (copy,) = json.loads(again.read_text())["figures"]  # what was quick is nobody's to copy
    assert (copy["name"], copy["commit"]) == ("ingest", "old")


def test_a_full_run_copies_nothing(tmp_path: Path) -> None:
    report([Figure("first query", 5.0, "ms", 1)], ORIGIN, tmp_path / "out.json")
    (only,) = json.loads((tmp_path / "out.json").read_text())["figures"]
    assert (only["quick"], only["commit"]) == (False, "")
