"""The files of a home by which its processes find the one engine, and know whether it lives.

That it lives is a lock that it holds, never a process's number: the kernel gives a lock back
however its holder ends, and a number may be somebody else's by then.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rookery.durable import write_whole
from rookery.locks import is_held

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Order:
    """What an engine is to serve, and how: equal ones are served by the same engine."""

    name: str  # what requests call the model
    model: str
    stamp: str  # of the model's file and its adapter's: a changed file is another model
    adapter: str | None
    scale: float  # how strongly the adapter acts
    template: str | None  # Jinja of the chat's form, in place of the model's own
    threads: int
    context: int  # tokens of one conversation
    parallel: int  # conversations at once
    cache_mib: int  # memory for prompts that are to be kept
    idle: int  # seconds after which the engine ends unused
    port: int  # 0 takes a free one

    def same_model(self, other: Order) -> bool:
        mine, others = asdict(self), asdict(other)
        return all(mine[f] == others[f] for f in ("stamp", "scale", "template"))


@dataclass(frozen=True, slots=True)
class Record:
    """What `engine.json` says of the engine that runs, or of the last that did not end in order."""

    order: Order
    key: str  # that every request must bring
    port: int | None  # none where it did not come up
    pid: int
    began: float  # seconds since 1970
    crashes: int = 0  # one soon after the other
    why: str = ""  # it did not come up


class Files:
    """Where they lie; the folder of locks is made."""

    def __init__(self, home: Path) -> None:
        self.record = home / "engine.json"
        self.log = home / "engine.log"
        locks = home / "engine"
        self.life = locks / "life.lock"  # held by the engine while it lives
        self.users = locks / "users.lock"  # held, together, by whoever uses it
        self.starting = locks / "starting.lock"  # held by whoever starts, joins or ends it
        locks.mkdir(parents=True, exist_ok=True)

    def lives(self) -> bool:
        return is_held(self.life)

    def read(self) -> Record | None:
        """What was written last; `None` where nothing was, or what is there is damaged."""
        try:
            row: dict[str, Any] = json.loads(self.record.read_text("utf-8"))
            return Record(**row | {"order": Order(**row["order"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, record: Record) -> None:
        write_whole(self.record, json.dumps(asdict(record), indent=1) + "\n")
