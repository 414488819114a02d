"""`rookery doctor` looks at everything that the package needs, and says how to get what lacks."""

import json
import re
import tomllib
from pathlib import Path

from rookery.cli.doctor import needed

ROOT = Path(__file__).parent.parent.parent


def test_every_package_that_is_needed_is_looked_at(command) -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    found = {row["what"] for row in map(json.loads, command("doctor", "--json").out.splitlines())}
    assert {re.split(r"[^\w.-]", one)[0] for one in wanted} <= found


def test_a_missing_package_is_named_with_a_command_that_works_in_a_clone() -> None:
    asked = ["pyarrow", "no-such-package[fast]>=2", "pytest; extra == 'test'"]
    there, missing = needed(asked)
    assert (there.what, there.state) == ("pyarrow", "ok")
    assert (missing.what, missing.state) == ("no-such-package", "broken")
    assert missing.do.startswith("pip install -c constraints.txt .")
