"""Webhooks of saved searches: a POST of JSON, signed, when a search has gained posts.

Tried a few times, by one process of the machine. What is told is read from the store at each
try, as anybody may read it: a post deleted meanwhile, or of a closed group, is never sent.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import httpx
from starlette.concurrency import run_in_threadpool

from rookery.config import SavedSearch
from rookery.locks import attempt
from rookery.log import logger
from rookery.people import ANONYMOUS
from rookery.web.secret import sign
from rookery.web.site import Site
from rookery.web.wire import post_json

USE = "webhook"
TRIES = (0.0, 1.0, 5.0, 30.0)  # seconds before each try
TIMEOUT = 10.0  # seconds
MOST = 1_000  # posts that one call counts
_SENT = 20  # posts in one call
_BEAT = 5.0  # seconds between looks where nothing has moved
_log = logger("rookery.web")


async def follow(site: Site) -> None:
    """Until cancelled: at each change, call the webhooks of the searches that have gained."""
    with ExitStack() as held:
        while not held.enter_context(attempt(site.parts.home / "webhooks.lock")):
            held.close()
            await asyncio.sleep(_BEAT)  # another server of this home calls them
        async with httpx.AsyncClient(follow_redirects=False, timeout=TIMEOUT) as client:
            under_way: dict[str, tuple[int, asyncio.Task[None]]] = {}
            try:
                while True:
                    _start_due(site, client, under_way)
                    await site.live.wait(_BEAT)
            finally:
                for _, task in under_way.values():
                    task.cancel()


def _start_due(
    site: Site, client: httpx.AsyncClient, under_way: dict[str, tuple[int, asyncio.Task[None]]]
) -> None:
    """A task a search, so that a receiver that is down delays no other."""
    seq = site.live.seq
    for row in site.saved.all():
        looked, task = under_way.get(row.name, (-1, None))
        if row.webhook and looked != seq and (task is None or task.done()):
            under_way[row.name] = (seq, asyncio.create_task(_call(site, client, row)))


async def _call(site: Site, client: httpx.AsyncClient, row: SavedSearch) -> None:
    try:
        upto = site.live.seq
        fresh = await run_in_threadpool(_gained, site, row, upto)
        if fresh:
            ok = await deliver(site, client, row, fresh)
            site.metrics.webhooks.labels("delivered" if ok else "failed").inc()
            # told also where it failed: a receiver that is down for long is not owed a flood
            await run_in_threadpool(site.saved.tell, row.name, upto)
    except Exception as error:  # noqa: BLE001  the next change tries again; the task goes on
        _log.warning("a saved search could not be followed", name=row.name, error=str(error))


def _gained(site: Site, row: SavedSearch, upto: int) -> Sequence[str]:
    """Ids that are new since the last call, newest first."""
    last = site.saved.told(row.name)
    if last is None:  # written into the file by hand: what is there already is no news
        site.saved.tell(row.name, upto)
        return ()
    return site.parts.search.gained(row.query, ANONYMOUS, after=last, upto=upto, limit=MOST).ids


async def deliver(
    site: Site, client: httpx.AsyncClient, row: SavedSearch, ids: Sequence[str]
) -> bool:
    """Whether the receiver took it with a 2xx; redirects are refused, so nobody else gets it."""
    assert row.webhook is not None
    for pause in TRIES:
        await asyncio.sleep(pause)
        body = await run_in_threadpool(_body, site, row, ids)
        if body is None:
            return True  # all of it is gone: nothing to tell
        sent = str(int(time.time()))
        signature = sign(site.secret, USE, sent.encode() + b"." + body)
        headers = {
            "content-type": "application/json",
            "user-agent": "rookery",
            "x-rookery-signature": f"t={sent},v1={signature}",
        }
        try:
            answer = await client.post(row.webhook, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.info("a webhook did not answer", name=row.name, error=type(error).__name__)
            continue
        if answer.is_success:
            return True
        _log.info("a webhook refused", name=row.name, status=answer.status_code)
    return False


def _body(site: Site, row: SavedSearch, ids: Sequence[str]) -> bytes | None:
    posts = site.parts.search.posts(ids, ANONYMOUS)
    if not posts:
        return None
    said: dict[str, Any] = {
        "saved": row.name,
        "query": row.query,
        "new": len(posts),
        "posts": [post_json(p) for p in posts[:_SENT]],
    }
    return json.dumps(said, ensure_ascii=False).encode()
