"""The one tree of errors: a sentence for the person, and its kind.

The command line turns a kind into an exit code and the API into a status, in one place each.
"""


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
