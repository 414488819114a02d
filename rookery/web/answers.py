"""`/ask`: an answer as a page, as JSON, or sentence by sentence as it is made; and what is behind a
post.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.answer.answered import Answer
from rookery.answer.as_json import answer_json, behind_json
from rookery.answer.ask import Event, Found, Spoken, asked, whole
from rookery.answer.behind import behind
from rookery.errors import RookeryError
from rookery.web.answer_forms import AnswerForm, BehindForm
from rookery.web.cursor import sealed
from rookery.web.language import N_
from rookery.web.leaving import Left, while_here
from rookery.web.negotiate import Asked, one_of
from rookery.web.site import Here, Site
from rookery.web.streaming import STREAM, event, streamed, wants_stream
from rookery.web.visitor import Asks, Visitor

router = APIRouter(tags=["answers"])


@router.get(
    "/ask",
    summary=N_("Answer a question from the posts"),
    description=N_(
        "Sentences that each name the posts that say so, or the search that was counted; none "
        "where the posts don't say. Where Accept asks for text/event-stream each comes as it is "
        "made, as HTML."
    ),
    responses={200: {"model": AnswerForm, "content": {"text/html": {}, STREAM: {}}}},
)
async def ask(
    request: Request,
    here: Here,
    asks: Asks,
    q: Annotated[str, Query(description=N_("The question, in your own words."))] = "",
    format: Asked = None,
) -> Response:
    if wants_stream(request):
        return streamed(_events(request, here, asks, asked(q)))
    kind = one_of(request, "html", "json")
    cursor = sealed(here.secret, here.live.seq)
    if kind == "html" and not q.strip():
        values: dict[str, Any] = {"asked": "", "answer": None, "cursor": cursor}
        return here.render.page(request, "ask.html", values)
    try:
        async with while_here(request) as still:
            answer = await still(whole(here.parts.answering.ask(q, asks.reader)))
    except Left:
        return Response(status_code=204)  # which nobody reads
    if kind == "json":
        return JSONResponse(answer_json(answer), headers={"vary": "Accept, Cookie"})
    values = {
        "cursor": cursor,
        "asked": answer.question,
        "answer": answer,
        "posts": {post.id: post for post in answer.posts},
        "numbers": numbered(answer),
    }
    return await run_in_threadpool(here.render.page, request, "ask.html", values)


@router.get(
    "/behind/{id:path}",
    summary=N_("What is behind a post"),
    description=N_(
        "What it answers and quotes, the first post found of the same claim, who repeats it, who "
        "says otherwise, and corrections; no verdict."
    ),
    responses={200: {"model": BehindForm, "content": {"text/html": {}}}},
)
def behind_post(
    request: Request, here: Here, asks: Asks, id: str, format: Asked = None
) -> Response:
    kind = one_of(request, "html", "json")
    answering, cursor = here.parts.answering, sealed(here.secret, here.live.seq)
    found = behind(id, here.parts.search, asks.reader, answering.allowed, answering.likeness)
    if kind == "json":
        return JSONResponse(behind_json(found), headers={"vary": "Accept, Cookie"})
    values = {"behind": found, "post": found.post, "cursor": cursor}
    return here.render.page(request, "behind.html", values)


async def _events(
    request: Request, here: Site, asks: Visitor, question: str
) -> AsyncGenerator[str, None]:
    """`made` with who speaks, `said` with a sentence, then `end`, or `wrong` with a sentence."""
    posts: dict[str, Any] = {}
    made_by = ""
    numbers: dict[str, int] = {}
    try:
        async with (
            while_here(request) as still,
            aclosing(here.parts.answering.ask(question, asks.reader)) as events,
        ):
            while (told := await still(anext(events, None))) is not None:
                if isinstance(told, Found):
                    posts = {post.id: post for post in told.gathered.evidence}
                if isinstance(told, Spoken) and told.made_by != made_by:
                    made_by = told.made_by
                    values = {"made_by": made_by, "kind": "answer"}
                    yield event("made", here.render.part(request, "answer_made.html", values))
                if (made := _told(request, here, told, posts, numbers)) is not None:
                    yield made
    except RookeryError as error:
        yield event("wrong", str(error))
    except Left:
        return


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
