"""Another process that puts posts in, and how long each waits until a search finds it.

python -m benchmarks.live HOME      a batch a second, until standard input ends
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rookery.app import Rookery
from rookery.post import Author, Post, Upsert

RATE = 100  # posts a second
_WORDS = ["storm", "tram", "ferry", "lantern", "goal", "bread", "music", "court", "garden"]


@dataclass(slots=True)
class Writer:
    """The process, and what it says: when it handed each batch over, on the machine's clock."""

    given: list[float] = field(default_factory=list)

    @property
    def posts(self) -> int:
        return len(self.given) * RATE

    def waits(self, network: Rookery, batches: int, seconds: float = 60) -> list[float]:
        """For the next `batches`: ms from the call that takes one to a search that finds its last.

        The searches follow one another without a pause, as a reader who waits would ask.
        """
        first = len(self.given) + 1  # the batch under way is left: a look may come too late for it
        found: list[float] = []
        end = time.monotonic() + seconds
        while len(found) < batches and time.monotonic() < end:
            if network.search.search(_mark(first + len(found)), limit=1).hits:
                found.append(time.monotonic())
        given = self.given[first : first + len(found)]
        return [(seen - at) * 1e3 for seen, at in zip(found, given, strict=True)]


@contextmanager
def writing(home: Path) -> Iterator[Writer]:
    """A process that puts `RATE` posts a second into `home`, from its first batch on."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.live", str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin and process.stdout
    writer = Writer([float(process.stdout.readline())])
    said = process.stdout
    listening = threading.Thread(target=lambda: writer.given.extend(map(float, said)), daemon=True)
    listening.start()
    try:
        yield writer
    finally:
        process.stdin.close()
        process.wait(120)
        listening.join()


def _mark(batch: int) -> str:
    """A word that only the last post of a batch holds; consonants, which no stemmer takes off."""
    return "rookery" + "".join("bcdfghjkpz"[int(digit)] for digit in f"{batch:05}")


def _put(network: Rookery, stop: threading.Event) -> None:
    rng = random.Random(3)
    due = time.monotonic()
    batch = 0
    while not stop.is_set():
        texts = [" ".join(rng.choices(_WORDS, k=14)) for _ in range(RATE)]
        texts[-1] += " " + _mark(batch)
        posts = [
            Upsert(
                Post(
                    f"live{batch}-{i}",
                    text,
                    author=Author(f"a{rng.randrange(500)}"),
                    created_at=datetime.now(UTC),
                )
            )
            for i, text in enumerate(texts)
        ]
        print(time.monotonic(), flush=True)
        network.store.apply(posts)
        network.store.tend()
        batch += 1
        due += 1
        stop.wait(max(due - time.monotonic(), 0))


def main() -> None:
    stop = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    _put(Rookery.open(sys.argv[1]), stop)


if __name__ == "__main__":
    main()
