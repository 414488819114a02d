"""API keys: made once, kept as hashes, checked in constant time.

A key is 256 random bits, so a plain SHA-256 of it is enough; passwords come with accounts.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

import tomlkit

from rookery.config import KeyRow, Settings, drop_named, edit, load
from rookery.errors import BadInput, NotFound, Said, Unauthorized
from rookery.people.reader import Reader, reader_named

PREFIX = "rk_"


def new_key() -> tuple[str, str]:
    """A fresh key, and the hash of it to keep."""
    key = PREFIX + secrets.token_urlsafe(32)
    return key, hash_key(key)


def add_key(home: Path, name: str, scopes: str, reader: str | None) -> str:
    """Make a key and keep its hash in `rookery.toml`; the key itself is given once, here."""
    if not name.strip():
        raise BadInput("A key needs a name, by which rookery.toml tells it from others.")
    wanted = [s.strip() for s in scopes.split(",") if s.strip()]
    if not wanted or not set(wanted) <= {"read", "write", "admin"}:
        raise BadInput("--scopes takes read, write, admin, with commas between.")
    settings = load(home)
    if reader is not None:
        reader_named(reader, settings)
    key, hashed = new_key()
    row = {"name": name, "hash": hashed, "scopes": wanted} | ({"reader": reader} if reader else {})

    def append(document: tomlkit.TOMLDocument) -> None:
        rows = document.setdefault("keys", tomlkit.aot())
        if any(row.get("name") == name for row in rows):
            raise BadInput(f"There is a key {name!r} already: choose another name.")
        table = tomlkit.table()
        table.update(row)
        rows.append(table)

    edit(home, append)
    return key


def remove_key(home: Path, name: str) -> None:
    """Take the key of that name out of `rookery.toml`; raises NotFound."""
    load(home)  # what is wrong with the file is said with the setting's name

    def drop(document: tomlkit.TOMLDocument) -> None:
        known = [row.get("name") for row in document.get("keys", [])]
        if name not in known:
            there = ", ".join(known) or "none yet"
            raise NotFound(f"There is no key {name!r} in rookery.toml (known: {there}).")
        drop_named(document, "keys", name)

    edit(home, drop)


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
        raise Unauthorized(
            Said("That key is not known here: make one with `rookery keys add NAME`.")
        )
    return key_reader(found, settings)


def key_reader(row: KeyRow, settings: Settings) -> Reader:
    """The reader whom a key reads as, with the key's scopes; raises Unauthorized for one gone."""
    try:
        base = reader_named(row.reader, settings) if row.reader else Reader(row.name)
    except NotFound:  # its sentence names the others, which whoever holds a key is not told
        raise Unauthorized(
            Said(
                "That key is of the reader %(name)r, who is no longer known here.", name=row.reader
            )
        ) from None
    return Reader(base.name, base.groups, frozenset(row.scopes), owner=owner_of(row))


def owner_of(row: KeyRow) -> str:
    """A reader's keys share what they keep; a key without a reader has its own."""
    return f"reader:{row.reader}" if row.reader else f"key:{row.name}"
