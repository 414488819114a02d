"""Memory of a server at rest: what was needed for a moment goes back to the system.

Loading and queries take blocks that are free again soon; allocators keep them for next time: 150 MB
after a start, and for ever.
"""

from __future__ import annotations

import ctypes
import os


def one_allocator() -> None:
    """Arrow takes memory where all others do: its own allocator gives a block back only from the
    thread that took it. Called before Arrow is imported; whoever names an allocator has it.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def give_back() -> None:
    """Free memory goes back to the system, within some 10 ms; without glibc nothing happens."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
