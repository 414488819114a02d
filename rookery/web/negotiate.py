"""In which form an answer is wanted: by `format=`, by the end of the address, or by Accept."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request

from rookery.errors import BadInput, Said
from rookery.web.language import N_

Form = Literal["html", "json", "csv", "atom"]
Asked = Annotated[str | None, Query(description=N_("html or json; unset, what Accept asks for."))]
TYPES: dict[str, Form] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "text/csv": "csv",
    "application/atom+xml": "atom",
    "application/xml": "html",  # what browsers send beside HTML
    "*/*": "html",
}
_NAMED: dict[str, Form] = {"html": "html", "json": "json", "csv": "csv", "atom": "atom"}
_NO_PAGES = (
    "/complete",
    "/events",
    "/events/gone",
    "/metrics",
    "/healthz",
    "/openapi.json",
    "/robots.txt",
)
_ENDINGS: dict[str, Form] = {".json": "json", ".csv": "csv", ".atom": "atom"}


def wants(request: Request) -> Form:
    """The form that this request asks for; HTML where it says nothing that we know."""
    path = request.url.path
    if path in _NO_PAGES or path.startswith(("/api/", "/static/")):
        return "json"
    asked = request.query_params.get("format", "")
    if asked in _NAMED:
        return _NAMED[asked]
    if path.startswith("/search.") and (form := _ENDINGS.get(path.removeprefix("/search"))):
        return form
    return _accepted(request.headers.get("accept", "*/*"))


def one_of(request: Request, *forms: Form) -> Form:
    """The form asked for, where this page has it; raises BadInput for one that it has not."""
    asked = request.query_params.get("format")
    if asked is not None and asked not in forms:
        raise BadInput(
            Said(
                "This page is not to be had as %(asked)r: format is one of %(forms)s.",
                asked=asked,
                forms=forms,
            )
        )
    form = wants(request)
    return form if form in forms else "html"


def _accepted(header: str) -> Form:
    best: float = 0.0
    found: Form = "html"
    for part in header.split(","):
        kind, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        form = TYPES.get(kind.strip().lower())
        if form is not None and weight > best:
            best, found = weight, form
    return found


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
