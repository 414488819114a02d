"""The one tree of errors: a sentence for the person, and its kind.

The command line turns a kind into an exit code and the API into a status, in one place each.
"""

from __future__ import annotations

import errno
from pathlib import Path

# Lance's errors have no number: what its Rust part writes of ENOSPC and of EROFS
_FULL, _CLOSED = "os error 28", "os error 30"


class RookeryError(Exception):
    """Something a person should read; `str(error)` is one clear sentence."""

    exit_code = 1
    status = 500


class BadInput(RookeryError):
    """The person gave something that cannot be used; the sentence says what to do."""

    exit_code = 2
    status = 400


class BadQuery(BadInput):
    """A search query that does not parse; `column` counts characters from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"{message} (at column {column})")
        self.column = column


class Forbidden(RookeryError):
    """The reader may not do this."""

    exit_code = 2
    status = 403


class Unauthorized(RookeryError):
    """A key is needed and none, or a wrong one, was given."""

    exit_code = 2
    status = 401


class NotFound(RookeryError):
    """What was named is not there, or the reader may not know that it is."""

    exit_code = 2
    status = 404


class Conflict(RookeryError):
    """Someone else holds what this needs, or it exists already."""

    status = 409


class TooLarge(BadInput):
    """The input is over a stated limit."""

    status = 413


class Unavailable(RookeryError):
    """A part that this needs is not installed, not running or out of room."""

    status = 503


class NoRoom(Unavailable):
    """The disk is full."""

    status = 507


def disk_problem(error: OSError, home: Path) -> Unavailable | None:
    """What a person can do about `error` when `home` was written; `None` for any other error."""
    text = str(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text or _FULL in text:
        return NoRoom(
            f"The disk of {home} is full: make room and try the same again; what was committed "
            "before is whole."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) or _CLOSED in text:
        return Unavailable(f"{home} cannot be written: check its permissions.")
    return None
