"""Errors as OpenAI's clients read them: below `/v1` every one has this form."""

from __future__ import annotations

from typing import Any

from rookery.errors import BadInput, NotFound, RookeryError, Said, TooLarge

_BELOW = "/v1/"
_TYPES = {  # by status; what is not here is the request's fault below 500, and ours from there on
    401: ("authentication_error", "invalid_api_key"),
    403: ("permission_error", None),
    429: ("rate_limit_error", None),
}


class Refused(BadInput):
    """A request that cannot be taken; `param` is the field that is wrong."""

    def __init__(self, sentence: Said, param: str | None = None) -> None:
        super().__init__(sentence)
        self.param = param


class NoSuchModel(NotFound):
    """A request names a model that does not answer here."""


def has_openai_form(path: str) -> bool:
    """Whether errors at this path are in the form of OpenAI's."""
    return path.startswith(_BELOW)


def openai_status(error: RookeryError) -> int:
    """What is too large is a bad request there: their clients have no error of its own for it."""
    return BadInput.status if error.status == TooLarge.status else error.status


def openai_error(error: RookeryError) -> dict[str, Any]:
    """The one sentence, in the form that a client raises it from."""
    status = openai_status(error)
    usual = "server_error" if status >= 500 else "invalid_request_error"
    kind, code = _TYPES.get(status, (usual, None))
    param: str | None = None
    if isinstance(error, Refused):
        param = error.param
    elif isinstance(error, NoSuchModel):
        param, code = "model", "model_not_found"
    return {"error": {"message": str(error), "type": kind, "param": param, "code": code}}
