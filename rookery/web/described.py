"""What OpenAPI says of keys: how one is shown, and which operations need one that may write."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from rookery.web.visitor import COOKIE

READS: list[dict[str, list[str]]] = [{}, {"key": ["read"]}, {"cookie": ["read"]}]
WRITES: list[dict[str, list[str]]] = [{"key": ["write"]}, {"cookie": ["write"]}]
NEEDS_WRITE: dict[str, Any] = {"security": WRITES}
# as long as no key is made, whoever sits at the machine may change saved searches
MAY_NEED_WRITE: dict[str, Any] = {"security": [{}, *WRITES]}
NEEDS_NONE: dict[str, Any] = {"security": []}

_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of `rookery keys add`, with scopes of read, write, admin.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "What a browser holds that signed in with a key.",
    },
}


def describe_keys(app: FastAPI) -> None:
    """Adds them to the document; an operation that says nothing takes what reading needs."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        document["components"]["securitySchemes"] = _SCHEMES
        document["security"] = READS
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # the place that FastAPI documents
