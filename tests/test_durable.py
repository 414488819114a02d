"""A file is replaced whole or left as it was, and a disk that is full holds no remains."""

from pathlib import Path

import pytest

# a limit on the size of files stands for a disk that is full: the write itself fails
_PROGRAM = """
import resource, sys
from pathlib import Path
from rookery.app import Rookery
from rookery.config import edit
from tests.store.posts import post
home = Path(sys.argv[1])
store = Rookery.open(home, embed={"semantic": "off"}).store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    if sys.argv[3] == "note":
        store.notes.note_audiences([sys.argv[2] * 20])
    elif sys.argv[3] == "settings":
        edit(home, lambda document: document.update({"server": {"name": "Town" * 99}}))
    else:
        store.apply([post(f"p{n}", f"harbour {n} " * 40) for n in range(400)])
except OSError:
    sys.exit(7)
"""


def _files(home: Path) -> set[Path]:
    return {p for p in home.rglob("*") if p.is_file() and "posts.lance" not in p.parts}


@pytest.mark.parametrize(("what", "room"), [("note", 64), ("settings", 64), ("segment", 150_000)])
def test_full_disk_keeps_no_half_of_a_file(spawned, home, what, room) -> None:
    assert spawned(_PROGRAM, home, 10**9, "note").wait(60) == 0
    before = {p: p.read_bytes() for p in _files(home) if p.name != "seq"}
    assert spawned(_PROGRAM, home, room, what).wait(60) == 7
    assert [p.name for p in _files(home) if "part" in p.suffix] == []
    assert {p: p.read_bytes() for p in before} == before
