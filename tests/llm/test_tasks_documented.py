"""docs/reference/tasks.md names every task with its version, and every format with its lengths."""

import re
from pathlib import Path

from rookery.llm.tasks import FORMATS, TASKS

PAGE = (Path(__file__).parents[2] / "docs/reference/tasks.md").read_text("utf-8")


def test_every_task_is_documented_with_its_version() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.M)
    assert sorted(rows) == sorted((task.name, str(task.version)) for task in TASKS.values())


def test_every_format_is_documented_with_its_lengths() -> None:
    for name, format in FORMATS.items():
        (row,) = re.findall(rf"^\| `{name}` \| (`.*) \|$", PAGE, re.M)
        fields = re.findall(r"`(\w+)` (?:(\d+) x )?(\d+)", row)
        assert fields == [
            (key, str(f.many or ""), str(f.longest)) for key, f in format.fields.items()
        ]
