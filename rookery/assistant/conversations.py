"""Conversations in the ledger: each opens to its owner only.

What a post's deletion takes from them is `cited.py`; who calls it is `following.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, desc, func, insert, or_, select, update

from rookery.answer.evidence import Evidence
from rookery.assistant.cited import Cited, cite
from rookery.assistant.turn import Answered, Asked, Rating, Turn, read, written
from rookery.errors import BadInput, Conflict, NotFound, Said, TooLarge, short
from rookery.ledger import Ledger
from rookery.ledger.tables import CONVERSATIONS, RATINGS, TURNS

LOCAL = "local"  # owns those of whoever has the home in hand, or sits alone at its machine
LONGEST_TITLE, LONGEST_REASON = 200, 1_000
_TITLE = 60  # characters of the first question that name a conversation until it is renamed
AFTER = Said("Something was said after this: open the page again.")


def person_owner(id: int) -> str:
    """The owner of what somebody with an account keeps."""
    return f"person:{id}"


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list."""

    id: str
    title: str
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with its turns, in order."""

    about: Summary
    turns: tuple[Turn, ...]


class Conversations:
    """All of a network's; every question names the owner who asks."""

    def __init__(
        self, ledger: Ledger, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.ledger, self._now = ledger, now
        self.cited = Cited(ledger)

    def begin(self, owner: str, question: str) -> str:
        """A new one, named after its first question or file; gives its id."""
        id, now = secrets.token_urlsafe(16), self._now()
        row = {"id": id, "owner": owner, "title": short(_one_line(question), _TITLE)}
        with self.ledger.begin() as connection:
            connection.execute(insert(CONVERSATIONS).values(**row, made_at=now, changed_at=now))
        return id

    def add(
        self, owner: str, id: str, body: Asked | Answered, posts: Iterable[Evidence] = ()
    ) -> Turn:
        """The next turn; `posts` are those that it cites."""
        with self.ledger.begin() as connection:
            own(connection, owner, id)
            now = self._now()
            last = connection.execute(
                select(func.max(TURNS.c.place)).where(TURNS.c.conversation == id)
            ).scalar_one()
            place = 0 if last is None else last + 1
            role = "person" if isinstance(body, Asked) else "assistant"
            turn = connection.execute(
                insert(TURNS)
                .values(conversation=id, place=place, role=role, body=written(body), made_at=now)
                .returning(TURNS.c.id)
            ).scalar_one()
            connection.execute(
                update(CONVERSATIONS).where(CONVERSATIONS.c.id == id).values(changed_at=now)
            )
            if isinstance(body, Answered):
                cite(connection, turn, body, posts)
        return Turn(turn, place, now, body)

    def take_back(self, owner: str, id: str, turn: int) -> Turn:
        """Remove the last answer, so that its question is answered anew; gives the question.

        `turn` is the answer's number, or the question's where it has none. Raises Conflict where
        the last turn is another: what somebody said or got meanwhile is not to be lost.
        """
        with self.ledger.begin() as connection:
            own(connection, owner, id)
            rows = connection.execute(
                select(TURNS).where(TURNS.c.conversation == id).order_by(desc(TURNS.c.place))
            )
            for n, row in enumerate(rows.all()):
                if n == 0 and row.id != turn:
                    raise Conflict(AFTER)
                if isinstance(body := read(row.body), Asked):
                    return Turn(row.id, row.place, row.made_at, body)
                connection.execute(delete(TURNS).where(TURNS.c.id == row.id))
        raise Conflict(Said("Nothing was asked in this conversation yet."))

    def rate(self, owner: str, turn: int, good: bool | None, reason: str = "") -> None:
        """What its owner thinks of an answer; `None` takes it back."""
        if len(reason) > LONGEST_REASON:
            raise TooLarge(Said("A reason has at most %(most)s characters.", most=LONGEST_REASON))
        with self.ledger.begin() as connection:
            found = connection.execute(
                select(TURNS.c.conversation).where(TURNS.c.id == turn, TURNS.c.role == "assistant")
            ).scalar_one_or_none()
            if found is None:
                raise NotFound(Said("There is no such answer of yours."))
            own(connection, owner, found)
            connection.execute(delete(RATINGS).where(RATINGS.c.turn == turn))
            if good is not None:
                values = {"turn": turn, "good": good, "reason": reason.strip()}
                connection.execute(insert(RATINGS).values(**values, made_at=self._now()))

    def all(self, owner: str, words: str = "") -> list[Summary]:
        """The last changed first; those with all of `words` in title or turns."""
        asked = select(CONVERSATIONS).where(CONVERSATIONS.c.owner == owner)
        for word in filter(_as_written, words.split()):
            held = select(TURNS.c.conversation).where(TURNS.c.body.icontains(word, autoescape=True))
            named = CONVERSATIONS.c.title.icontains(word, autoescape=True)
            asked = asked.where(or_(named, CONVERSATIONS.c.id.in_(held)))
        with self.ledger.read() as connection:
            rows = connection.execute(asked.order_by(desc(CONVERSATIONS.c.changed_at))).all()
            found = [_summary(row) for row in rows]
            if not words.split():
                return found
            return [one for one in found if _says(connection, one, words)]

    def open(self, owner: str, id: str) -> Conversation:
        """Raises NotFound, also for one that is another's."""
        with self.ledger.read() as connection:
            about = _summary(own(connection, owner, id))
            rows = connection.execute(
                select(TURNS, RATINGS.c.good, RATINGS.c.reason)
                .outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.id)
                .where(TURNS.c.conversation == id)
                .order_by(TURNS.c.place)
            )
            return Conversation(about, tuple(_turn(row) for row in rows))

    def rename(self, owner: str, id: str, title: str) -> None:
        """Raises BadInput for a title that is none."""
        shown = _one_line(title)
        if not shown or len(shown) > LONGEST_TITLE:
            raise BadInput(Said("A title has 1 to %(most)s characters.", most=LONGEST_TITLE))
        with self.ledger.begin() as connection:
            own(connection, owner, id)
            connection.execute(
                update(CONVERSATIONS).where(CONVERSATIONS.c.id == id).values(title=shown)
            )

    def delete(self, owner: str, id: str) -> None:
        """All of it, for good."""
        with self.ledger.begin() as connection:
            own(connection, owner, id)
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == id))

    def leave(self, owner: str) -> None:
        """All of an owner's, for good: nobody else could open them."""
        with self.ledger.begin() as connection:
            connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.owner == owner))

    def export(self, owner: str) -> Iterator[Conversation]:
        """Each whole, the last changed first."""
        for about in self.all(owner):
            yield self.open(owner, about.id)


def _as_written(word: str) -> bool:
    """Whether the database finds it as it is read: SQLite folds ASCII alone, and rows are JSON."""
    return word.isascii() and word.isprintable() and not set('"\\').intersection(word)


def _says(connection: Connection, about: Summary, words: str) -> bool:
    """Whether what is read in it has all the words: rows hold more than that."""
    rows = connection.execute(select(TURNS.c.body).where(TURNS.c.conversation == about.id))
    text = "\n".join([about.title, *(read(row.body).words for row in rows)]).casefold()
    return all(word.casefold() in text for word in words.split())


def own(connection: Connection, owner: str, id: str) -> Row[Any]:
    """The row of a conversation of theirs; raises NotFound, also for one that is another's."""
    found = connection.execute(
        select(CONVERSATIONS).where(CONVERSATIONS.c.id == id, CONVERSATIONS.c.owner == owner)
    ).one_or_none()
    if found is None:
        raise NotFound(Said("There is no conversation %(id)r of yours.", id=id))
    return found


def _summary(row: Row[Any]) -> Summary:
    return Summary(row.id, row.title, row.made_at, row.changed_at)


def _turn(row: Row[Any]) -> Turn:
    rating = None if row.good is None else Rating(row.good, row.reason)
    return Turn(row.id, row.place, row.made_at, read(row.body), rating)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
