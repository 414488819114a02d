"""Files of a person's in the ledger, with their text page by page; gone with their conversation."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, update

from rookery.assistant.attached import Attached, page_id
from rookery.assistant.conversations import own
from rookery.assistant.documents import wire
from rookery.assistant.turn import Answered, read, written
from rookery.errors import NotFound, Said, TooLarge, short
from rookery.ledger import Ledger
from rookery.ledger.tables import CONVERSATIONS, FILES, PAGES, TURNS

MOST = 20  # files of one conversation
_LONGEST_NAME = 200


class Files:
    """All of a network's; every question names the owner who asks."""

    def __init__(
        self, ledger: Ledger, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._ledger, self._now = ledger, now

    def add(
        self,
        owner: str,
        conversation: str,
        name: str,
        kind: str,
        pages: Sequence[str],
        notes: Sequence[Said | str] = (),
    ) -> Attached:
        """Raises NotFound for a conversation of somebody else's, TooLarge where it is full."""
        id, named = secrets.token_urlsafe(8), short(name.strip() or kind, _LONGEST_NAME)
        with self._ledger.begin() as connection:
            own(connection, owner, conversation)
            held = connection.execute(
                select(func.count()).where(FILES.c.conversation == conversation)
            ).scalar_one()
            if held >= MOST:
                raise TooLarge(
                    Said("A conversation holds at most %(n)s files: begin another.", n=MOST)
                )
            row = {"id": id, "conversation": conversation, "name": named, "kind": kind}
            told, now = _written(notes), self._now()
            connection.execute(insert(FILES).values(**row, notes=told, made_at=now))
            rows = [{"file": id, "number": n, "text": text} for n, text in enumerate(pages, 1)]
            if rows:
                connection.execute(insert(PAGES), rows)
        return Attached(id, named, kind, tuple(pages), now, tuple(notes))

    def of(self, owner: str, conversation: str) -> list[Attached]:
        """Those of a conversation, the first given first."""
        with self._ledger.read() as connection:
            own(connection, owner, conversation)
            rows = connection.execute(
                select(FILES)
                .where(FILES.c.conversation == conversation)
                .order_by(FILES.c.made_at, FILES.c.id)
            ).all()
            found = []
            for row in rows:
                pages = connection.execute(
                    select(PAGES.c.text).where(PAGES.c.file == row.id).order_by(PAGES.c.number)
                ).scalars()
                notes = _read(row.notes)
                held = Attached(row.id, row.name, row.kind, tuple(pages), row.made_at, notes)
                found.append(held)
        return found

    def named(self, owner: str, id: str) -> tuple[str, Attached]:
        """A file with its conversation's id; raises NotFound, also for another's."""
        with self._ledger.read() as connection:
            conversation = connection.execute(
                select(CONVERSATIONS.c.id)
                .join(FILES, FILES.c.conversation == CONVERSATIONS.c.id)
                .where(FILES.c.id == id, CONVERSATIONS.c.owner == owner)
            ).scalar_one_or_none()
        if conversation is None:
            raise NotFound(Said("There is no file %(id)r of yours.", id=id))
        return conversation, next(f for f in self.of(owner, conversation) if f.id == id)

    def remove(self, owner: str, conversation: str, id: str) -> None:
        """Its text too, and what was answered from it."""
        _, file = self.named(owner, id)
        gone = [page_id(id, number) for number in range(1, len(file.pages) + 1)]
        with self._ledger.begin() as connection:
            of_it = select(TURNS).where(TURNS.c.conversation == conversation)
            for row in connection.execute(of_it).all():
                body = read(row.body)
                if isinstance(body, Answered) and not body.cites.isdisjoint(gone):
                    left = written(body.without(gone))
                    connection.execute(update(TURNS).where(TURNS.c.id == row.id).values(body=left))
            connection.execute(
                delete(FILES).where(FILES.c.id == id, FILES.c.conversation == conversation)
            )


def _written(notes: Sequence[Said | str]) -> str:
    """As JSON, with their values, so that a page can say them in any language."""
    rows = [wire.told(note) if isinstance(note, Said) else note for note in notes]
    return json.dumps(rows, ensure_ascii=False)


def _read(text: str) -> tuple[Said | str, ...]:
    """What `_written` wrote, and the English texts of earlier versions."""
    return tuple(note if isinstance(note, str) else wire.said(note) for note in json.loads(text))
