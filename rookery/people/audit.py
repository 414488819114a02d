"""The log of what people did to a network: added to, never changed.

Each row holds the hash of the one before, so that a row changed or removed behind the database's
back is found; the database's own triggers refuse both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, desc, select

from rookery.ledger import Ledger
from rookery.ledger.tables import AUDIT

_FIRST = "0" * 64
_ABOUT = 200  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did."""

    seq: int
    at: datetime
    who: str
    what: str  # a verb and its object: person.added, role.given
    about: str  # whom or what it was done to
    detail: Mapping[str, Any]


def record(
    connection: Connection, at: datetime, who: str, what: str, about: str, **detail: Any
) -> None:
    """Add an entry in the transaction of what it tells of: both are there, or neither."""
    last = connection.execute(
        select(AUDIT.c.seq, AUDIT.c.hash).order_by(desc(AUDIT.c.seq)).limit(1).with_for_update()
    ).one_or_none()
    seq, before = (last.seq + 1, last.hash) if last else (1, _FIRST)
    row = {
        "seq": seq, "at": at, "who": who, "what": what, "about": about[:_ABOUT],
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True), "before": before,
    }  # fmt: skip
    connection.execute(AUDIT.insert().values(**row, hash=_hash(row)))


def entries(ledger: Ledger, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """The newest first; `before` is a `seq`."""
    asked = select(AUDIT).order_by(desc(AUDIT.c.seq)).limit(limit)
    if before is not None:
        asked = asked.where(AUDIT.c.seq < before)
    with ledger.read() as connection:
        return [
            Entry(r.seq, r.at, r.who, r.what, r.about, json.loads(r.detail))
            for r in connection.execute(asked)
        ]


def problems(ledger: Ledger) -> Iterator[str]:
    """A sentence for each row that is not as it was written, or that is missing."""
    wanted, before = 1, _FIRST
    with ledger.read() as connection:
        for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)):
            if row.seq != wanted:
                yield f"The audit log lacks its rows {wanted} to {row.seq - 1}."
            elif row.before != before:
                yield f"Row {row.seq} of the audit log does not follow the one before it."
            if _hash(row._asdict()) != row.hash:
                yield f"Row {row.seq} of the audit log was changed after it was written."
            wanted, before = row.seq + 1, row.hash


def _hash(row: Mapping[str, Any]) -> str:
    told = [row[name] for name in ("seq", "at", "who", "what", "about", "detail", "before")]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
