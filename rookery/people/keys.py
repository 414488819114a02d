"""API keys: made once, kept as hashes, checked in constant time.

A key is 256 random bits, so a plain SHA-256 of it is enough; passwords come with accounts.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from rookery.config import KeyRow, Settings
from rookery.errors import Unauthorized
from rookery.people.reader import Reader, reader_named

PREFIX = "rk_"


def new_key() -> tuple[str, str]:
    """A fresh key, and the hash of it to keep."""
    key = PREFIX + secrets.token_urlsafe(32)
    return key, hash_key(key)


def hash_key(key: str) -> str:
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def check_key(key: str, settings: Settings) -> Reader:
    """The reader behind `key`, with the key's scopes; raises Unauthorized for one unknown."""
    hashed = hash_key(key)
    found: KeyRow | None = None
    for row in settings.keys:  # no early exit: the time tells nothing
        if hmac.compare_digest(row.hash, hashed):
            found = row
    if found is None:
        raise Unauthorized("That key is not known here: make one with `rookery keys add NAME`.")
    base = reader_named(found.reader, settings) if found.reader else Reader(found.name)
    return Reader(base.name, base.groups, frozenset(found.scopes))
