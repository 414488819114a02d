"""Signing in and out: with an account's name and password, or with a key."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from rookery.errors import Forbidden, Unauthorized
from rookery.people.accounts import LASTS as ACCOUNT_LASTS
from rookery.web.forms import back, form
from rookery.web.negotiate import one_of, wants
from rookery.web.site import Here, Site
from rookery.web.visitor import COOKIE, LASTS, PERSON, session_for

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, here: Here) -> Response:
    """A form for a name and password, where there are accounts, and one for a key."""
    one_of(request, "html")
    following = request.query_params.get("next", "")
    return here.render.page(request, "sign_in.html", _values(here, following))


@router.post("/sign-in")
async def sign_in(request: Request, here: Here) -> Response:
    """Either becomes a cookie that no script can read."""
    given = await form(request)
    following = given.get("next", "")
    try:
        if "name" in given:
            asked = (given["name"], given.get("password", ""))
            session = await run_in_threadpool(here.parts.accounts.sign_in, *asked)
            return signed_in(request, here, session, following)
        session = session_for(given.get("key", "").strip(), here.settings(), here.secret)
    except (Unauthorized, Forbidden) as error:
        if wants(request) == "json":
            raise
        values = await run_in_threadpool(_values, here, following)
        values |= {"wrong": error.sentence, "who": given.get("name", "")}
        return here.render.page(request, "sign_in.html", values, status=error.status)
    return _with(request, here, following, COOKIE, session, LASTS)


@router.post("/sign-out")
async def sign_out(request: Request, here: Here) -> Response:
    """Ends the session, and forgets the cookies."""
    if token := request.cookies.get(PERSON):
        await run_in_threadpool(here.parts.accounts.sign_out, token)
    response = back("/")
    for cookie in (COOKIE, PERSON):
        response.delete_cookie(cookie, httponly=True, samesite="lax")
    return response


def signed_in(request: Request, here: Site, session: str, following: str) -> Response:
    """On to `following` with an account's session."""
    lasts = int(ACCOUNT_LASTS.total_seconds())
    return _with(request, here, following, PERSON, session, lasts)


def _with(
    request: Request, here: Site, following: str, cookie: str, value: str, lasts: int
) -> Response:
    response = back(following)
    # lax, so that a link on another site opens as its reader; forms there are refused by `guard.py`
    response.set_cookie(
        cookie, value, max_age=lasts, httponly=True, samesite="lax", secure=_by_tls(request, here)
    )
    return response


def _by_tls(request: Request, here: Site) -> bool:
    """Whether the browser came by TLS, which a proxy before us may have taken off."""
    if request.url.scheme == "https":
        return True
    url = here.settings().server.url
    return url is not None and request.headers.get("origin") == url and url.startswith("https:")


def _values(here: Site, following: str) -> dict[str, object]:
    return {
        "wrong": None,
        "next": following,
        "who": "",
        "accounts": here.parts.accounts.any(),
        "keys": bool(here.settings().keys) or not here.parts.accounts.any(),
    }
