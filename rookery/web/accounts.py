"""Accounts on pages: an invitation, the people of a network, and the log of what they did."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.assistant.conversations import person_owner
from rookery.errors import BadInput, RookeryError, Said
from rookery.people.accounts import ROLES_KNOWN, Person
from rookery.people.audit import Entry, entries
from rookery.web.account_forms import AuditForm, PeopleForm, entry_json, person_json
from rookery.web.forms import back, form, taking
from rookery.web.language import N_
from rookery.web.negotiate import Asked, one_of
from rookery.web.signing import signed_in
from rookery.web.site import Here, Site
from rookery.web.visitor import Asks, Visitor

_PAGE = 100  # entries of the log
router = APIRouter(tags=["people"])


@router.get("/invitation/{token}", include_in_schema=False)
def invitation(request: Request, here: Here, token: str) -> Response:
    """A form to make the account that somebody was invited to."""
    one_of(request, "html")
    return here.render.page(request, "invitation.html", {"token": token, "wrong": None, "who": ""})


@router.post("/invitation/{token}", include_in_schema=False)
async def accept(request: Request, here: Here, token: str) -> Response:
    """The account is made and its owner signed in."""
    given = await form(request)
    name, password = given.get("name", ""), given.get("password", "")
    accounts = here.parts.accounts
    try:
        if password != given.get("again", ""):
            raise BadInput(Said("The two passwords are not the same: type them again."))
        await run_in_threadpool(accounts.accept, token, name, password)
        session = await run_in_threadpool(accounts.sign_in, name, password)
    except RookeryError as error:
        values = {"token": token, "wrong": error.sentence, "who": name}
        return here.render.page(request, "invitation.html", values, status=error.status)
    return signed_in(request, here, session, "/")


@router.get(
    "/people",
    summary=N_("The people of this network"),
    description=N_("Everybody with an account, with roles; needs the scope admin."),
    responses={200: {"model": PeopleForm, "content": {"text/html": {}}}},
)
def people(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    asks.must_run()
    kind = one_of(request, "html", "json")
    everybody = here.parts.accounts.all()
    if kind == "json":
        return JSONResponse({"people": [person_json(person) for person in everybody]})
    return _people(request, here, everybody)


@router.post(
    "/people/invite",
    summary=N_("Invite somebody"),
    description=N_("Gives the path where one person may make an account with `roles`."),
    openapi_extra=taking(("roles",)),
)
async def invite(request: Request, here: Here, asks: Asks) -> Response:
    asks.must_run()
    roles = _listed(await form(request))
    token = await run_in_threadpool(here.parts.accounts.invite, roles, by=_who(asks))
    path = f"/invitation/{token}"
    if one_of(request, "html", "json") == "json":
        return JSONResponse({"path": path})
    everybody = await run_in_threadpool(here.parts.accounts.all)
    return _people(request, here, everybody, invitation=path)


@router.post(
    "/people/roles",
    summary=N_("Give somebody roles"),
    description=N_("`name` gets exactly `roles`, with commas between; needs the scope admin."),
    openapi_extra=taking(("name", "roles")),
)
async def roles(request: Request, here: Here, asks: Asks) -> Response:
    asks.must_run()
    given = await form(request)
    person = await run_in_threadpool(
        here.parts.accounts.set_roles, given.get("name", ""), _listed(given), by=_who(asks)
    )
    return _changed(request, person)


@router.post(
    "/people/close",
    summary=N_("Close an account"),
    description=N_("It is signed out everywhere; what it did stays in the log."),
    openapi_extra=taking(("name",)),
)
async def close(request: Request, here: Here, asks: Asks) -> Response:
    asks.must_run()
    name = (await form(request)).get("name", "")
    await run_in_threadpool(here.parts.accounts.close, name, by=_who(asks))
    person = await run_in_threadpool(here.parts.accounts.named, name)
    await run_in_threadpool(here.parts.assistant.conversations.leave, person_owner(person.id))
    return _changed(request, person)


@router.get(
    "/people/audit",
    summary=N_("What was done, and by whom"),
    description=N_(
        "The newest first; nobody can change it, those whom it records neither. Needs the scope "
        "admin."
    ),
    responses={200: {"model": AuditForm, "content": {"text/html": {}}}},
)
def audit(
    request: Request,
    here: Here,
    asks: Asks,
    before: Annotated[int | None, Query(ge=1, description=N_("Older than this entry."))] = None,
    format: Asked = None,
) -> Response:
    asks.must_run()
    kind = one_of(request, "html", "json")
    found: list[Entry] = entries(here.parts.accounts.ledger, before=before, limit=_PAGE)
    if kind == "json":
        return JSONResponse({"entries": [entry_json(entry) for entry in found]})
    values = {"entries": found, "more": found[-1].seq if len(found) == _PAGE else None}
    return here.render.page(request, "audit.html", values)


def _people(
    request: Request, here: Site, everybody: list[Person], invitation: str | None = None
) -> Response:
    values: dict[str, Any] = {
        "people": everybody, "known": ROLES_KNOWN, "invitation": invitation,
    }  # fmt: skip
    return here.render.page(request, "people.html", values)


def _changed(request: Request, person: Person) -> Response:
    if one_of(request, "html", "json") == "json":
        return JSONResponse(person_json(person))
    return back("/people")


def _listed(given: Any) -> list[str]:
    """Roles as a program lists them, or as the boxes of a page name them."""
    listed = [part.strip() for part in given.get("roles", "").split(",") if part.strip()]
    return listed + [role for role in ROLES_KNOWN if given.get(f"role_{role}")]


def _who(asks: Visitor) -> str:
    return asks.reader.name or "the local owner"
