"""Which posts conversations rest on, and what goes from them with a post or an account."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from rookery.answer.evidence import Evidence
from rookery.assistant.attached import page_of
from rookery.assistant.turn import Answered, read, written
from rookery.ledger import Ledger
from rookery.ledger.tables import CITED, TURNS

_AT_ONCE = 500  # ids that are asked for at a time


class Cited:
    """The posts that turns cite, of all owners."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def any_turn(self) -> bool:
        """Whether there is anything to lose: a count of an account rests on it without a cite."""
        with self._ledger.read() as connection:
            return connection.execute(select(TURNS.c.id).limit(1)).first() is not None

    def of(self, posts: Collection[str]) -> dict[str, set[str]]:
        """Those of `posts` that any conversation rests on, each with the hashes of its words."""
        found: dict[str, set[str]] = defaultdict(set)
        wanted = sorted(set(posts))
        with self._ledger.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = CITED.c.post.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(CITED.c.post, CITED.c.words).where(some)):
                    found[row.post].add(row.words)
        return dict(found)

    def of_author(self, author: str) -> list[str]:
        """The ids of posts of an author that any conversation rests on."""
        asked = select(CITED.c.post).where(CITED.c.author == author.lower()).distinct()
        with self._ledger.read() as connection:
            return list(connection.execute(asked).scalars())

    def all(self) -> list[str]:
        """The ids of all posts that any conversation rests on."""
        with self._ledger.read() as connection:
            return list(connection.execute(select(CITED.c.post).distinct()).scalars())

    def forget_account(self, author: str) -> int:
        """Take out what the count of an account's posts told of it."""
        query, changed = f"from:{author}", 0
        with self._ledger.begin() as connection:
            held = or_(  # also among those who wrote most of something
                *(TURNS.c.body.icontains(x, autoescape=True) for x in (query, f"@{author} ("))
            )
            for row in connection.execute(select(TURNS).where(held)).all():
                body = read(row.body)
                if isinstance(body, Answered) and (left := body.without_searches(query)) != body:
                    changed += 1
                    connection.execute(
                        update(TURNS).where(TURNS.c.id == row.id).values(body=written(left))
                    )
        return changed

    def forget(self, posts: Collection[str]) -> int:
        """Take these posts, and what rests on them alone, out of every turn; gives how many.

        Their words are overwritten: nothing of them stays in a row.
        """
        changed, wanted = 0, sorted(set(posts))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            with self._ledger.begin() as connection:
                changed += _forget(connection, some)
        return changed


def _forget(connection: Connection, posts: Sequence[str]) -> int:
    resting = select(CITED.c.turn).where(CITED.c.post.in_(posts))
    rows = connection.execute(select(TURNS).where(TURNS.c.id.in_(resting))).all()
    for row in rows:
        body = read(row.body)
        if isinstance(body, Answered):
            connection.execute(
                update(TURNS).where(TURNS.c.id == row.id).values(body=written(body.without(posts)))
            )
    connection.execute(delete(CITED).where(CITED.c.post.in_(posts)))
    return len(rows)


def cite(connection: Connection, turn: int, body: Answered, posts: Iterable[Evidence]) -> None:
    """Keep that a turn rests on those of `posts` that it cites."""
    rows: list[dict[str, Any]] = [
        {
            "turn": turn, "post": post.id, "author": (post.author or "").lower(),
            "words": words_hash(post.text),
        }
        for post in posts
        if post.id in body.cites and page_of(post.id) is None  # a page is the person's own
    ]  # fmt: skip
    if rows:
        connection.execute(insert(CITED), rows)


def words_hash(text: str) -> str:
    """By which a post that says something else now is known."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
