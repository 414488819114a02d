"""Conversations follow the store: what is deleted, closed, withdrawn or rewritten leaves them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import insert, select, update

from rookery.answer.evidence import evidence_of
from rookery.assistant.cited import Cited, words_hash
from rookery.config import ConsentRow
from rookery.ledger import Ledger
from rookery.ledger.tables import FOLLOWED
from rookery.post import Change, Post

_PART, _RULES = "conversations", "consent of conversations"
_AT_ONCE = 1_000  # changes


class Changes(Protocol):
    """What is followed: the store's feed of changes."""

    def __call__(self, after: int = 0, limit: int = _AT_ONCE) -> list[Change]: ...


class Following:
    """Reads the feed from where it stopped, also after a restart."""

    def __init__(
        self,
        ledger: Ledger,
        cited: Cited,
        changes: Changes,
        last_seq: Callable[[], int],
        standing: Callable[[Sequence[str]], list[Post]],  # posts by id, of those that are there
        allowed: Callable[[Post], bool],  # to be answered from
        rules: int = 0,  # by which `allowed` decides: where they changed all is looked at again
    ) -> None:
        self._ledger, self._cited = ledger, cited
        self._changes, self._last_seq = changes, last_seq
        self._standing, self._allowed, self._rules = standing, allowed, rules

    def catch_up(self) -> int:
        """Follow all that was committed; gives how many turns changed."""
        last = self._last_seq()
        if not self._cited.any_turn():  # nothing to lose: the past need not be read
            self._keep(last)
            self._keep(self._rules, _RULES)
            return 0
        changed = 0
        if self._seq(_RULES) != self._rules:
            changed += self._cited.forget(self._unfit(self._cited.all()))
            self._keep(self._rules, _RULES)
        while news := self._changes(self._seq(), _AT_ONCE):
            gone = {c.id for c in news if c.kind == "delete"}
            for change in news:
                if change.kind == "gone":
                    gone.update(self._cited.of_author(change.id))
                    changed += self._cited.forget_account(change.id)
            touched = [c.id for c in news if c.kind in ("upsert", "consent") and c.id not in gone]
            gone.update(self._unfit(touched))
            changed += self._cited.forget(gone)
            self._keep(news[-1].seq)
        return changed

    def _unfit(self, ids: Sequence[str]) -> set[str]:
        """Those that may not be quoted any more, or say something else now."""
        held = self._cited.of(ids)
        there = {post.id: post for post in self._standing(sorted(held))} if held else {}
        return {
            id
            for id, words in held.items()
            if (post := there.get(id)) is None
            or not self._allowed(post)
            or words != {words_hash(evidence_of(post).text)}
        }

    def _seq(self, part: str = _PART) -> int:
        with self._ledger.read() as connection:
            found = connection.execute(
                select(FOLLOWED.c.seq).where(FOLLOWED.c.part == part)
            ).scalar_one_or_none()
        return found or 0

    def _keep(self, seq: int, part: str = _PART) -> None:
        with self._ledger.begin() as connection:
            done = connection.execute(
                update(FOLLOWED).where(FOLLOWED.c.part == part).values(seq=seq)
            )
            if not done.rowcount:
                connection.execute(insert(FOLLOWED).values(part=part, seq=seq))


def rules_number(table: Mapping[str, ConsentRow]) -> int:
    """A number that is another where the table of consent is."""
    rows = sorted((name, row.answer) for name, row in table.items())
    return int.from_bytes(hashlib.sha256(repr(rows).encode()).digest()[:7])
