"""Follows the store while a server runs: what was deleted leaves the conversations at once."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool

from rookery.log import logger
from rookery.web.site import Site

_QUIET = 30.0  # seconds between looks where nothing was heard of
_log = logger("rookery.web")


async def follow(site: Site) -> None:
    """Until cancelled; what cannot be done now is done at the next change."""
    while True:
        seen = site.live.seq
        try:
            await run_in_threadpool(site.parts.forget_deleted)
        except Exception as error:  # noqa: BLE001  one failure must not end it for all that follow
            _log.warning("the conversations could not follow the store", error=str(error))
        # where something came meanwhile, nobody would ring for it again
        if site.live.seq == seen:
            await site.live.wait(_QUIET)
