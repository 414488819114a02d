"""The one place where an error becomes a status and a page, or JSON, with its one sentence."""

from __future__ import annotations

import re

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rookery.errors import BadInput, BadQuery, NotFound, RookeryError, Said, disk_problem
from rookery.log import logger
from rookery.web.completions_errors import has_openai_form, openai_error, openai_status
from rookery.web.language import language_for
from rookery.web.negotiate import wants
from rookery.web.render import words
from rookery.web.site import site_of
from rookery.web.visitor import Visitor

# what is wrong with a parameter, by Pydantic's name for it
_WHY = {
    "int_parsing": Said("it is no whole number"),
    "float_parsing": Said("it is no number"),
}
_RANGES = {
    ("ge",): Said("it is to be at least %(ge)s", ge=0),
    ("ge", "le"): Said("it is to be from %(ge)s to %(le)s", ge=0, le=0),
    ("gt", "le"): Said("it is to be above %(gt)s and at most %(le)s", gt=0, le=0),
}
_log = logger("rookery.web")


def install(app: FastAPI) -> None:
    """Answers for every error that is foreseen; `guard.py` answers for the others."""
    app.add_exception_handler(RookeryError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _disk)


def problem(request: Request, error: RookeryError) -> Response:
    """The answer for `error`: its status and its sentence, and no more."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    if has_openai_form(request.url.path):
        return JSONResponse(openai_error(error), openai_status(error), headers)
    sentence = words(error.sentence, language_for(request))
    said = {"error": sentence} | ({"column": error.column} if isinstance(error, BadQuery) else {})
    if wants(request) != "html":
        return JSONResponse(said, error.status, headers)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    query = request.query_params.get("q", "")
    column = error.column if isinstance(error, BadQuery) else None
    page = site_of(request).render.page(
        request,
        "problem.html",
        {
            "error": error.sentence,
            "code": error.status,
            "q": query,
            "marked": _at_column(query, column) if column else None,
            "signed_in": bool(visitor and visitor.known),
        },
        status=error.status,
    )
    page.headers.update(headers)
    return page


def _at_column(query: str, column: int) -> tuple[str, str, str]:
    """The query before, at and after the column that is wrong (from 1)."""
    at = min(max(column - 1, 0), len(query))
    return query[:at], query[at : at + 1] or " ", query[at + 1 :]


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, RookeryError)
    return problem(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = str(first["loc"][-1])
    bounds = _bounds(request, name)
    why: Said | str
    if first["type"] == "literal_error":
        known = tuple(re.findall("'([^']+)'", first["ctx"]["expected"]))
        why = Said("it is to be one of %(known)s", known=known)
    elif first["type"] in _WHY:
        why = _WHY[first["type"]]
    elif (told := _RANGES.get(tuple(bounds))) is not None:
        why = Said(told.message, **bounds)
    else:
        why = first["msg"]
    return problem(
        request,
        BadInput(Said("The parameter %(name)s is not usable: %(why)s.", name=name, why=why)),
    )


def _bounds(request: Request, name: str) -> dict[str, int]:
    """Within what a number must lie: an error of Pydantic's names only the end that was passed."""
    parameters = request.scope["route"].dependant.query_params
    told = [m for p in parameters if p.alias == name for m in p.field_info.metadata]
    return {e: int(getattr(m, e)) for e in ("ge", "gt", "le") for m in told if hasattr(m, e)}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return problem(request, NotFound(Said("There is no such page here.")))
    answer = RookeryError(
        Said("This address does not take %(method)s.", method=request.method)
        if error.status_code == 405
        else f"{error.detail}.".replace("..", ".")
    )
    answer.status = error.status_code
    return problem(request, answer)


def _disk(request: Request, error: Exception) -> Response:
    """A full disk in the command line's own sentence; any other trouble of its is unforeseen."""
    assert isinstance(error, OSError)
    known = disk_problem(error, site_of(request).parts.home)
    return problem(request, known) if known else unforeseen(request, error)


def unforeseen(request: Request, error: Exception) -> Response:
    """Never a traceback; the log has it."""
    _log.error("a request failed", path=request.url.path, exc_info=error)
    return problem(
        request,
        RookeryError(Said("Something went wrong here: the operator's log says what it was.")),
    )
