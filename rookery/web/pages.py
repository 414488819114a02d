"""The other pages: home, thread, author, community, trends; each is JSON at the same address."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from rookery.web.cards import cards
from rookery.web.copies import copies
from rookery.web.cursor import sealed
from rookery.web.language import N_
from rookery.web.narrow import newest_of
from rookery.web.negotiate import Asked, one_of
from rookery.web.site import Here
from rookery.web.visitor import Asks
from rookery.web.wire import (
    AuthorForm,
    CommunityForm,
    HomeForm,
    ThreadForm,
    TrendsForm,
    post_json,
    profile_json,
    thread_json,
    trend_json,
)

WINDOWS = (1, 6, 24, 168)  # hours that trends can be asked over
_LATEST = 6
_RISING = 8
_COMMUNITIES = 50  # those with most posts
_WEEK = timedelta(days=7)
router = APIRouter(tags=["pages"])

_HTML: dict[str, Any] = {"text/html": {}}


@router.get(
    "/",
    summary=N_("What is going on"),
    description=N_("The doors, what rises, what is new, and the communities."),
    responses={200: {"model": HomeForm, "content": _HTML}},
)
def home(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    form = one_of(request, "html", "json")
    search, reader = here.parts.search, asks.reader
    cursor = sealed(here.secret, here.live.seq)
    latest = search.search("", reader, order="latest", limit=_LATEST)
    rising = here.rising(reader, _RISING)
    every = search.communities(reader)
    communities = every[:_COMMUNITIES]
    if form == "json":
        return JSONResponse(
            {
                "name": here.settings().server.name,
                "posts": latest.total,
                "trends": [trend_json(t) for t in rising],
                "communities": [asdict(c) for c in communities],
                "communities_count": len(every),
                "latest": [post_json(hit.post) for hit in latest.hits],
            }
        )
    values = {
        "total": latest.total,
        "latest": cards(search, reader, [h.post for h in latest.hits], hits=latest.hits),
        "trends": rising,
        "lately": (newest := newest_of(latest)) is not None and datetime.now(UTC) - newest < _WEEK,
        "communities": sorted(communities, key=lambda c: c.name.lower()),
        "communities_count": len(every),
        "coming": here.parts.coming(),
        "cursor": cursor,
    }
    return here.render.page(request, "home.html", values)


@router.get(
    "/post/{id:path}",
    summary=N_("A post in its thread"),
    description=N_(
        "The conversation in reading order, of a long one the 500 posts around this one, and who "
        "quotes it."
    ),
    responses={200: {"model": ThreadForm, "content": _HTML}},
)
def thread(request: Request, here: Here, asks: Asks, id: str, format: Asked = None) -> Response:
    form = one_of(request, "html", "json")
    search, reader = here.parts.search, asks.reader
    post = search.post(id, reader)
    found = search.thread(id, reader)
    if form == "json":
        return JSONResponse(thread_json(post, found))
    shown = cards(
        search,
        reader,
        [p for _, p in found.posts],
        depths=[depth for depth, _ in found.posts],
    )
    values = {
        "post": post,
        "thread": found,
        "cards": shown,
        "quotes": cards(search, reader, found.quotes),
        "copies": copies(search, reader, post),
        "may_delete": asks.known and not asks.reader.scopes.isdisjoint({"write", "admin"}),
    }
    return here.render.page(request, "thread.html", values)


@router.get(
    "/author/{handle:path}",
    summary=N_("An author and their latest posts"),
    description=N_("Who they say they are, where they write, whom they follow."),
    responses={200: {"model": AuthorForm, "content": _HTML}},
)
def author(request: Request, here: Here, asks: Asks, handle: str, format: Asked = None) -> Response:
    form = one_of(request, "html", "json")
    profile = here.parts.search.author(handle, asks.reader)
    if form == "json":
        return JSONResponse(profile_json(profile))
    values = {
        "profile": profile,
        "author": profile.author,
        "cards": cards(here.parts.search, asks.reader, profile.recent),
    }
    return here.render.page(request, "author.html", values)


@router.get(
    "/community/{name:path}",
    summary=N_("A community and its latest posts"),
    description=N_("Its newest posts, and how many there are."),
    responses={200: {"model": CommunityForm, "content": _HTML}},
)
def community(
    request: Request, here: Here, asks: Asks, name: str, format: Asked = None
) -> Response:
    form = one_of(request, "html", "json")
    found, recent = here.parts.search.community(name, asks.reader)
    if form == "json":
        return JSONResponse(asdict(found) | {"recent": [post_json(p) for p in recent]})
    values = {
        "community": found,
        "cards": cards(here.parts.search, asks.reader, recent),
    }
    return here.render.page(request, "community.html", values)


@router.get(
    "/trends",
    summary=N_("What rises now against its own past"),
    description=N_(
        "Words that more people write than their past would lead to, with posts that show it."
    ),
    responses={200: {"model": TrendsForm, "content": _HTML}},
)
def trends(
    request: Request,
    here: Here,
    asks: Asks,
    hours: Annotated[float, Query(gt=0, le=24 * 31, description=N_("The time span."))] = 24,
    format: Asked = None,
) -> Response:
    form = one_of(request, "html", "json")
    found = here.rising(asks.reader, 20, hours)
    if form == "json":
        return JSONResponse({"hours": hours, "trends": [trend_json(t) for t in found]})
    most = max((max(t.now, t.usual) for t in found), default=1)
    values = {"trends": found, "hours": hours, "windows": WINDOWS, "most": most}
    return here.render.page(request, "trends.html", values)
