"""This home's secret, and what is signed with it: sign-in cookies and webhook calls.

The secret lies in `server.key`, readable by the operator alone; each use derives its own key.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from pathlib import Path

from rookery.errors import Conflict

FILE = "server.key"
_SECRET = re.compile(rb"[0-9a-f]{64}")


def server_secret(home: Path) -> bytes:
    """The secret of `home`, made at its first use; two servers that start at once agree."""
    path = home / FILE
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
    if not path.exists():
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(fresh, path)  # unlike a rename, never replaces what another server made
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    held = path.read_bytes().strip()
    if not _SECRET.fullmatch(held):  # of an empty one anybody could sign
        raise Conflict(f"{path} is damaged: remove it; then everybody signs in again.")
    return held


def sign(secret: bytes, use: str, message: str | bytes) -> str:
    """HMAC-SHA256 in hexadecimal, under a key for this `use` alone."""
    key = hmac.digest(secret, use.encode(), "sha256")
    data = message.encode() if isinstance(message, str) else message
    return hmac.new(key, data, "sha256").hexdigest()


def signed(secret: bytes, use: str, message: str, signature: str) -> bool:
    """Whether `signature` is ours, in constant time."""
    return hmac.compare_digest(sign(secret, use, message).encode(), signature.encode())
