"""Accounts: people with roles and passwords, their sessions, and invitations to become one.

Every change is in the audit log, in the same transaction. Where nobody has an account yet, whoever
sits at the machine is the owner; that is `web/visitor.py`'s to see.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from rookery.errors import BadInput, Conflict, Forbidden, NotFound, Said, Unauthorized
from rookery.ledger import Ledger
from rookery.ledger.tables import FAILURES, INVITATIONS, PEOPLE, ROLES, SESSIONS
from rookery.people.audit import record
from rookery.people.reader import Reader

Role = Literal["operator", "moderator", "advertiser", "reviewer", "member"]
ROLES_KNOWN: tuple[Role, ...] = get_args(Role)
LASTS = timedelta(days=30)  # a session
INVITED = timedelta(days=14)
_SHORTEST, _LONGEST = 10, 1_000  # characters of a password
_NAME = 80
_TRIES, _WITHIN = 10, timedelta(minutes=15)  # failures to sign in until one has to wait
_HASHER = PasswordHasher()  # argon2id with the library's parameters, which are RFC 9106's second
# what a name that nobody has is checked against, so that the time does not tell
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: int
    name: str
    roles: frozenset[Role]
    groups: frozenset[str]  # whose closed posts they may read
    closed: bool = False

    @property
    def reader(self) -> Reader:
        """As whom they read; an operator may also write and administer."""
        scopes = {"read", "write", "admin"} if "operator" in self.roles else {"read"}
        return Reader(self.name, self.groups, frozenset(scopes))


class Accounts:
    """The people of one network."""

    def __init__(
        self, ledger: Ledger, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.ledger, self._now = ledger, now
        self._anybody = False  # an account is closed, and never removed: once true it stays

    # People

    def any(self) -> bool:
        """Whether anybody has an account."""
        if not self._anybody:
            with self.ledger.read() as connection:
                first = connection.execute(select(PEOPLE.c.id).limit(1)).first()
            self._anybody = first is not None
        return self._anybody

    def all(self) -> list[Person]:
        """By name, those whose account is closed among them."""
        with self.ledger.read() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name_key)).all()
            return [_person(connection, row) for row in rows]

    def named(self, name: str) -> Person:
        """Raises NotFound."""
        with self.ledger.read() as connection:
            return _person(connection, _row(connection, name))

    def add(
        self,
        name: str,
        password: str,
        roles: Iterable[str],
        groups: Iterable[str] = (),
        *,
        by: str,
    ) -> Person:
        """Make an account; raises BadInput, and Conflict for a name that somebody has."""
        with self.ledger.begin() as connection:
            return self._add(connection, name, password, _roles(roles), frozenset(groups), by)

    def set_roles(self, name: str, roles: Iterable[str], *, by: str) -> Person:
        """Give exactly these; the last operator stays one."""
        wanted = _roles(roles)
        with self.ledger.begin() as connection:
            row = _row(connection, name)
            before = _person(connection, row)
            if "operator" in before.roles and "operator" not in wanted:
                _refuse_last(connection, row.id)
            connection.execute(delete(ROLES).where(ROLES.c.person == row.id))
            _give(connection, row.id, wanted)
            record(
                connection, self._now(), by, "roles.set", row.name,
                before=sorted(before.roles), after=sorted(wanted),
            )  # fmt: skip
            return _person(connection, row)

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """A new password ends every session that the old one began."""
        hashed = _hashed(password)
        with self.ledger.begin() as connection:
            row = _row(connection, name)
            connection.execute(update(PEOPLE).where(PEOPLE.c.id == row.id).values(password=hashed))
            connection.execute(delete(SESSIONS).where(SESSIONS.c.person == row.id))
            record(connection, self._now(), by, "password.set", row.name)

    def close(self, name: str, *, by: str) -> None:
        """End an account and its sessions; what it did stays in the log under its name."""
        with self.ledger.begin() as connection:
            row = _row(connection, name)
            if "operator" in _person(connection, row).roles:
                _refuse_last(connection, row.id)
            connection.execute(
                update(PEOPLE).where(PEOPLE.c.id == row.id).values(closed_at=self._now())
            )
            connection.execute(delete(SESSIONS).where(SESSIONS.c.person == row.id))
            record(connection, self._now(), by, "person.closed", row.name)

    # Signing in

    def sign_in(self, name: str, password: str) -> str:
        """A session's token, which is kept as a hash only.

        Raises Unauthorized, with one sentence for a wrong name and a wrong password, and Forbidden
        where too many were wrong lately.
        """
        key, now = name_key(name), self._now()
        with self.ledger.begin() as connection:
            lately = connection.execute(
                select(func.count()).select_from(FAILURES).where(
                    FAILURES.c.name_key == key, FAILURES.c.at > now - _WITHIN
                )
            ).scalar_one()  # fmt: skip
            if lately >= _TRIES:
                raise Forbidden(
                    Said("Too many wrong passwords for this name: try again in 15 minutes.")
                )
            row = connection.execute(
                select(PEOPLE).where(PEOPLE.c.name_key == key, PEOPLE.c.closed_at.is_(None))
            ).one_or_none()
            if (right := _matches(row.password if row else _NOBODY, password)) and row:
                connection.execute(delete(FAILURES).where(FAILURES.c.name_key == key))
                return self._session(connection, row.id)
            assert not right or row is None
            connection.execute(insert(FAILURES).values(name_key=key, at=now))
            connection.execute(delete(FAILURES).where(FAILURES.c.at < now - _WITHIN))
        raise Unauthorized(Said("That name and password do not belong together."))

    def of_session(self, token: str) -> Person | None:
        """Who holds it; `None` once it has ended."""
        asked = (
            select(PEOPLE)
            .join(SESSIONS, SESSIONS.c.person == PEOPLE.c.id)
            .where(SESSIONS.c.token == _token_hash(token), SESSIONS.c.ends_at > self._now())
        )
        with self.ledger.read() as connection:
            row = connection.execute(asked).one_or_none()
            return _person(connection, row) if row and row.closed_at is None else None

    def sign_out(self, token: str) -> None:
        with self.ledger.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _token_hash(token)))

    # Invitations

    def invite(self, roles: Iterable[str], groups: Iterable[str] = (), *, by: str) -> str:
        """A token with which one person may make an account, once and within two weeks."""
        wanted, token, now = _roles(roles), secrets.token_urlsafe(24), self._now()
        row = {
            "token": _token_hash(token), "roles": json.dumps(sorted(wanted)),
            "groups": json.dumps(sorted(groups)), "made_by": by, "made_at": now,
            "ends_at": now + INVITED, "used": False,
        }  # fmt: skip
        with self.ledger.begin() as connection:
            connection.execute(insert(INVITATIONS).values(**row))
            record(connection, now, by, "person.invited", "", roles=sorted(wanted))
        return token

    def accept(self, token: str, name: str, password: str) -> Person:
        """The account that an invitation is for. Raises Forbidden for one that is spent."""
        with self.ledger.begin() as connection:
            taken = connection.execute(
                update(INVITATIONS)
                .where(
                    INVITATIONS.c.token == _token_hash(token),
                    INVITATIONS.c.used.is_(False),
                    INVITATIONS.c.ends_at > self._now(),
                )
                .values(used=True)
                .returning(INVITATIONS.c.roles, INVITATIONS.c.groups, INVITATIONS.c.made_by)
            ).one_or_none()
            if taken is None:
                raise Forbidden(
                    Said("This invitation was used, has ended, or is none: ask for another.")
                )
            roles, groups = json.loads(taken.roles), frozenset(json.loads(taken.groups))
            return self._add(connection, name, password, _roles(roles), groups, taken.made_by)

    def _add(
        self,
        connection: Connection,
        name: str,
        password: str,
        roles: frozenset[Role],
        groups: frozenset[str],
        by: str,
    ) -> Person:
        shown, hashed = _name(name), _hashed(password)
        row = {
            "name": shown, "name_key": name_key(shown), "password": hashed,
            "groups": json.dumps(sorted(groups)), "made_at": self._now(),
        }  # fmt: skip
        try:
            made = connection.execute(insert(PEOPLE).values(**row).returning(PEOPLE)).one()
        except IntegrityError:
            raise Conflict(Said("Somebody is named %(name)s already.", name=shown)) from None
        _give(connection, made.id, roles)
        record(connection, self._now(), by, "person.added", shown, roles=sorted(roles))
        return _person(connection, made)

    def _session(self, connection: Connection, person: int) -> str:
        token, now = secrets.token_urlsafe(32), self._now()
        connection.execute(delete(SESSIONS).where(SESSIONS.c.ends_at < now))
        connection.execute(
            insert(SESSIONS).values(
                token=_token_hash(token), person=person, made_at=now, ends_at=now + LASTS
            )
        )
        return token


def name_key(name: str) -> str:
    """A name as it is compared: without regard to case, and to how its letters are put together."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _name(name: str) -> str:
    shown = unicodedata.normalize("NFC", name).strip()
    if not shown or len(shown) > _NAME or any(not c.isprintable() for c in shown):
        raise BadInput(Said("A name has 1 to 80 characters, all of them to be seen."))
    return shown


def _roles(roles: Iterable[str]) -> frozenset[Role]:
    wanted = frozenset(roles)
    if not wanted or not wanted <= set(ROLES_KNOWN):
        raise BadInput(Said("A role is one of %(known)s.", known=tuple(ROLES_KNOWN)))
    return frozenset(role for role in ROLES_KNOWN if role in wanted)


def _hashed(password: str) -> str:
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise BadInput(
            Said(
                "A password has %(least)s to %(most)s characters: a few words make a good one.",
                least=_SHORTEST,
                most=_LONGEST,
            )
        )
    return _HASHER.hash(password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password[: _LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _token_hash(token: str) -> str:
    """A token is 192 random bits and more, so a plain hash of it is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _row(connection: Connection, name: str) -> Row[Any]:
    found = connection.execute(
        select(PEOPLE).where(PEOPLE.c.name_key == name_key(name))
    ).one_or_none()
    if found is None:
        raise NotFound(Said("Nobody is named %(name)r here.", name=name))
    return found


def _person(connection: Connection, row: Row[Any]) -> Person:
    roles = connection.execute(select(ROLES.c.role).where(ROLES.c.person == row.id)).scalars()
    groups = frozenset(json.loads(row.groups))
    return Person(row.id, row.name, frozenset(roles.all()), groups, row.closed_at is not None)


def _give(connection: Connection, person: int, roles: Iterable[Role]) -> None:
    rows: Sequence[dict[str, object]] = [{"person": person, "role": role} for role in sorted(roles)]
    connection.execute(insert(ROLES), rows)


def _refuse_last(connection: Connection, person: int) -> None:
    """Raises Conflict where nobody but this person is an operator."""
    others = connection.execute(
        select(ROLES.c.person)
        .join(PEOPLE, PEOPLE.c.id == ROLES.c.person)
        .where(ROLES.c.role == "operator", ROLES.c.person != person, PEOPLE.c.closed_at.is_(None))
        .limit(1)
    ).first()
    if others is None:
        raise Conflict(Said("This is the last operator: make another one first."))
