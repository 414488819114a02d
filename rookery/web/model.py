"""The language model that answers: which it is, what it may do, which others there are, and a few
words with it. For whoever runs the server.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.errors import BadInput, RookeryError, Said
from rookery.llm.catalogue import COMPOSER, Entry, known
from rookery.llm.found import look
from rookery.llm.shelf import entry_of, is_here, names
from rookery.llm.tasks import TALK, TASKS, Conversation, Task
from rookery.llm.turns import Turn
from rookery.web.forms import form, taking
from rookery.web.language import N_, language_of
from rookery.web.leaving import Left, while_here
from rookery.web.model_forms import ModelForm, TalkForm, model_json
from rookery.web.negotiate import Asked, one_of
from rookery.web.render import words
from rookery.web.site import Here, Site
from rookery.web.streaming import event, streamed, wants_stream
from rookery.web.visitor import Asks

_LONGEST = 500  # characters of what is said to it: the task reads no more
router = APIRouter(tags=["model"])


@router.get(
    "/model",
    summary=N_("The model that answers"),
    description=N_(
        "Which it is, which tasks are its own and which the composer's, and which others are here, "
        "to be got, or found running on this machine; needs the scope admin."
    ),
    responses={200: {"model": ModelForm, "content": {"text/html": {}}}},
)
def model(request: Request, here: Here, asks: Asks, format: Asked = None) -> Response:
    asks.must_run()
    kind = one_of(request, "html", "json")
    values = _values(here)
    if kind == "json":
        return JSONResponse(model_json(**values))
    return here.render.page(request, "model.html", values | {"asked": "", "reply": None})


@router.post(
    "/model/talk",
    summary=N_("A few words with the model"),
    description=N_(
        "`text` is said to the model in use, in the task talk; the reply comes whole, or in pieces "
        "where Accept asks for text/event-stream. Needs the scope admin."
    ),
    response_model=TalkForm,
    openapi_extra=taking(("text",)),
)
async def talk(request: Request, here: Here, asks: Asks) -> Response:
    asks.must_run()
    text = (await form(request)).get("text", "").strip()
    if not text:
        raise BadInput(Said("There is nothing in it: write something to the model."))
    asked = Conversation((Turn("user", text[:_LONGEST]),))
    if wants_stream(request):
        return streamed(_events(request, here, asked))
    try:
        async with while_here(request) as still, aclosing(_pieces(here, asked)) as pieces:
            reply = TALK.parse(await still(_joined(pieces)), asked).text
    except Left:
        return Response(status_code=204)  # which nobody reads
    if one_of(request, "html", "json") == "json":
        return JSONResponse({"text": reply, "made_by": _made_by(here)})
    values = await run_in_threadpool(_values, here)
    return here.render.page(request, "model.html", values | {"asked": text, "reply": reply})


async def _pieces(here: Site, asked: Conversation) -> AsyncGenerator[str, None]:
    """The reply as it is made; closing it ends the making."""
    client = await here.parts.model.client()
    explained = here.parts.model.entry().instructed
    turns = TALK.turns(asked, explained=explained)
    async with client.stream(turns, most=TALK.most, grammar=TALK.grammar(asked)) as pieces:
        async for piece in pieces:
            yield piece


async def _joined(pieces: AsyncGenerator[str, None]) -> str:
    return "".join([piece async for piece in pieces])


async def _events(request: Request, here: Site, asked: Conversation) -> AsyncGenerator[str, None]:
    """Pieces, then `end` with the model's name, or `wrong` with a sentence."""
    whole = ""
    try:
        async with while_here(request) as still, aclosing(_pieces(here, asked)) as pieces:
            while (piece := await still(anext(pieces, None))) is not None:
                whole += piece
                yield event("piece", piece)
        TALK.parse(whole, asked)
        yield event("end", _made_by(here))
    except RookeryError as error:
        yield event("wrong", words(error.sentence, language_of(request)))
    except Left:
        return


def _made_by(here: Site) -> str:
    return here.parts.model.entry().name


def _values(here: Site) -> dict[str, Any]:
    """What the page and its JSON say."""
    home, wrong = here.parts.home, None
    try:
        entry = here.parts.model.entry()
    except RookeryError as error:
        entry, wrong = known()[COMPOSER], error.sentence
    others: list[tuple[Entry, bool]] = []
    for name in dict.fromkeys((*known(), *names(home))):
        try:
            if name != entry.name:
                others.append((entry_of(home, name), is_here(home, name)))
        except RookeryError:  # one whose record is damaged: `rookery model list` says so
            continue
    tasks = [(task.name, entry.tasks.get(task.name), _by(entry, task)) for task in TASKS.values()]
    return {"entry": entry, "wrong": wrong, "tasks": tasks, "others": others, "found": look()}


def _by(entry: Entry, task: Task[Any, Any]) -> str:
    fit = entry.takes(task.name, task.version) and (entry.sees or not task.sees)
    if entry.name != COMPOSER and fit:
        return "model"
    return "nobody" if task.instructed else "composer"
