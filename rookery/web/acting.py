"""What changes something: signing in, theme, saved searches, and the operator's posts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from rookery.errors import BadInput, Forbidden, NotFound, Said, TooLarge, Unauthorized
from rookery.ingest.jsonl import event_from
from rookery.post import Event
from rookery.web.language import N_
from rookery.web.negotiate import Asked, one_of
from rookery.web.render import THEME_COOKIE, THEMES, YEAR, search_path
from rookery.web.site import Here, Site
from rookery.web.visitor import COOKIE, LASTS, Asks, session_for
from rookery.web.wire import DeletedForm, IngestForm, SavedListForm

BODY = 16 * 2**20  # bytes of events in one request: more belongs in several, or in `rookery ingest`
FORM = 64 * 2**10
_TOLD = 100  # rejects that are named
router = APIRouter()


async def _body(request: Request, limit: int) -> bytes:
    """The request's body; raises TooLarge as soon as it is over `limit` bytes."""
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > limit:
            raise TooLarge(
                Said("The request is larger than %(n)s KiB: send less at once.", n=limit // 2**10)
            )
    return bytes(held)


async def _form(request: Request) -> FormData:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > FORM:
        raise TooLarge(Said("A form is at most %(n)s KiB.", n=FORM // 2**10))
    return await request.form(max_files=0, max_fields=20)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _back(path: str) -> Response:
    """To a page of ours, whatever was asked for."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return RedirectResponse(path if ours else "/", 303)


# Signing in


@router.get("/sign-in", include_in_schema=False)
def sign_in_page(request: Request, here: Here) -> Response:
    """A form for a key."""
    return here.render.page(request, "sign_in.html", {"wrong": None})


@router.post("/sign-in", include_in_schema=False)
async def sign_in(request: Request, here: Here) -> Response:
    """The key becomes a cookie that no script can read."""
    form = await _form(request)
    try:
        session = session_for(_field(form, "key").strip(), here.settings(), here.secret)
    except Unauthorized as error:
        return here.render.page(request, "sign_in.html", {"wrong": error.sentence}, status=401)
    response = _back("/")
    response.set_cookie(
        COOKIE, session, max_age=LASTS, httponly=True, samesite="strict",
        secure=_by_tls(request, here),
    )  # fmt: skip
    return response


def _by_tls(request: Request, here: Site) -> bool:
    """Whether the browser came by TLS, which a proxy before us may have taken off."""
    if request.url.scheme == "https":
        return True
    url = here.settings().server.url
    return url is not None and request.headers.get("origin") == url and url.startswith("https:")


@router.post("/sign-out", include_in_schema=False)
async def sign_out() -> Response:
    """Forgets the cookie."""
    response = _back("/")
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


@router.post("/theme", include_in_schema=False)
async def theme(request: Request) -> Response:
    """Light, dark, or as the system has it."""
    form = await _form(request)
    response = _back(_field(form, "back"))
    chosen = _field(form, "theme")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR, samesite="lax")
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


# Saved searches


@router.get(
    "/saved",
    tags=["saved"],
    summary=N_("Saved searches and what is new in each"),
    description=N_("Counted as the asking reader sees the posts."),
    responses={200: {"model": SavedListForm, "content": {"text/html": {}}}},
)
def saved(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    form = one_of(request, "html", "json")
    followed = here.saved.counted(asks.reader)
    if form == "json":
        rows: list[dict[str, Any]] = [
            {
                "name": f.search.name, "query": f.search.query, "webhook": bool(f.search.webhook),
                "new": f.new, "seen": f.seen.isoformat() if f.seen else None,
                "problem": str(f.problem) if f.problem else None,
            }
            for f in followed
        ]  # fmt: skip
        return JSONResponse({"saved": rows})
    return here.render.page(request, "saved.html", {"followed": followed})


@router.post("/saved", include_in_schema=False)
async def save(request: Request, here: Here, asks: Asks) -> Response:
    """Save a search under a name."""
    _operator(asks)
    form = await _form(request)
    name, query, webhook = (_field(form, f) for f in ("name", "query", "webhook"))
    await run_in_threadpool(here.saved.add, name, query, webhook, asks.reader)
    return _back("/saved")


@router.post("/saved/see", include_in_schema=False)
async def see(request: Request, here: Here, asks: Asks) -> Response:
    """Look at a saved search: what is there counts as seen from now on."""
    _operator(asks)
    form = await _form(request)
    row = await run_in_threadpool(here.saved.see, _field(form, "name"))
    return _back(search_path(row.query, order="latest"))


@router.post("/saved/remove", include_in_schema=False)
async def remove(request: Request, here: Here, asks: Asks) -> Response:
    """Forget a saved search."""
    _operator(asks)
    form = await _form(request)
    await run_in_threadpool(here.saved.remove, _field(form, "name"))
    return _back("/saved")


def _operator(asks: Asks) -> None:
    if not asks.operator:
        asks.must("write", "admin")
        raise Forbidden(Said("Saved searches are changed by whoever runs this network."))


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
        }
    },
)
async def ingest(request: Request, here: Here, asks: Asks) -> Response:
    asks.must("write", "admin")
    events, rejected = _events(await _body(request, BODY))
    if not events:
        reason = rejected[0]["reason"] if rejected else "there is none"
        raise BadInput(f"No line could be used: {reason}.")
    done = await run_in_threadpool(here.parts.apply, events)
    rejected += [{"line": 0, "reason": f"{id_}: {why}"} for id_, why in done.refused]
    return JSONResponse(
        {
            "new": done.new, "updated": done.updated, "unchanged": done.unchanged,
            "deleted": done.deleted, "held": done.held, "follows": done.follows,
            "rejected": rejected[:_TOLD],
        }
    )  # fmt: skip


def _events(body: bytes) -> tuple[list[Event], list[dict[str, Any]]]:
    events: list[Event] = []
    rejected: list[dict[str, Any]] = []
    for number, line in _lines(body):
        try:
            events.append(event_from(json.loads(line)))
        except (ValueError, RecursionError) as error:
            why = (
                "it is not JSON" if isinstance(error, json.JSONDecodeError | RecursionError) else ""
            )
            rejected.append({"line": number, "reason": why or str(error)})
    return events, rejected


def _lines(body: bytes) -> Iterator[tuple[int, str]]:
    try:
        text = body.decode("utf-8-sig")
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
)
def delete(here: Here, asks: Asks, id: str) -> Response:
    asks.must("write", "admin")
    return JSONResponse({"deleted": here.parts.delete([id])})


@router.post("/delete", include_in_schema=False)
async def delete_form(request: Request, here: Here, asks: Asks) -> Response:
    """The button of a thread page."""
    asks.must("write", "admin")
    id_ = _field(await _form(request), "id")
    if not await run_in_threadpool(here.parts.delete, [id_]):
        raise NotFound(Said("There is no post %(id)r here.", id=id_))
    return _back("/")
