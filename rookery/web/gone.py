"""`/events/gone`: tells an open page which of the posts that it cites are gone, as they go."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from rookery.assistant.attached import page_of
from rookery.assistant.conversations import Conversation
from rookery.assistant.turn import Answered
from rookery.errors import BadInput, Said, TooLarge, Unavailable
from rookery.people import Reader
from rookery.web.cursor import sealed, unsealed
from rookery.web.events import MOST
from rookery.web.language import N_
from rookery.web.site import Here, Site
from rookery.web.streaming import STREAM
from rookery.web.visitor import Asks

_WATCHED = 200  # posts that one page may cite
_PAGE = 1_000  # changes read at once
_BEAT, _LIFE = 15.0, 600.0  # seconds between comments, and of a stream: browsers come again

router = APIRouter(tags=["live"])


@router.get(
    "/events/gone",
    summary=N_("Which posts are gone, as they go"),
    description=N_(
        "A stream of `gone` events, each a list of those of `id`, and of those that "
        "`conversation` rests on, that were deleted, closed or withdrawn from answers since "
        "`after`."
    ),
    response_class=StreamingResponse,
    responses={200: {"content": {STREAM: {}}}},
)
async def gone(
    request: Request,
    here: Here,
    asks: Asks,
    id: Annotated[list[str] | None, Query(description=N_("Posts that the page cites."))] = None,
    conversation: Annotated[
        str | None, Query(description=N_("A conversation of yours that the page shows."))
    ] = None,
    after: Annotated[
        str | None, Query(description=N_("The cursor of the page; unset, from now on."))
    ] = None,
) -> StreamingResponse:
    ids = id or []
    if len(ids) > _WATCHED:
        raise TooLarge(Said("At most %(n)s posts are watched at once.", n=_WATCHED))
    if here.live.listeners >= MOST:
        raise Unavailable(
            Said("Too many pages are following this server: close one, or reload later.")
        )
    if conversation is not None:
        conversations = here.parts.assistant.conversations
        kept = await run_in_threadpool(conversations.open, asks.owner(), conversation)
        ids = [*ids, *_shown(kept)]
    if not ids and conversation is None:
        raise BadInput(Said("Name the posts to be watched, or a conversation."))
    start = here.live.seq if after is None else unsealed(here.secret, after)
    return StreamingResponse(
        _stream(request, here, asks.reader, ids, start),
        media_type=STREAM,
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _stream(
    request: Request, site: Site, reader: Reader, ids: Sequence[str], start: int
) -> AsyncIterator[str]:
    live, seen, watched = site.live, start, set(ids)  # a page that shows more asks anew
    live.listeners += 1
    began = time.monotonic()
    beat = began + _BEAT
    try:
        yield f"retry: 2000\nid: {sealed(site.secret, start)}\n\n"
        while time.monotonic() - began < _LIFE and not live.closing:
            if live.seq > seen:
                seen, lost = await run_in_threadpool(_lost, site, reader, watched, seen)
                if lost:
                    watched -= lost
                    yield f"event: gone\ndata: {json.dumps(sorted(lost))}\n\n"
            else:
                await live.wait(max(beat - time.monotonic(), 0))
            if time.monotonic() >= beat:  # by the clock: a beat put off would tell of a change
                beat += _BEAT
                yield ": still here\n\n"
            if await request.is_disconnected():
                return
    finally:
        live.listeners -= 1


def _shown(conversation: Conversation) -> set[str]:
    """The posts that its page shows, also beside its calls."""
    answers = [turn.body for turn in conversation.turns if isinstance(turn.body, Answered)]
    ids = {id for body in answers for id in body.cites}
    ids.update(id for body in answers for call in body.calls for id in call.posts)
    return {id for id in ids if page_of(id) is None}


def _lost(site: Site, reader: Reader, watched: set[str], seen: int) -> tuple[int, set[str]]:
    """How far the changes were read, and which of the watched may no longer be quoted."""
    news = site.parts.changes(seen, _PAGE)
    if not news:
        return site.live.seq, set()
    touched = {change.id for change in news if change.kind != "gone"} & watched
    if any(change.kind == "gone" for change in news):  # an account: any of them may be theirs
        touched = set(watched)
    allowed = site.parts.answering.allowed
    there = site.parts.search.posts(sorted(touched), reader) if touched else []
    return news[-1].seq, touched - {post.id for post in there if allowed(post)}
