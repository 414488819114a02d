"""`/ask` and `/summary`: what posts say, as a page, as JSON, or sentence by sentence as it is made;
and what is behind a post.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.answer.as_json import behind_json
from rookery.answer.asked.question import asked
from rookery.answer.claims.behind import behind
from rookery.answer.subjects import subject_of
from rookery.web.answer_forms import AnswerForm, BehindForm
from rookery.web.answering import sent
from rookery.web.language import N_
from rookery.web.negotiate import Asked, one_of
from rookery.web.site import Here
from rookery.web.streaming import STREAM, wants_stream
from rookery.web.visitor import Asks

_SUGGESTED = 4  # rising terms that an empty page suggests to ask about
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
    if not wants_stream(request) and one_of(request, "html", "json") == "html" and not q.strip():
        rising = await run_in_threadpool(here.rising, asks.reader, _SUGGESTED)
        empty = {"asked": "", "answer": None, "cursor": here.cursor(), "rising": rising}
        return here.render.page(request, "ask.html", empty)
    question = asked(q)
    events = here.parts.answering.ask(question, asks.reader)
    return await sent(request, here, events, "ask.html", {"asked": question})


@router.get(
    "/summary",
    summary=N_("Sum up a thread, a trend or a community's week"),
    description=N_(
        "Of one of thread, trend and community: sentences that each name the posts that say so, "
        "in the same forms as the answer to a question."
    ),
    responses={200: {"model": AnswerForm, "content": {"text/html": {}, STREAM: {}}}},
)
async def summary(
    request: Request,
    here: Here,
    asks: Asks,
    thread: Annotated[str | None, Query(description=N_("The id of a post in it."))] = None,
    trend: Annotated[str | None, Query(description=N_("A word or a few."))] = None,
    community: Annotated[str | None, Query(description=N_("Its name."))] = None,
    hours: Annotated[
        float, Query(gt=0, le=24 * 31, description=N_("The time span of a trend."))
    ] = 24,
    format: Asked = None,
) -> Response:
    subject = subject_of(thread, trend, community, hours)
    events = here.parts.answering.sum_up(subject, asks.reader)
    return await sent(request, here, events, "summary.html", {"subject": subject})


@router.get(
    "/behind/{id:path}",
    summary=N_("What is behind a post"),
    description=N_(
        "What it answers and quotes, the first post found of the same claim, who repeats it, who "
        "says otherwise, who doubts it, and corrections; no verdict."
    ),
    responses={200: {"model": BehindForm, "content": {"text/html": {}}}},
)
def behind_post(
    request: Request, here: Here, asks: Asks, id: str, format: Asked = None
) -> Response:
    kind = one_of(request, "html", "json")
    answering, cursor = here.parts.answering, here.cursor()
    found = behind(id, here.parts.search, asks.reader, answering.allowed, answering.likeness)
    if kind == "json":
        return JSONResponse(behind_json(found), headers={"vary": "Accept, Cookie"})
    values = {"behind": found, "post": found.post, "cursor": cursor}
    return here.render.page(request, "behind.html", values)
