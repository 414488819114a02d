"""What the ledger of training keeps of a post: its id under a key of the home, never the id itself.

Without the key file nobody can tell which posts went in; with it, whether a given one did.
"""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from rookery.durable import replacing
from rookery.errors import Conflict

FILE = "key"
_LENGTH = 32


class Keyed:
    """HMAC-SHA256 under the key in `folder`, which is made (mode 0600) where there is none."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        if not path.exists():
            with replacing(path) as part:
                part.write_bytes(secrets.token_bytes(_LENGTH))
        self._key = path.read_bytes()
        if len(self._key) != _LENGTH:
            raise Conflict(
                f"{path} is no key of {_LENGTH} bytes: bring it back from a copy, or take "
                f"{folder} away and make its data anew."
            )

    def post(self, id_: str) -> str:
        """A post's place in the ledger, in hexadecimal."""
        return self._hash("post", id_)

    def state(self, id_: str, mark: str) -> str:
        """Of what the post said when it went in, to tell an edit; kept while the post is in."""
        return self._hash("state", id_, mark)[:16]

    def check(self) -> str:
        """Tells whether two ledgers are under one key."""
        return self._hash("check")[:16]

    def _hash(self, *said: str) -> str:
        return hmac.digest(self._key, "\0".join(said).encode("utf-8", "replace"), "sha256").hex()
