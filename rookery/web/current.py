"""The settings as `rookery.toml` has them now: keys, readers and saved searches change in it.

A key that is taken out of the file is refused at the next request, without a restart.
"""

from __future__ import annotations

import threading
from pathlib import Path

from rookery.config import FILE, Settings, load
from rookery.errors import BadInput


class CurrentSettings:
    """Gives settings; reads the file again where it has changed since."""

    def __init__(self, home: Path, first: Settings) -> None:
        self._home, self._now = home, first
        self._lock = threading.Lock()
        self._seen = self._stamp()
        written = self._written()
        # a demo brings readers of its own, which stand in no file
        self._brought = [r for r in first.readers if written and r not in written.readers]

    def __call__(self) -> Settings:
        """What holds now; a file that cannot be read leaves what held before."""
        with self._lock:
            stamp = self._stamp()
            if stamp != self._seen:
                self._seen = stamp
                if (read := self._written()) is not None:
                    readers = [*read.readers, *self._brought]
                    self._now = self._now.model_copy(
                        update={"keys": read.keys, "readers": readers, "saved": read.saved}
                    )
            return self._now

    def _written(self) -> Settings | None:
        try:
            return load(self._home)
        except BadInput:  # half-edited by hand: the next save is read again
            return None

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = (self._home / FILE).stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
