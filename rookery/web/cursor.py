"""Cursors: how far the store had come when a page was made, sealed so that only we can read it.

The number of the last change counts closed groups' changes too. Sealed with a fresh nonce, two
cursors tell nobody whether anything, and how much, came between them.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from rookery.errors import BadInput, Said

_NONCE, _NUMBER, _TAG = 16, 8, 16  # bytes
_USE = b"cursor"


def sealed(secret: bytes, number: int) -> str:
    """The number as a text that differs each time."""
    nonce = secrets.token_bytes(_NONCE)
    plain = number.to_bytes(_NUMBER)
    hidden = bytes(a ^ b for a, b in zip(plain, _pad(secret, nonce), strict=True))
    return urlsafe_b64encode(nonce + hidden + _tag(secret, nonce + hidden)).decode().rstrip("=")


def unsealed(secret: bytes, cursor: str) -> int:
    """The number again; raises BadInput for a text that we did not seal."""
    try:
        held = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:  # not Base64, or not even ASCII
        held = b""
    nonce, hidden, tag = held[:_NONCE], held[_NONCE:-_TAG], held[-_TAG:]
    whole = len(held) == _NONCE + _NUMBER + _TAG
    if not whole or not hmac.compare_digest(tag, _tag(secret, nonce + hidden)):
        raise BadInput(
            Said("That `after` is no cursor of this server: take the one of a page that is new.")
        )
    return int.from_bytes(bytes(a ^ b for a, b in zip(hidden, _pad(secret, nonce), strict=True)))


def _pad(secret: bytes, nonce: bytes) -> bytes:
    return _keyed(secret, b"pad", nonce)[:_NUMBER]


def _tag(secret: bytes, sent: bytes) -> bytes:
    return _keyed(secret, b"tag", sent)[:_TAG]


def _keyed(secret: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(hmac.digest(secret, _USE + b" " + use, "sha256"), data, "sha256")
