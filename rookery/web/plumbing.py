"""What machines ask of a server: health, metrics, static files, and the reference of the API."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from rookery.errors import NotFound, Said, Unavailable
from rookery.web.described import NEEDS_NONE
from rookery.web.language import N_
from rookery.web.negotiate import one_of
from rookery.web.render import STATIC
from rookery.web.site import Here
from rookery.web.visitor import Asks

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_NAME = re.compile(r"[a-z][a-z_-]*\.(css|js|svg)")
router = APIRouter()


@router.get(
    "/healthz",
    tags=["server"],
    summary=N_("Whether it answers"),
    description=N_("`ok` where the store can be read; else 503, with the reason."),
    openapi_extra=NEEDS_NONE,
)
def healthz(here: Here) -> Response:
    try:
        here.parts.search.posts(["any"])
    except Unavailable as error:
        return JSONResponse({"status": "failing", "error": str(error)}, 503)
    except Exception:  # noqa: BLE001  of a damaged file the engine raises anything
        said = "The store cannot be read: `rookery store check` says why."
        return JSONResponse({"status": "failing", "error": said}, 503)
    return JSONResponse({"status": "ok"})


@router.get(
    "/metrics",
    tags=["server"],
    summary=N_("Figures for Prometheus"),
    description=N_(
        "Requests, times, public posts and followers; with the scope admin also the store."
    ),
    response_class=PlainTextResponse,
)
def metrics(here: Here, asks: Asks) -> Response:
    text = here.metrics.text(whole="admin" in asks.reader.scopes)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/static/{name}", include_in_schema=False)
def static_file(request: Request, name: str) -> Response:
    """A file of ours; its address changes with its content, so it is kept for good."""
    path = STATIC / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound(Said("There is no such file here."))
    lasting = "public, max-age=31536000, immutable" if request.query_params.get("v") else "no-cache"
    return Response(
        path.read_bytes(), media_type=_TYPES[path.suffix], headers={"cache-control": lasting}
    )


@router.get("/favicon.ico", include_in_schema=False)
def favicon(request: Request) -> Response:
    """The rook."""
    return static_file(request, "rook.svg")


@router.get("/robots.txt", include_in_schema=False)
def robots() -> Response:
    """Other people's posts are not ours to hand to crawlers."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


@router.get("/api", include_in_schema=False)
def reference(request: Request, here: Here) -> Response:
    """The reference, from the OpenAPI document itself: no other host is asked to draw it."""
    document = request.app.openapi()
    if one_of(request, "html", "json") == "json":
        return JSONResponse(document)
    return here.render.page(request, "api.html", {"groups": _groups(document)})


def _groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            summary, description = operation["summary"], operation["description"]
            parameters = {
                p["name"]: p["description"]
                for p in operation.get("parameters", [])
                if p["in"] != "path"
            }
            answer = operation["responses"].get("200", {}).get("content", {})
            groups.setdefault(operation.get("tags", ["server"])[0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": Said(summary),
                    "description": Said(description),
                    "parameters": [(name, Said(text)) for name, text in parameters.items()],
                    "answers": list(answer),
                }
            )
    return groups
