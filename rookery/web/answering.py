"""How an answer goes out, whatever was asked: as JSON, as a page, or sentence by sentence."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeGuard

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.answer.answered import Answer
from rookery.answer.as_json import answer_json
from rookery.answer.events import Event, Found, Spoken, whole
from rookery.errors import RookeryError
from rookery.llm.limits import Place
from rookery.web.language import language_of
from rookery.web.leaving import Left, while_here
from rookery.web.negotiate import one_of
from rookery.web.pacing import paced
from rookery.web.render import words
from rookery.web.site import Site
from rookery.web.streaming import event, streamed, wants_stream


async def sent(
    request: Request,
    here: Site,
    events: AsyncGenerator[Event, None],
    template: str,
    values: dict[str, Any],
) -> Response:
    """What they come to, in the form that the request asks for; a page is `template`."""
    if wants_stream(request):
        return streamed(_events(request, here, events))
    kind, cursor = one_of(request, "html", "json"), here.cursor()
    try:
        async with while_here(request) as still:
            answer = await still(whole(events))
    except Left:
        return Response(status_code=204)  # which nobody reads
    if kind == "json":
        return JSONResponse(answer_json(answer), headers={"vary": "Accept, Cookie"})
    shown = {
        "cursor": cursor,
        "answer": answer,
        "posts": {post.id: post for post in answer.posts},
        "numbers": numbered(answer),
    }
    return await run_in_threadpool(here.render.page, request, template, values | shown)


async def _events(
    request: Request, here: Site, answering: AsyncGenerator[Event, None]
) -> AsyncGenerator[str, None]:
    """`made` with who speaks, `said` with a sentence, then `end`, or `wrong` with a sentence."""
    posts: dict[str, Any] = {}
    made_by: str | None = None
    numbers: dict[str, int] = {}
    try:
        async with while_here(request) as still, aclosing(paced(answering)) as events:
            while (told := await still(anext(events, None))) is not None:
                if isinstance(told, Place):
                    yield waiting(request, here, told)
                    continue
                if isinstance(told, Found):
                    posts |= {post.id: post for post in told.gathered.evidence}
                if _tells(told, made_by):
                    made_by = told.made_by
                    yield event("made", _label(request, here, told))
                if (made := _told(request, here, told, posts, numbers)) is not None:
                    yield made
    except RookeryError as error:
        yield event("wrong", words(error.sentence, language_of(request)))
    except Left:
        return


def waiting(request: Request, here: Site, place: Place) -> str:
    """An event that tells a reader their place."""
    return event("waiting", here.render.part(request, "waiting.html", {"ahead": place.ahead or 0}))


def _tells(told: Event, made_by: str | None) -> TypeGuard[Spoken | Answer]:
    """Whether it says something new of who made the answer."""
    if isinstance(told, Answer):
        return not told.declined and (told.joined or told.made_by != made_by)
    return isinstance(told, Spoken) and told.made_by != made_by


def _label(request: Request, here: Site, told: Spoken | Answer) -> str:
    """Who made it; of a whole answer, also where quotes stand beside what a model wrote."""
    joined = isinstance(told, Answer) and told.joined
    values = {"made_by": told.made_by, "kind": "joined" if joined else "answer"}
    return here.render.part(request, "answer_made.html", values)


def _told(
    request: Request, here: Site, told: Event, posts: dict[str, Any], numbers: dict[str, int]
) -> str | None:
    """An event as the page takes it in: HTML made by the same template as the whole page."""
    if isinstance(told, Spoken):
        for id in told.statement.cites:
            numbers.setdefault(id, len(numbers) + 1)
        values = {"statement": told.statement, "posts": posts, "numbers": numbers}
        return event("said", here.render.part(request, "answer_sentence.html", values))
    if isinstance(told, Answer):
        values = {"answer": told}
        return event("end", here.render.part(request, "answer_end.html", values))
    return None


def numbered(answer: Answer) -> dict[str, int]:
    """Each cited post's number, in the order of their citing."""
    ids = dict.fromkeys(id for s in answer.statements for id in s.cites)
    return {id: number for number, id in enumerate(ids, 1)}
