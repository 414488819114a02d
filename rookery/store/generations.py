"""Posts of another generation than the one that stands: being made, or left by what was killed.

Which one stands changes only under the lock of this file, so under it nothing that stands is
removed.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from rookery.locks import attempt, exclusive
from rookery.store.format import described, generations

LOCK = "reanalyse.lock"  # held by whoever makes a new generation
NEXT = "next.json"  # of what the one that is being made, or was interrupted, will be


def sweep(store: Path) -> None:
    """Remove what a process that was killed has left, but not what can be gone on with."""
    if len(set(generations(store).values())) > 1 or (store / NEXT).exists():
        with attempt(store / LOCK) as free:
            if free and not begun(store):
                discard(store)


def interrupted(store: Path) -> bool:
    """Whether a next generation has been begun, does not stand yet, and nobody is at it."""
    if not begun(store):
        return False
    with attempt(store / LOCK) as free:
        return free and bool(begun(store))


def discard_interrupted(store: Path) -> None:
    """Remove a next generation that nobody is making; waits for somebody who is."""
    with exclusive(store / LOCK, wait=600):
        discard(store)


def discard(store: Path) -> None:
    """Remove every generation but the one that stands; whoever calls holds the lock."""
    stands = described(store)
    (store / NEXT).unlink(missing_ok=True)  # first: half of a generation is never gone on with
    for path, n in generations(store).items():
        if stands is not None and n != stands.generation:
            shutil.rmtree(path)


def begun(store: Path) -> bool | None:
    """Whether a next generation has been begun and does not stand yet; `None`: nobody can tell."""
    stands = described(store)
    try:
        said = json.loads((store / NEXT).read_text("utf-8"))
        return stands is not None and bool(said["generation"] > stands.generation)
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError):  # damaged: what it was of is begun anew
        return None
