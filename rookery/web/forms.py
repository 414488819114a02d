"""What a request brings in its body: a form of a page, or JSON of a program, each with a limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from rookery.errors import BadInput, Said, TooLarge

FORM = 64 * 2**10


async def body(request: Request, limit: int) -> bytes:
    """The request's body; raises TooLarge as soon as it is over `limit` bytes."""
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > limit:
            raise TooLarge(
                Said("The request is larger than %(n)s KiB: send less at once.", n=limit // 2**10)
            )
    return bytes(held)


async def form(request: Request, most: int = FORM) -> Mapping[str, str]:
    """The texts of a form, or of an object of JSON where the request says that it is one.

    Raises TooLarge where it is over `most` bytes.
    """
    if request.headers.get("content-type", "").split(";")[0].strip() == "application/json":
        return _texts(await body(request, most))
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise BadInput(Said("A form says how long it is: send it with a Content-Length."))
    if int(length) > most:
        raise TooLarge(Said("A form is at most %(n)s KiB.", n=most // 2**10))
    given = await request.form(max_files=0, max_fields=20)
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _texts(given: bytes) -> dict[str, str]:
    try:
        read = json.loads(given)
    except (ValueError, RecursionError):
        read = None
    values = {k: v for k, v in read.items() if v is not None} if isinstance(read, dict) else None
    if values is None or not all(isinstance(v, str) for v in values.values()):
        raise BadInput(Said("The body is to be one object of JSON whose values are texts."))
    return values


def taking(required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """What OpenAPI says of an operation that reads such a body."""
    texts = {name: {"type": "string"} for name in (*required, *optional)}
    schema = {"type": "object", "properties": texts, "required": list(required)}
    kinds = ("application/json", "application/x-www-form-urlencoded")
    return {"requestBody": {"content": {k: {"schema": schema} for k in kinds}, "required": True}}


def back(path: str) -> Response:
    """To a page of ours, whatever was asked for."""
    # browsers leave out tabs and line ends, and read a backslash as a slash
    ours = path.startswith("/") and path.isprintable() and not path.startswith(("//", "/\\"))
    return RedirectResponse(path if ours else "/", 303)
