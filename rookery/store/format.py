"""The store's own description: its layout, how posts were analysed, and which tables stand."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shlex import quote

from rookery.durable import write_whole
from rookery.embed.protocol import Embedder
from rookery.errors import Conflict

FORMAT = 5
_ANALYSED = 5  # from this on no phrase reaches across two tags, or two titles of links
FILE = "format.json"
_GENERATION = re.compile(r"(?:posts(?:-(\d+))?\.lance|forward(?:-(\d+))?)")


@dataclass(frozen=True, slots=True)
class Description:
    """What `format.json` holds."""

    format: int
    embedder: str | None
    dim: int
    language: str  # in which posts without one are stemmed
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


def wanted(embedder: Embedder | None, language: str, generation: int = 0) -> Description:
    """What this release makes by these settings."""
    name, dim = (embedder.name, embedder.dim) if embedder else (None, 1)
    return Description(FORMAT, name, dim, language, generation)


def described(store: Path, language: str = "") -> Description | None:
    """What is said of the store, `None` before anything is.

    `language` is of a home that was made before its language was noted. Raises Conflict where the
    description is damaged or of a newer release.
    """
    path = store / FILE
    if not path.exists():
        return None
    try:
        said = json.loads(path.read_text("utf-8"))
        newer = said["format"] > FORMAT
        unsaid = {"language": language} if said["format"] == 1 else {}
        known = None if newer else Description(**unsaid | said)
    except (ValueError, KeyError, TypeError):
        raise Conflict(f"{path} is damaged: restore the home from a backup.") from None
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


def settled(store: Path, embedder: Embedder | None, language: str) -> Description:
    """The store's description, made for a new one; raises Conflict for other vectors than these.

    Its language stays whatever the settings say now: then posts are found as they were analysed.
    """
    held = described(store, language) or _new(store, embedder, language)
    mine = wanted(embedder, held.language, held.generation)
    if held.format < _ANALYSED:
        raise Conflict(
            f"The store in {store} was analysed by an older Rookery: have its posts analysed anew "
            f"with `{command(store)}`."
        )
    if (held.embedder, held.dim) != (mine.embedder, mine.dim):
        raise Conflict(
            f"The store in {store} holds vectors of {held.embedder or 'no embedder'} and the "
            f"settings ask for {mine.embedder or 'none'}: set embed as it was, or make them anew "
            f"with `{command(store)}`."
        )
    if held.format != FORMAT or not (store / FILE).exists():
        describe(store, mine)
    return mine


def _new(store: Path, embedder: Embedder | None, language: str) -> Description:
    if generations(store):  # written before the first table is made
        raise Conflict(f"{store / FILE} is gone: restore the home from a backup.")
    return wanted(embedder, language)


def command(store: Path) -> str:
    """What to type so that the settings hold for posts that are there already."""
    return f"rookery store compact --reanalyse --home {quote(str(store.parent))}"


def generations(store: Path) -> dict[Path, int]:
    """The folders of posts and forward indexes, each with its generation."""
    matched = {path: _GENERATION.fullmatch(path.name) for path in store.iterdir()}
    return {path: int(m[1] or m[2] or 0) for path, m in matched.items() if m}
