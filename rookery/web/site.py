"""What every handler works with: one value a server, found through the request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from rookery.web.current import CurrentSettings
from rookery.web.cursor import sealed
from rookery.web.live import Live
from rookery.web.metrics import Metrics
from rookery.web.parts import Parts
from rookery.web.render import Renderer
from rookery.web.rising import Rising
from rookery.web.saved import SavedSearches


@dataclass(frozen=True, slots=True)
class Site:
    """A running server's parts."""

    parts: Parts
    settings: CurrentSettings
    secret: bytes
    render: Renderer
    live: Live
    saved: SavedSearches
    metrics: Metrics
    rising: Rising
    reading: asyncio.Semaphore  # files that are read at once

    def cursor(self) -> str:
        """How far the store has come, for a page to follow from there."""
        return sealed(self.secret, self.live.seq)


def site_of(request: Request) -> Site:
    """The server that this request came to."""
    found: Site = request.app.state.site
    return found


Here = Annotated[Site, Depends(site_of)]
