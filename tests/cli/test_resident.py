"""What a server needs only for a moment goes back to the system."""

import ctypes
import re
from pathlib import Path

import pytest

from rookery.cli.resident import give_back

_STATUS = Path("/proc/self/status")


def resident() -> int:
    """Bytes of this process that are in memory and in no file."""
    return 1024 * int(re.findall(r"RssAnon:\s+(\d+)", _STATUS.read_text())[0])


@pytest.mark.skipif(
    not _STATUS.exists() or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="no glibc"
)
def test_free_memory_is_given_back_also_from_below_what_is_in_use() -> None:
    freed = [bytearray(100_000) for _ in range(1_000)]
    used = bytearray(100_000)
    held = resident()
    del freed
    give_back()
    assert held - resident() > 80_000_000
    assert len(used) == 100_000
