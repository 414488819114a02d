"""Training runs of this home: which there are, and each one's page as the run itself draws it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from rookery.errors import NotFound, Said
from rookery.llm.catalogue import HOUSE_RUN
from rookery.train.run_folders import PAGE, run_there, standings
from rookery.web.language import N_
from rookery.web.negotiate import Asked, one_of
from rookery.web.site import Here
from rookery.web.visitor import Asks
from rookery.web.wire import RunsForm

# a run's page is one file with its style inside, and what it asks for is nothing
_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
router = APIRouter(tags=["training"])


@router.get(
    "/train",
    summary=N_("Training runs"),
    description=N_("The runs of this home and how far each is; needs the scope admin."),
    responses={200: {"model": RunsForm, "content": {"text/html": {}}}},
)
def runs(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    asks.must_run()  # samples of a model may repeat what it learned from
    form = one_of(request, "html", "json")
    found, damaged = standings(here.parts.home)
    if form == "json":
        return JSONResponse({"runs": [asdict(run) for run in found], "damaged": damaged})
    told = {"runs": found, "damaged": damaged, "made": HOUSE_RUN.exists()}
    return here.render.page(request, "train.html", told)


@router.get(
    "/train/{name}",
    summary=N_("One training run"),
    description=N_("Its page: loss, speed and samples through time; needs the scope admin."),
    response_class=FileResponse,
)
def run(here: Here, asks: Asks, name: str) -> Response:
    asks.must_run()
    page = run_there(here.parts.home, name) / PAGE
    if not page.exists():
        raise NotFound(Said("The run %(name)s has drawn no page yet.", name=name))
    return _page(page)


@router.get(
    "/model/made",
    summary=N_("How the house model learned"),
    description=N_("The page of the run that made it; needs the scope admin."),
    response_class=FileResponse,
)
def made(asks: Asks) -> Response:
    asks.must_run()
    if not HOUSE_RUN.exists():
        raise NotFound(Said("The house model is not in this build."))
    return _page(HOUSE_RUN)


def _page(path: Path) -> Response:
    return FileResponse(path, media_type="text/html", headers={"content-security-policy": _CSP})
