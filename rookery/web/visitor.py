"""Who asks: a key in the Authorization header, a sign-in cookie, or nobody in particular.

The cookie of an account holds its session. That of a key holds no key: it names one, with an end
and this server's signature, and falls with it.
"""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from rookery.assistant.conversations import LOCAL, person_owner
from rookery.config import KeyRow, Settings
from rookery.errors import Forbidden, Said, Unauthorized
from rookery.people import ANONYMOUS, Reader, check_key, hash_key, key_reader
from rookery.people.accounts import Accounts, Person
from rookery.people.keys import PREFIX
from rookery.web.completions_errors import has_openai_form
from rookery.web.listening import others_reach
from rookery.web.secret import sign, signed

COOKIE = "rookery_session"  # of a key
PERSON = "rookery_person"  # of an account
LASTS = 30 * 86_400  # seconds
_USE = "sign-in"


@dataclass(frozen=True, slots=True)
class Visitor:
    """The reader who asks, and whether they showed a key."""

    reader: Reader
    known: bool
    operator: bool  # may change saved searches
    person: Person | None = None  # whose account it is

    def must(self, *scopes: str) -> None:
        """Raises unless the visitor's key has one of `scopes`."""
        if not self.known:
            raise Unauthorized(
                Said(
                    "This needs a key with the scope %(scope)s: sign in, or send it as "
                    "`Authorization: Bearer rk_…`.",
                    scope=scopes[0],
                )
            )
        if self.reader.scopes.isdisjoint(scopes):
            raise Forbidden(
                Said("Your key has not the scope %(scope)s, which this needs.", scope=scopes[0])
            )

    def owner(self) -> str:
        """By whom conversations are kept; raises Unauthorized for who cannot be told apart."""
        if self.known and "read" not in self.reader.scopes:
            self.must("read")
        if self.person is not None:
            return person_owner(self.person.id)
        if self.known:
            return self.reader.owner
        if self.operator:
            return LOCAL
        raise Unauthorized(Said("Conversations are kept for whoever signs in: sign in with yours."))

    def must_run(self) -> None:
        """Raises unless the visitor runs the server: sits at it alone, or shows a key for it."""
        if self.known or not self.operator:
            self.must("admin")


def identify(request: Request, settings: Settings, secret: bytes, accounts: Accounts) -> Visitor:
    """The visitor of a request; raises Unauthorized for a key that is not known."""
    person = _by_account(request, accounts)
    reader = (
        _by_header(request, settings)
        or (person.reader if person else None)
        or _by_cookie(request, settings, secret)
    )
    if reader is not None:
        operator = not reader.scopes.isdisjoint({"write", "admin"})
        return Visitor(reader, True, operator, person)
    # Whoever sits at this machine, where nobody has a key or an account yet, is its operator; Host
    # and Origin are checked before, so that no other site's page can act for them.
    alone = not others_reach(settings.server) and not settings.keys and not accounts.any()
    return Visitor(ANONYMOUS, False, alone)


def _by_account(request: Request, accounts: Accounts) -> Person | None:
    """Programs send a key instead: a header wins, and asks no database."""
    token = request.cookies.get(PERSON)
    return accounts.of_session(token) if token and "authorization" not in request.headers else None


def _by_header(request: Request, settings: Settings) -> Reader | None:
    given = request.headers.get("authorization")
    if not given:
        return None
    kind, _, key = given.partition(" ")
    if has_openai_form(request.url.path) and not key.strip().startswith(PREFIX):
        return None  # their clients do not start without a key, so people give them any word
    if kind.lower() != "bearer" or not key.strip():
        raise Unauthorized(Said("Keys are sent as `Authorization: Bearer rk_…`."))
    return check_key(key.strip(), settings)


def _by_cookie(request: Request, settings: Settings, secret: bytes) -> Reader | None:
    """A cookie that no longer holds is nobody's, so that its owner can sign in again."""
    name, _, rest = request.cookies.get(COOKIE, "").partition(".")
    end, _, signature = rest.partition(".")
    if not end.isdecimal() or len(end) > 12 or int(end) < time.time():
        return None
    row = next((k for k in settings.keys if _pack(k.name) == name), None)
    if row is None or not signed(secret, _USE, _message(row, end), signature):
        return None
    try:
        return key_reader(row, settings)
    except Unauthorized:  # the reader is gone
        return None


def session_for(key: str, settings: Settings, secret: bytes) -> str:
    """The cookie for somebody who showed `key`; raises Unauthorized for one unknown."""
    check_key(key, settings)
    hashed = hash_key(key)
    row = next(k for k in settings.keys if k.hash == hashed)
    end = str(int(time.time()) + LASTS)
    return f"{_pack(row.name)}.{end}.{sign(secret, _USE, _message(row, end))}"


def _message(row: KeyRow, end: str) -> str:
    return f"{row.hash} {end}"


def _pack(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _asks(request: Request) -> Visitor:
    found: Visitor = request.state.visitor
    return found


Asks = Annotated[Visitor, Depends(_asks)]
"""The visitor, for a handler: `guard.py` has identified them before it runs."""
