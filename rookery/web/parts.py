"""What the pages and the API need of everything else, as one value that `app.py` fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rookery.answer.ask import Answering
from rookery.assistant.assistant import Assistant
from rookery.config import Settings
from rookery.llm.in_use import InUse
from rookery.people.accounts import Accounts
from rookery.post import Applied, Change, Event
from rookery.search.service import Search
from rookery.store import Stats


def _nothing_coming() -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Parts:
    """One network as a server sees it; every callable may be called from any thread."""

    home: Path  # where rookery.toml, the server's secret and its small states lie
    settings: Settings  # as they were at the start, flags included
    search: Search
    apply: Callable[[Sequence[Event]], Applied]
    delete: Callable[[Sequence[str]], int]
    changes: Callable[[int, int], list[Change]]  # after which seq, at most how many
    last_seq: Callable[[], int]  # cheap: asked several times a second
    stats: Callable[[], Stats]
    model: InUse  # closed with the server
    answering: Answering
    assistant: Assistant
    accounts: Accounts
    forget_deleted: Callable[[], int]  # what left the store leaves the conversations
    coming: Callable[[], int] = _nothing_coming  # events that a demo has yet to play
