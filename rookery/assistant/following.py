"""Conversations follow the store: what is deleted, closed, withdrawn or rewritten leaves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import insert, select, update

from rookery.answer.evidence import evidence_of
from rookery.assistant.conversations import Conversations, words_hash
from rookery.ledger import Ledger
from rookery.ledger.tables import FOLLOWED
from rookery.post import Change, Post

_PART = "conversations"
_AT_ONCE = 1_000  # changes


class Changes(Protocol):
    """What is followed: the store's feed of changes."""

    def __call__(self, after: int = 0, limit: int = _AT_ONCE) -> list[Change]: ...


class Following:
    """Reads the feed from where it stopped, also after a restart."""

    def __init__(
        self,
        ledger: Ledger,
        conversations: Conversations,
        changes: Changes,
        last_seq: Callable[[], int],
        standing: Callable[[Sequence[str]], list[Post]],  # posts by id, of those that are there
        allowed: Callable[[Post], bool],  # to be answered from
    ) -> None:
        self._ledger, self._conversations = ledger, conversations
        self._changes, self._last_seq = changes, last_seq
        self._standing, self._allowed = standing, allowed

    def catch_up(self) -> int:
        """Follow all that was committed; gives how many turns changed."""
        last = self._last_seq()
        if not self._conversations.any_cited():  # nothing to lose: the past need not be read
            self._keep(last)
            return 0
        changed = 0
        while news := self._changes(self._seq(), _AT_ONCE):
            gone = {c.id for c in news if c.kind == "delete"}
            for change in news:
                if change.kind == "gone":
                    gone.update(self._conversations.of_author(change.id))
            touched = [c.id for c in news if c.kind in ("upsert", "consent") and c.id not in gone]
            gone.update(self._unfit(touched))
            changed += self._conversations.forget(gone)
            self._keep(news[-1].seq)
        return changed

    def _unfit(self, ids: Sequence[str]) -> set[str]:
        """Those that may not be quoted any more, or say something else now."""
        held = self._conversations.cited_of(ids)
        there = {post.id: post for post in self._standing(sorted(held))} if held else {}
        return {
            id
            for id, words in held.items()
            if (post := there.get(id)) is None
            or not self._allowed(post)
            or words != {words_hash(evidence_of(post).text)}
        }

    def _seq(self) -> int:
        with self._ledger.read() as connection:
            found = connection.execute(
                select(FOLLOWED.c.seq).where(FOLLOWED.c.part == _PART)
            ).scalar_one_or_none()
        return found or 0

    def _keep(self, seq: int) -> None:
        with self._ledger.begin() as connection:
            done = connection.execute(
                update(FOLLOWED).where(FOLLOWED.c.part == _PART).values(seq=seq)
            )
            if not done.rowcount:
                connection.execute(insert(FOLLOWED).values(part=_PART, seq=seq))
