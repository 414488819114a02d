"""What changes something: the theme, and the operator's posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.errors import BadInput, NotFound, Said
from rookery.ingest.jsonl import event_from
from rookery.ingest.protocol import reason, rejected
from rookery.post import Event
from rookery.web.described import NEEDS_WRITE
from rookery.web.forms import back, body, form
from rookery.web.language import N_
from rookery.web.render import THEME_COOKIE, THEMES, YEAR
from rookery.web.site import Here
from rookery.web.visitor import Asks
from rookery.web.wire import DeletedForm, IngestForm

BODY = 16 * 2**20  # bytes of events in one request: more belongs in several, or in `rookery ingest`
_TOLD = 100  # rejects that are named
router = APIRouter()


@router.post("/theme", include_in_schema=False)
async def theme(request: Request) -> Response:
    """Light, dark, or as the system has it."""
    given = await form(request)
    response = back(given.get("back", ""))
    chosen = given.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="lax")
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


# Posts


@router.post(
    "/api/posts",
    tags=["operator"],
    summary=N_("Take events in"),
    description=N_(
        'JSON lines: posts, `{"delete": ID}`, `{"account_gone": AUTHOR}`, `{"follow": [A, B]}`. '
        "One atomic batch, found as soon as this answers; needs the scope write. "
        "Lines that cannot be used are named and the others go in."
    ),
    response_model=IngestForm,
    openapi_extra={
        "requestBody": {
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
            "required": True,
        },
        **NEEDS_WRITE,
    },
)
async def ingest(request: Request, here: Here, asks: Asks) -> Response:
    asks.must("write", "admin")
    events, told = _events(await body(request, BODY))
    if not events:
        why = told[0]["reason"] if told else "there is none"
        raise BadInput(f"No line could be used: {why}.")
    done = await run_in_threadpool(here.parts.apply, events)
    told += [{"line": 0, "reason": f"{id_}: {why}"} for id_, why in done.refused]
    return JSONResponse(
        {
            "new": done.new, "updated": done.updated, "unchanged": done.unchanged,
            "deleted": done.deleted, "held": done.held, "follows": done.follows,
            "rejected": told[:_TOLD], "rejected_count": len(told),
        }
    )  # fmt: skip


def _events(sent: bytes) -> tuple[list[Event], list[dict[str, Any]]]:
    events: list[Event] = []
    told: list[dict[str, Any]] = []
    for number, line in _lines(sent):
        try:
            events.append(event_from(json.loads(line)))
        except (ValueError, TypeError, RecursionError) as error:
            unread = isinstance(error, json.JSONDecodeError | RecursionError)
            told.append({"line": number, "reason": "it is not JSON" if unread else reason(error)})
            # what became closed says no more than that its post is hidden now: that is taken
            if event := rejected(error, "", "", 0).event:
                events.append(event)
    return events, told


def _lines(sent: bytes) -> Iterator[tuple[int, str]]:
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"The body is not UTF-8: byte {error.start} is none of it.") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line


@router.delete(
    "/api/posts/{id:path}",
    tags=["operator"],
    summary=N_("Delete a post"),
    description=N_(
        "Gone from every result when this answers; needs the scope write. Unknown ids stay barred."
    ),
    response_model=DeletedForm,
    openapi_extra=NEEDS_WRITE,
)
def delete(here: Here, asks: Asks, id: str) -> Response:
    asks.must("write", "admin")
    return JSONResponse({"deleted": here.parts.delete([id])})


@router.post("/delete", include_in_schema=False)
async def delete_form(request: Request, here: Here, asks: Asks) -> Response:
    """The button of a thread page."""
    asks.must("write", "admin")
    id_ = (await form(request)).get("id", "")
    if not await run_in_threadpool(here.parts.delete, [id_]):
        raise NotFound(Said("There is no post %(id)r here.", id=id_))
    return back("/")
