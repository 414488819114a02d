"""What a source of posts looks like: a stream of records, each an event or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from rookery.post import Event


@dataclass(frozen=True, slots=True)
class Record:
    """One thing read."""

    event: Event | None
    reject: str | None  # why not, where there is no event
    at: str  # where it stood, "posts.jsonl:17"
    raw: str  # as read, cut; empty where there is an event
    done: int  # bytes of the whole input read so far, for progress


class Source(Protocol):
    """Records in an order that is the same each time, so that a run can go on where it stopped."""

    @property
    def name(self) -> str:
        """x-archive, x-api, jsonl, csv or parquet."""

    @property
    def total(self) -> int | None:
        """Bytes in all; `None` where that is not known (standard input)."""

    def read(self, skip: int = 0) -> Iterator[Record]:
        """Records after the first `skip`; raises BadInput where the input itself breaks."""
