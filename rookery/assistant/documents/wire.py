"""What passes between the server and the process that decodes: JSON, a `Said` with its values."""

from __future__ import annotations

from typing import Any

from rookery.errors import BadInput, RookeryError, Said, TooLarge, Unavailable

_ERRORS: dict[str, type[RookeryError]] = {
    kind.__name__: kind for kind in (BadInput, TooLarge, Unavailable)
}


def told(said: Said) -> dict[str, Any]:
    values = {k: told(v) if isinstance(v, Said) else v for k, v in said.values.items()}
    return {"said": said.message, "values": values}


def said(form: dict[str, Any]) -> Said:
    """Raises ValueError, TypeError or KeyError for what cannot be said."""
    values = {
        str(k): said(v) if isinstance(v, dict) else v
        for k, v in form["values"].items()
        if isinstance(v, str | int | dict)
    }
    words = Said(str(form["said"]), **values)
    str(words)  # its places have values
    return words


def refusal(error: RookeryError) -> dict[str, Any]:
    words = error.sentence if isinstance(error.sentence, Said) else Said(str(error))
    return {"error": type(error).__name__, "sentence": told(words)}


def error(form: dict[str, Any]) -> RookeryError:
    """The other way: also for what has gone through JSON."""
    return _ERRORS[form["error"]](said(form["sentence"]))
