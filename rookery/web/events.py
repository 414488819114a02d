"""`/events`: server-sent events that tell a page how many posts its search has gained."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from rookery.errors import Said, Unavailable
from rookery.people import Reader
from rookery.search.query import parse
from rookery.web.cursor import sealed, unsealed
from rookery.web.language import N_
from rookery.web.site import Here, Site
from rookery.web.visitor import Asks

MOST = 200  # streams a server holds open: each costs a search at every change
_CALM = 0.5  # seconds between two searches for one page
_BEAT = 15.0  # seconds between comments that keep proxies from closing the stream
_LIFE = 600.0  # seconds: the browser connects again by itself

router = APIRouter(tags=["live"])


@router.get(
    "/events",
    summary=N_("New posts for a search, as they come"),
    description=N_(
        'A stream of `new` events, each `{"new": COUNT, "cursor": TEXT}`, counted from `after`.'
    ),
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    request: Request,
    here: Here,
    asks: Asks,
    q: Annotated[str, Query(description=N_("The search that is followed."))] = "",
    after: Annotated[
        str | None, Query(description=N_("The `cursor` of the page; unset, from now on."))
    ] = None,
) -> StreamingResponse:
    parse(q)  # a wrong query is said at once, with its column
    if here.live.listeners >= MOST:
        raise Unavailable(
            Said("Too many pages are following this server: close one, or reload later.")
        )
    start = here.live.seq if after is None else unsealed(here.secret, after)
    return StreamingResponse(
        _stream(request, here, asks.reader, q, start),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _stream(
    request: Request, site: Site, reader: Reader, query: str, start: int
) -> AsyncIterator[str]:
    live = site.live
    live.listeners += 1
    began = time.monotonic()
    seen, told, beat = start, 0, began + _BEAT
    try:
        yield f"retry: 2000\nid: {sealed(site.secret, start)}\n\n"
        while time.monotonic() - began < _LIFE and not live.closing:
            if live.seq > seen:
                seen = live.seq
                count = await run_in_threadpool(_gained, site, reader, query, start)
                if count != told:
                    told = count
                    data = json.dumps({"new": count, "cursor": sealed(site.secret, seen)})
                    yield f"event: new\ndata: {data}\n\n"
                await asyncio.sleep(_CALM)
            else:
                await live.wait(max(beat - time.monotonic(), 0))
            # by the clock, whatever moved: a beat put off would tell of a closed group's change
            if time.monotonic() >= beat:
                beat += _BEAT
                yield ": still here\n\n"
            if await request.is_disconnected():
                return
    finally:
        live.listeners -= 1


def _gained(site: Site, reader: Reader, query: str, start: int) -> int:
    return site.parts.search.gained(query, reader, after=start).count
