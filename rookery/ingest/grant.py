"""An operator's ground for using posts whose authors have said nothing: given once, kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rookery.post import Consent, Post


@dataclass(frozen=True, slots=True)
class Grant:
    """What the operator allows for posts whose author has said nothing, and on what ground."""

    train: bool = False
    ads: bool = False
    because: str = ""


def granted(post: Post, grant: Grant | None) -> Post:
    """The ground fills what the author left unsaid; a "no" stays a "no"."""
    if grant is None:
        return post
    given = Consent(train="yes" if grant.train else None, ads="yes" if grant.ads else None)
    return replace(post, consent=post.consent.or_else(given))


def record_grant(home: Path, grant: Grant) -> None:
    """Write the ground down beside the store, with its time."""
    home.mkdir(parents=True, exist_ok=True)
    row = {"at": datetime.now(UTC).isoformat(timespec="seconds"), **asdict(grant)}
    with (home / "grants.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
