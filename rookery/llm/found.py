"""Model servers that run on this machine: Ollama, LM Studio, vLLM. They are offered, never used
unasked; nothing leaves the machine to find them.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx

from rookery.errors import BadInput, NotFound, Said, Unauthorized, Unavailable

_MOST = 1 << 20  # bytes of an answer: more is none of theirs
_EMBEDS = re.compile(r"embed|\bbge\b|minilm|\be5\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that a server holds ready."""

    server: str
    url: str  # OpenAI-compatible
    model: str
    size_bytes: int | None = None
    context: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server usually listens, and how its list is read."""

    server: str
    address: str
    path: str
    read: Callable[[Any], list[tuple[str, int | None, int | None]]]


def _ollama(said: Any) -> list[tuple[str, int | None, int | None]]:
    return [(m["name"], m.get("size"), None) for m in said["models"]]


def _openai(said: Any) -> list[tuple[str, int | None, int | None]]:
    return [(m["id"], None, m.get("max_model_len")) for m in said["data"]]


PLACES = (
    Place("Ollama", "http://127.0.0.1:11434", "/api/tags", _ollama),
    Place("LM Studio", "http://127.0.0.1:1234", "/v1/models", _openai),
    Place("vLLM", "http://127.0.0.1:8000", "/v1/models", _openai),
)


def look(places: Sequence[Place] | None = None, *, timeout: float = 0.4) -> list[Offer]:
    """What is found, in the order of the places; a server that is slow or strange is passed over.

    `timeout` is in seconds, for each step of an answer; all are asked at once.
    """
    places = PLACES if places is None else places
    with ThreadPoolExecutor(max(1, len(places))) as asking:
        found = asking.map(lambda place: _offers(place, timeout), places)
        return [offer for offers in found for offer in offers]


def _offers(place: Place, timeout: float) -> list[Offer]:
    try:
        said = _json(place.address + place.path, timeout=timeout)
        rows = place.read(said)
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
        return []
    return [
        Offer(place.server, f"{place.address}/v1", name, _count(size), _count(context))
        for name, size, context in rows
        if isinstance(name, str) and name and not _EMBEDS.search(name)
    ]


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _json(url: str, *, timeout: float, key: str | None = None, local: bool = True) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    # a proxy of the environment has no business between this machine and itself
    with (
        httpx.Client(headers=headers, timeout=timeout, trust_env=not local) as client,
        client.stream("GET", url) as answer,
    ):
        answer.raise_for_status()
        data, ends = b"", time.monotonic() + 2 * timeout
        for block in answer.iter_bytes():
            data += block
            if len(data) > _MOST:
                raise ValueError("too long")
            if time.monotonic() > ends:  # the client's own limit is for each block
                raise httpx.ReadTimeout("too slow")
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("too deep") from None


def models_at(url: str, key: str | None = None, *, timeout: float = 10.0) -> tuple[str, list[str]]:
    """The models of an OpenAI-compatible server, and its address with `/v1` where that lacked.

    Raises BadInput, Unauthorized or Unavailable, each saying what is wrong with it.
    """
    url = _address(url)
    tried = [url] if url.endswith("/v1") else [url, f"{url}/v1"]
    for base in tried:
        try:
            rows = _openai(_json(f"{base}/models", timeout=timeout, key=key, local=is_local(url)))
            return base, [name for name, _, _ in rows if isinstance(name, str) and name]
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            if status in (401, 403):
                raise _unauthorized(base, key) from None
            if status != 404:
                raise Unavailable(
                    Said("%(url)s answered %(status)s: try later.", url=base, status=str(status))
                ) from None
        except httpx.TimeoutException:
            raise Unavailable(Said("%(url)s did not answer in time.", url=base)) from None
        except httpx.HTTPError as error:
            raise Unavailable(
                Said("%(url)s cannot be reached: %(why)s.", url=base, why=str(error))
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    raise NotFound(Said("%(url)s does not answer as an OpenAI-compatible server does.", url=url))


def _unauthorized(url: str, key: str | None) -> Unauthorized:
    if key:
        return Unauthorized(Said("%(url)s refuses the key in model.endpoint_key.", url=url))
    return Unauthorized(
        Said("%(url)s wants a key: set ROOKERY_MODEL__ENDPOINT_KEY and try again.", url=url)
    )


def _address(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL("")
    if parts.scheme not in ("http", "https") or not parts.host:
        raise BadInput(Said("%(url)r is no address such as http://127.0.0.1:11434/v1.", url=url))
    if parts.userinfo or parts.query or parts.fragment:
        raise BadInput(
            "An address is given without a name, a key or a query in it: a key goes into "
            "ROOKERY_MODEL__ENDPOINT_KEY."
        )
    return url.rstrip("/")


def is_local(url: str) -> bool:
    """Whether what is sent to `url` stays on this machine."""
    host = httpx.URL(url).host
    return host in ("localhost", "::1") or host.startswith("127.")
