"""`/saved`: saved searches as a page and as JSON, and what makes, looks at and removes them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.errors import Forbidden, Said
from rookery.web.described import MAY_NEED_WRITE
from rookery.web.forms import back, form, taking
from rookery.web.language import N_
from rookery.web.negotiate import Asked, one_of, wants
from rookery.web.render import search_path
from rookery.web.saved import Followed
from rookery.web.site import Here, Site
from rookery.web.visitor import Asks
from rookery.web.wire import SavedForm, SavedListForm

router = APIRouter(tags=["saved"])

_HTML: dict[str, Any] = {"text/html": {}}
_LED_BACK = {"description": "To a form of a page: where it goes on."}


@router.get(
    "/saved",
    summary=N_("Saved searches and what is new in each"),
    description=N_("Counted as the asking reader sees the posts."),
    responses={200: {"model": SavedListForm, "content": _HTML}},
)
def saved(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    form = one_of(request, "html", "json")
    followed = here.saved.counted(asks.reader)
    if form == "json":
        return JSONResponse({"saved": [_row(f) for f in followed]})
    return here.render.page(request, "saved.html", {"followed": followed})


@router.post(
    "/saved",
    summary=N_("Save a search"),
    description=N_(
        "`name`, `query` and, if it is to be called, `webhook`, as a form or as JSON; needs the "
        "scope write. With JSON accepted it answers the saved search."
    ),
    status_code=201,
    responses={201: {"model": SavedForm}, 303: _LED_BACK},
    openapi_extra=taking(("name", "query"), ("webhook",)) | MAY_NEED_WRITE,
)
async def save(request: Request, here: Here, asks: Asks) -> Response:
    _operator(asks)
    given = await form(request)
    name, query, webhook = (given.get(f, "") for f in ("name", "query", "webhook"))
    row = await run_in_threadpool(here.saved.add, name, query, webhook, asks.reader)
    if wants(request) == "json":
        return JSONResponse(await run_in_threadpool(_one, here, asks, row.name), 201)
    return back("/saved")


@router.post(
    "/saved/see",
    summary=N_("Look at a saved search"),
    description=N_(
        "What is there for the search `name` counts as seen from now on; needs the scope write."
    ),
    responses={200: {"model": SavedForm}, 303: _LED_BACK},
    openapi_extra=taking(("name",)) | MAY_NEED_WRITE,
)
async def see(request: Request, here: Here, asks: Asks) -> Response:
    _operator(asks)
    row = await run_in_threadpool(here.saved.see, (await form(request)).get("name", ""))
    if wants(request) == "json":
        return JSONResponse(await run_in_threadpool(_one, here, asks, row.name))
    return back(search_path(row.query, order="latest"))


@router.post(
    "/saved/remove",
    summary=N_("Remove a saved search"),
    description=N_("Forgets the search `name` and its webhook; needs the scope write."),
    status_code=204,
    response_class=Response,
    responses={303: _LED_BACK},
    openapi_extra=taking(("name",)) | MAY_NEED_WRITE,
)
async def remove(request: Request, here: Here, asks: Asks) -> Response:
    _operator(asks)
    await run_in_threadpool(here.saved.remove, (await form(request)).get("name", ""))
    return Response(status_code=204) if wants(request) == "json" else back("/saved")


def _operator(asks: Asks) -> None:
    if not asks.operator:
        asks.must("write", "admin")
        raise Forbidden(Said("Saved searches are changed by whoever runs this network."))


def _one(here: Site, asks: Asks, name: str) -> dict[str, Any]:
    row = _row(here.saved.counted_one(name, asks.reader))
    # how many posts a search finds is for those who may read
    return row if "read" in asks.reader.scopes else row | {"new": None}


def _row(f: Followed) -> dict[str, Any]:
    """The form of `SavedForm`; a webhook's address is its owner's to know."""
    return {
        "name": f.search.name, "query": f.search.query, "webhook": bool(f.search.webhook),
        "new": f.new, "seen": f.seen.isoformat() if f.seen else None,
        "problem": str(f.problem) if f.problem else None,
    }  # fmt: skip
