"""An answer in pieces as they are made: server-sent events of our own kinds, each a JSON value."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse

STREAM = "text/event-stream"


def wants_stream(request: Request) -> bool:
    """Whether whoever asks takes it in pieces."""
    return request.headers.get("accept", "").startswith(STREAM)


def streamed(events: AsyncGenerator[str, None]) -> StreamingResponse:
    """Kept by no cache, and held up by no proxy."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type=STREAM, headers=headers)


def event(kind: str, value: Any) -> str:
    """One event as it is sent."""
    return f"event: {kind}\ndata: {json.dumps(value)}\n\n"
