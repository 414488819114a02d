"""The generation of posts that stands, followed through what other processes do."""

from __future__ import annotations

import threading
from pathlib import Path

from rookery.errors import Said, Unavailable
from rookery.store.damage import refuse_lost
from rookery.store.format import FILE, Description, described
from rookery.store.generations import sweep
from rookery.store.indexed import Indexed
from rookery.store.prepare import Preparer


class Standing:
    """Made under the store's `write.lock`, under which `description` was read."""

    def __init__(self, store: Path, description: Description, preparer: Preparer) -> None:
        self._store, self._preparer = store, preparer
        self._following = threading.Lock()
        self._seen = _stamp(store)
        self._posts = self._open(description)
        sweep(store)

    def _open(self, description: Description) -> Indexed:
        refuse_lost(self._store, description)
        self.description = description
        posts, forward = description.posts(self._store), description.forward(self._store)
        return Indexed(posts, forward, self._preparer)

    @property
    def posts(self) -> Indexed:
        """They stay while whoever asks holds one of the store's locks; raises Unavailable where
        another process has analysed all posts again by other settings."""
        with self._following:
            seen = _stamp(self._store)
            if seen != self._seen:
                self._follow()
                self._seen = seen
            return self._posts

    def _follow(self) -> None:
        held = described(self._store)
        if held is None or held == self.description:
            return
        if not held.same_but_generation(self.description):
            raise Unavailable(
                Said(
                    "All posts were analysed again by other settings: start this process again to "
                    "read them."
                )
            )
        self._posts = self._open(held)


def _stamp(store: Path) -> tuple[int, int]:
    """Differs once the description was replaced; the reading of one entry of a folder."""
    try:
        found = (store / FILE).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns
