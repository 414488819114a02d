"""`/search`: one address for a page, JSON, CSV and an Atom feed; and completion while typing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from rookery.answer.asked.question import is_asked
from rookery.errors import BadInput, Said, Unfit
from rookery.search.query import LONGEST
from rookery.search.reposts import originals
from rookery.search.results import Order, Results
from rookery.search.times import instant
from rookery.web.cards import cards
from rookery.web.chart import chart
from rookery.web.feeds import to_atom, to_csv
from rookery.web.language import N_
from rookery.web.narrow import narrowing, newest_of
from rookery.web.negotiate import one_of
from rookery.web.render import search_path
from rookery.web.site import Here, Site
from rookery.web.visitor import Asks, Visitor
from rookery.web.wire import CompletionsForm, SearchForm, search_json

PAGE = 20
DEEPEST = 1_000  # results one can page to: beyond, a narrower search tells more
router = APIRouter(tags=["search"])

Q = Annotated[str, Query(description=N_("The query, in the language that people know from X."))]
FORMS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": SearchForm,
        "content": {"text/html": {}, "text/csv": {}, "application/atom+xml": {}},
    }
}


@router.get(
    "/search",
    summary=N_("Search the posts"),
    description=N_(
        "Results with what stands beside them: spelling, people, communities, filters, histogram."
    ),
    responses=FORMS,
)
@router.get("/search.json", include_in_schema=False)
@router.get("/search.csv", include_in_schema=False)
@router.get("/search.atom", include_in_schema=False)
def search(
    request: Request,
    here: Here,
    asks: Asks,
    q: Q = "",
    order: Annotated[
        Order | None, Query(description=N_("Unset: relevance; a feed: latest."))
    ] = None,
    as_of: Annotated[
        str,
        Query(description=N_("As of this moment: a day, an ISO time, or `7d` for so long ago.")),
    ] = "",
    offset: Annotated[
        int, Query(ge=0, le=DEEPEST, description=N_("How many results come before."))
    ] = 0,
    limit: Annotated[
        int | None, Query(ge=1, le=DEEPEST, description=N_("Unset: 20; as CSV: 1,000."))
    ] = None,
    format: Annotated[
        str | None, Query(description=N_("html, json, csv or atom; unset, what Accept asks for."))
    ] = None,
) -> Response:
    form = one_of(request, "html", "json", "csv", "atom")
    moment = _moment(as_of)
    if limit is None or form == "html":  # a table is taken away whole: nobody turns its pages
        limit = DEEPEST if form == "csv" else PAGE
    # not the store's last number, which is given out before its batch can be found: what the
    # watcher has seen was there, and what comes from here on is new to the page
    cursor = here.cursor()
    found = here.parts.search.search(
        q,
        asks.reader,
        order=order or ("latest" if form == "atom" else "relevance"),
        as_of=moment,
        limit=limit,
        offset=offset,
        beside=form in ("html", "json"),
    )
    following = search_path(q, order=found.order, as_of=as_of or None, offset=found.next_offset)
    further = following if found.next_offset and found.next_offset <= DEEPEST else None
    if form == "csv":
        return Response(
            to_csv(found),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="search.csv"'},
        )
    if form == "atom":
        return _feed(request, here, asks, found)
    if form == "json":
        address = f"{further}&format=json&limit={limit}" if further else None
        return JSONResponse(search_json(found, address, cursor), headers={"vary": "Accept, Cookie"})
    return _page(
        request, here, asks, found, as_of=as_of, offset=offset, further=further, cursor=cursor
    )


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return instant(text.strip(), datetime.now(UTC))
    except Unfit as unfit:
        raise BadInput(Said("In as_of, %(why)s.", why=unfit.reason.shortened(80))) from None


def _feed(request: Request, here: Site, asks: Visitor, found: Results) -> Response:
    server = here.settings().server
    # without the setting, the request's own `Host`: a feed that asks under a name reads under it
    base = server.url or str(request.base_url).rstrip("/")
    address = f"{base}{request.url.path}?{request.url.query}".rstrip("?")
    repeated = originals(here.parts.search, [hit.post for hit in found.hits], asks.reader)
    body = to_atom(found, repeated, name=server.name, base=base, address=address)
    return Response(body, media_type="application/atom+xml; charset=utf-8")


def _page(
    request: Request,
    here: Site,
    asks: Visitor,
    found: Results,
    *,
    as_of: str,
    offset: int,
    further: str | None,
    cursor: str,
) -> Response:
    posts = [hit.post for hit in found.hits]
    values: dict[str, Any] = {
        "q": found.query,
        "question": not offset and found.order == "relevance" and is_asked(found.query),
        "found": found,
        "cards": cards(here.parts.search, asks.reader, posts, hits=found.hits),
        "chart": chart(found.histogram, found.query, found.as_of or datetime.now(UTC)),
        "narrow": narrowing(found.query, found.facets, newest_of(found)),
        "as_of": as_of,
        "further": further,
        "cursor": cursor,
        "offset": offset,
    }
    return here.render.page(request, "search.html", values)


@router.get(
    "/complete",
    summary=N_("Completions while typing"),
    description=N_(
        "`q` with its last word ended: words, people, communities, tags and values of operators."
    ),
    response_model=CompletionsForm,
)
def complete(
    here: Here,
    asks: Asks,
    q: Q = "",
    limit: Annotated[int, Query(ge=1, le=20, description=N_("How many at most."))] = 8,
) -> Response:
    found = here.parts.search.complete(q, asks.reader, limit) if len(q) <= LONGEST else []
    return JSONResponse(
        {"completions": [{"text": c.text, "kind": c.kind, "count": c.count} for c in found]}
    )
