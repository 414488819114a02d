"""Puts the server together: routes, guard, errors, and the two tasks that follow the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from fastapi import FastAPI

from rookery.version import VERSION
from rookery.web import (
    accounts,
    acting,
    answers,
    chat,
    completions,
    events,
    files,
    following,
    forgetting,
    gone,
    model,
    pages,
    plumbing,
    problems,
    searching,
    signing,
    training,
    webhook,
)
from rookery.web.current import CurrentSettings
from rookery.web.described import describe_keys
from rookery.web.ending import told_to_end
from rookery.web.guard import Guard
from rookery.web.listening import check_listening
from rookery.web.live import Live, settled
from rookery.web.metrics import Measured, Metrics
from rookery.web.parts import Parts
from rookery.web.render import Renderer
from rookery.web.rising import Rising
from rookery.web.saved import SavedSearches
from rookery.web.secret import server_secret
from rookery.web.site import Site
from rookery.web.wire import Problem

_ROUTES = (
    pages, searching, answers, completions, files, chat, signing, accounts, events, gone,
    following, acting, model, training, plumbing,
)  # fmt: skip
_READ_AT_ONCE = 2  # files that are given: each takes a process and some memory
_ABOUT = """Search a social network's posts. Every page of posts is JSON too, at the same address
with `format=json` or by the Accept header; a search is also CSV and an Atom feed. Send a key as
`Authorization: Bearer rk_…` to read as its reader; without one, public posts are read, and only
from this machine."""


def create_app(parts: Parts) -> FastAPI:
    """The server's application; raises BadInput where it would listen to others unguarded."""
    check_listening(parts.settings, parts.accounts.any())
    app = FastAPI(
        title=parts.settings.server.name,
        version=VERSION,
        description=_ABOUT,
        docs_url=None,  # FastAPI's page loads its scripts from another host: /api is ours
        redoc_url=None,
        lifespan=_lifespan,
        responses={"default": {"model": Problem, "description": "One sentence of what is wrong."}},
    )
    site = _site(parts)
    app.state.site = site
    for module in _ROUTES:
        app.include_router(module.router)
    describe_keys(app)
    problems.install(app)
    app.add_middleware(Guard, site=site)
    app.add_middleware(Measured, metrics=site.metrics)  # the outermost: it counts refusals too
    return app


def _site(parts: Parts) -> Site:
    settings = CurrentSettings(parts.home, parts.settings)
    live = Live(parts)

    def read_by_watcher() -> int | None:
        """The last change, where the watcher has read it: then it is there for everybody."""
        return live.seq if live.seq == parts.last_seq() else None

    return Site(
        parts=parts,
        settings=settings,
        secret=server_secret(parts.home),
        render=Renderer(
            parts.settings.server.name, lambda: bool(settings().keys) or parts.accounts.any()
        ),
        live=live,
        saved=SavedSearches(parts.home, settings, parts.search, partial(settled, parts)),
        metrics=Metrics(parts.stats, lambda: live.listeners),
        rising=Rising(parts.search, read_by_watcher),
        reading=asyncio.Semaphore(_READ_AT_ONCE),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    site: Site = app.state.site
    await site.live.begin()
    tasks = [
        asyncio.create_task(site.live.watch()),
        asyncio.create_task(webhook.follow(site)),
        asyncio.create_task(forgetting.follow(site)),
    ]
    try:
        with told_to_end(site.live.close):
            yield
    finally:
        site.live.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await site.parts.model.close()
