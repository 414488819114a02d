"""The one tree of errors: a sentence for the person, and its kind.

The command line turns a kind into an exit code and the API into a status, in one place each.
A sentence that pages show is a `Said`: the terminal and the API have it in English, and pages in
the visitor's language.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Mapping
from pathlib import Path

# Lance's errors have no number: what its Rust part writes of ENOSPC, of EROFS and of EFBIG
_FULL, _CLOSED, _TOO_BIG = "os error 28", "os error 30", "os error 27"


class Said:
    """Words for a person with places for values, so that they can be said in any language.

    >>> str(Said("There is no post %(id)r here.", id="h9"))
    "There is no post 'h9' here."
    """

    __slots__ = ("message", "values")

    def __init__(self, message: str, /, **values: object) -> None:
        self.message = message
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return self.told(lambda message: message, lambda number: f"{number:,}")

    def told(self, translate: Callable[[str], str], figure: Callable[[int], str]) -> str:
        """The words in another language, and its way of writing numbers; `Said` values too."""

        def one(value: object) -> object:
            if isinstance(value, Said):
                return value.told(translate, figure)
            if isinstance(value, tuple):
                return ", ".join(value)
            return figure(value) if isinstance(value, int) else value

        values = {name: one(value) for name, value in self.values.items()}
        return translate(self.message) % values if values else translate(self.message)

    def shortened(self, longest: int) -> Said:
        """The same with every text of somebody's cut at `longest` characters."""
        values = {k: short(v, longest) if isinstance(v, str) else v for k, v in self.values.items()}
        return Said(self.message, **values)


def short(text: str, longest: int = 80) -> str:
    """The text, or its beginning."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class Unfit(ValueError):
    """A value that cannot be used; the reason is a clause of a sentence."""

    def __init__(self, reason: Said) -> None:
        super().__init__(str(reason))
        self.reason = reason


class RookeryError(Exception):
    """Something a person should read; `str(error)` is one clear sentence."""

    exit_code = 1
    status = 500

    def __init__(self, sentence: str | Said) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class BadInput(RookeryError):
    """The person gave something that cannot be used; the sentence says what to do."""

    exit_code = 2
    status = 400


class BadQuery(BadInput):
    """A search query that does not parse; `column` counts characters from 1."""

    def __init__(self, what: Said, column: int) -> None:
        super().__init__(Said("%(what)s (at column %(column)s)", what=what, column=str(column)))
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
            Said(
                "The disk of %(home)s is full: make room and try the same again; what was "
                "committed before is whole.",
                home=str(home),
            )
        )
    if error.errno == errno.EFBIG or _TOO_BIG in text:
        return Unavailable(
            f"A file of {home} would be larger than this process may write: raise the limit "
            "(ulimit -f) and try the same again; what was committed before is whole."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) or _CLOSED in text:
        if (elsewhere := _elsewhere(error, home)) is not None:
            return Unavailable(
                Said("%(path)s cannot be opened: check its permissions.", path=elsewhere)
            )
        return Unavailable(
            Said("%(home)s cannot be written: check its permissions.", home=str(home))
        )
    return None


def _elsewhere(error: OSError, home: Path) -> str | None:
    """The file that `error` names, where it is not one of the home's."""
    path = error.filename
    if not isinstance(path, str) or Path(path).absolute().is_relative_to(home.absolute()):
        return None
    # the folder that the home is to be made in is the home's own trouble
    return None if home.absolute().is_relative_to(Path(path).absolute()) else path
