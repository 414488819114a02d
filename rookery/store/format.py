"""The store's own description: which layout it has, and whose vectors it holds."""

from __future__ import annotations

import json
from pathlib import Path

from rookery.durable import write_whole
from rookery.embed.protocol import Embedder
from rookery.errors import Conflict

FORMAT = 1


def check_format(path: Path, embedder: Embedder | None) -> None:
    """Describe a new store at `path`; raises Conflict for one that this release cannot use."""
    mine = {
        "format": FORMAT,
        "embedder": embedder.name if embedder else None,
        "dim": embedder.dim if embedder else 1,
    }
    if not path.exists():
        write_whole(path, json.dumps(mine))
        return
    try:
        theirs = json.loads(path.read_text("utf-8"))
        newer = theirs["format"] > FORMAT
    except (ValueError, KeyError, TypeError):
        raise Conflict(f"{path} is damaged: restore the store from a backup.") from None
    if newer:
        raise Conflict(
            f"The store in {path.parent} was written by a newer Rookery "
            f"(format {theirs['format']}; this one reads {FORMAT}): use that "
            "release, or a newer one."
        )
    if (theirs.get("embedder"), theirs.get("dim")) != (mine["embedder"], mine["dim"]):
        raise Conflict(
            f"The store in {path.parent} holds vectors of {theirs.get('embedder') or 'no embedder'}"
            f" and the settings ask for {mine['embedder'] or 'none'}: set embed as it was, or "
            "export the posts and ingest them into a new home."
        )
