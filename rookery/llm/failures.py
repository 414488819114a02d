"""Each way in which a language model fails to answer, as one plain sentence.

Whoever can do without the model catches `ModelFailed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rookery.errors import Said, Unavailable, short

_LONGEST = 200  # characters of a server's own words
_NAMES_OF_CONTEXT = ["exceed_context_size_error", "context_length_exceeded"]
_OF_CONTEXT = ("context length", "context size", "context window", "maximum context")


class ModelFailed(Unavailable):
    """The language model gave no answer that can be used."""


class Unreachable(ModelFailed):
    """Nothing answers at the address."""

    def __init__(self, url: str) -> None:
        super().__init__(Said("No language model answers at %(url)s: is it running?", url=url))


class HungUp(ModelFailed):
    """The connection ended before any answer."""

    def __init__(self, url: str) -> None:
        super().__init__(
            Said(
                "The language model at %(url)s closed the connection without an answer: try again.",
                url=url,
            )
        )


class KeyRefused(ModelFailed):
    """401 or 403: the operator's key is missing, wrong or has no right to the model."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(
            Said(
                "The language model at %(url)s refused the key (%(status)s): "
                "set the one that it takes.",
                url=url,
                status=str(status),
            )
        )


class NoSuchModel(ModelFailed):
    """404: the server has no such model, or the address leads past it."""

    def __init__(self, url: str, model: str) -> None:
        super().__init__(
            Said(
                "The server at %(url)s has no model %(model)r: check its name, and that the "
                "address ends as the server's does, most often in /v1.",
                url=url,
                model=model,
            )
        )


class Busy(ModelFailed):
    """Too much is asked at once, of the server or of us; `retry_after` is in seconds."""

    def __init__(self, sentence: Said, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after

    @classmethod
    def there(cls, url: str, retry_after: float | None) -> Busy:
        """429: the server's own limit."""
        if retry_after is None:
            return cls(
                Said("The language model at %(url)s is asked too much: try again later.", url=url)
            )
        seconds = max(1, round(retry_after))
        return cls(
            Said(
                "The language model at %(url)s is asked too much: try again in %(seconds)s s.",
                url=url,
                seconds=seconds,
            ),
            retry_after,
        )

    @classmethod
    def here(cls, waiting: int) -> Busy:
        """Our own queue is full, or did not move."""
        return cls(
            Said(
                "The language model is busy and its queue holds %(waiting)s: "
                "try again in a moment.",
                waiting=waiting,
            )
        )


class ServerFailed(ModelFailed):
    """The server says that it failed, or that it will not do this."""

    def __init__(self, url: str, status: int | None, why: str) -> None:
        code = str(status or "")
        if status == 503:
            said = Said(
                "The language model at %(url)s is not ready (503): try again in a moment.", url=url
            )
        elif status is not None and status < 500:
            said = (
                Said(
                    "The language model at %(url)s does not take this request (%(status)s): "
                    "%(why)s.",
                    url=url, status=code, why=why,
                )
                if why
                else Said(
                    "The language model at %(url)s does not take this request (%(status)s).",
                    url=url, status=code,
                )
            )  # fmt: skip
        elif why:
            said = Said("The language model at %(url)s failed: %(why)s.", url=url, why=why)
        else:
            said = Said(
                "The language model at %(url)s failed (%(status)s): its own log says why.",
                url=url,
                status=code,
            )
        super().__init__(said)


class BrokenOff(ModelFailed):
    """The answer ended in its middle."""

    def __init__(self, url: str) -> None:
        super().__init__(
            Said("The language model at %(url)s broke off in mid-answer: try again.", url=url)
        )


class TimedOut(ModelFailed):
    """Nothing came in the time that there is."""

    status = 504

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(
            Said(
                "The language model at %(url)s did not answer within %(seconds)s s.",
                url=url,
                seconds=f"{seconds:g}",
            )
        )


class NotAModel(ModelFailed):
    """Something answers there that is no server for language models."""

    def __init__(self, url: str) -> None:
        super().__init__(
            Said(
                "%(url)s does not answer as a server for language models does: check the address.",
                url=url,
            )
        )


class TooLong(ModelFailed):
    """The text is longer than the model reads at once; the numbers are known from some servers."""

    exit_code = 2
    status = 413

    def __init__(self, tokens: int | None, context: int | None) -> None:
        super().__init__(
            Said(
                "The text has %(tokens)s tokens and the model reads %(context)s at once: "
                "give it less.",
                tokens=tokens,
                context=context,
            )
            if tokens is not None and context is not None
            else Said("The text is longer than the model reads at once: give it less.")
        )
        self.tokens, self.context = tokens, context


class BadReply(ModelFailed):
    """The model answered, and not in the form that was asked for; `why` is for a log."""

    def __init__(self, model: str, why: str) -> None:
        super().__init__(
            Said("The model %(model)s did not answer in the form that was asked for.", model=model)
        )
        self.why = why


def of_status(
    status: int, body: object, headers: Mapping[str, str], *, url: str, model: str
) -> ModelFailed:
    """What a server's refusal means; `body` is its JSON, or its `error`, or anything else."""
    error = _error(body)
    if status in (401, 403):
        return KeyRefused(url, status)
    if status == 429:
        return Busy.there(url, _seconds(headers.get("retry-after")))
    if status == 404:
        return NoSuchModel(url, model)
    if status < 400:  # a redirection: to whom is the operator's to say
        return NotAModel(url)
    if status in (400, 413) and (too_long := _too_long(error)):
        return too_long
    return ServerFailed(url, status, words(error))


def of_event(body: object, *, url: str, model: str) -> ModelFailed:
    """What a server tells in the middle of a stream, whose status is long sent."""
    code = _error(body).get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    return of_status(status, body, {}, url=url, model=model)


def words(body: object) -> str:
    """What a server says of its failure, in one line without its full stop."""
    message = _error(body).get("message")
    line = " ".join(message.split()) if isinstance(message, str) else ""
    return short(line.rstrip("."), _LONGEST)


def _error(body: object) -> Mapping[str, Any]:
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        return inner if isinstance(inner, Mapping) else {"message": inner}
    return {}


def _too_long(error: Mapping[str, Any]) -> TooLong | None:
    """llama.cpp names it by `type`, OpenAI by `code`, vLLM in words."""
    message = str(error.get("message", "")).lower()
    named = error.get("type") in _NAMES_OF_CONTEXT or error.get("code") in _NAMES_OF_CONTEXT
    if not named and not any(one in message for one in _OF_CONTEXT):
        return None
    tokens, context = error.get("n_prompt_tokens"), error.get("n_ctx")
    known = isinstance(tokens, int) and isinstance(context, int)
    return TooLong(tokens, context) if known else TooLong(None, None)


def _seconds(value: str | None) -> float | None:
    """A `Retry-After` in seconds; its form as a date is left."""
    try:
        seconds = float(value) if value is not None else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < 1e6 else None
