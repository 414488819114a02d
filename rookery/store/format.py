"""The store's own description: its layout, whose vectors it holds, and which tables stand."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shlex import quote

from rookery.durable import write_whole
from rookery.embed.protocol import Embedder
from rookery.errors import Conflict

FORMAT = 2
FILE = "format.json"
_GENERATION = re.compile(r"(?:posts(?:-(\d+))?\.lance|forward(?:-(\d+))?)")


@dataclass(frozen=True, slots=True)
class Description:
    """What `format.json` holds."""

    format: int
    embedder: str | None
    dim: int
    generation: int = 0  # how often all posts were analysed again: their tables are called by it

    def posts(self, store: Path) -> Path:
        return store / f"posts{self._mark}.lance"

    def forward(self, store: Path) -> Path:
        return store / f"forward{self._mark}"

    @property
    def _mark(self) -> str:
        return f"-{self.generation}" if self.generation else ""

    def same_but_generation(self, other: Description) -> bool:
        """Whether whoever can read the one can read the other."""
        return replace(self, generation=0) == replace(other, generation=0)


def wanted(embedder: Embedder | None, generation: int = 0) -> Description:
    """What this release makes by these settings."""
    name, dim = (embedder.name, embedder.dim) if embedder else (None, 1)
    return Description(FORMAT, name, dim, generation)


def described(store: Path) -> Description | None:
    """What is said of the store, `None` before anything is; raises Conflict where that is damaged
    or of a newer release."""
    path = store / FILE
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text("utf-8"))
        newer = said["format"] > FORMAT
        known = None if newer else Description(**said)
    except (ValueError, KeyError, TypeError):
        raise Conflict(f"{path} is damaged: restore the store from a backup.") from None
    if known is None:
        raise Conflict(
            f"The store in {store} was written by a newer Rookery "
            f"(format {said['format']}; this one reads {FORMAT}): use that "
            "release, or a newer one."
        )
    return known


def describe(store: Path, description: Description) -> None:
    """From now on the store is this; other processes see it at their next step."""
    write_whole(store / FILE, json.dumps(asdict(description)))


def settled(store: Path, embedder: Embedder | None) -> Description:
    """The store's description, made for a new one; raises Conflict for other vectors than these."""
    held = described(store) or wanted(embedder)
    mine = wanted(embedder, held.generation)
    if (held.embedder, held.dim) != (mine.embedder, mine.dim):
        raise Conflict(
            f"The store in {store} holds vectors of {held.embedder or 'no embedder'} and the "
            f"settings ask for {mine.embedder or 'none'}: set embed as it was, or make them anew "
            f"with `{command(store)}`."
        )
    if described(store) != mine:  # new, or of an older format that needs no more than this
        describe(store, mine)
    return mine


def command(store: Path) -> str:
    """What to type so that the settings hold for posts that are there already."""
    return f"rookery store compact --reanalyse --home {quote(str(store.parent))}"


def generations(store: Path) -> dict[Path, int]:
    """The folders of posts and forward indexes, each with its generation."""
    matched = {path: _GENERATION.fullmatch(path.name) for path in store.iterdir()}
    return {path: int(m[1] or m[2] or 0) for path, m in matched.items() if m}
