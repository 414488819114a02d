"""`/chat`: the assistant's conversations as pages, as JSON, and a turn as it is made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from rookery.assistant.assistant import Begun, Event, Kept
from rookery.assistant.attached import Attached
from rookery.assistant.conversations import AFTER, Conversation, Summary
from rookery.assistant.shown import Readable, readable, shown, turn_json
from rookery.assistant.turn import Answered
from rookery.errors import BadInput, Conflict, Said
from rookery.search.results import Trend
from rookery.web.chat_forms import (
    ConversationsForm,
    SaidForm,
    WholeConversationForm,
)
from rookery.web.chat_stream import streamed_turn
from rookery.web.forms import back, form, taking
from rookery.web.language import N_
from rookery.web.leaving import Left, while_here
from rookery.web.negotiate import Asked, one_of
from rookery.web.render import words as told
from rookery.web.site import Here, Site
from rookery.web.streaming import STREAM, streamed, wants_stream
from rookery.web.visitor import Asks, Visitor

_DIGITS = 18  # of a turn's number
_SHOWN = 200  # conversations that a page lists
_TURN = 2 * 2**20  # bytes of a form with a turn: also of one so long that its length is told
_SUGGESTED = 2  # rising terms that an empty conversation suggests to ask about
_NOTHING: Readable = MappingProxyType({})
router = APIRouter(tags=["assistant"])


@router.get(
    "/chat",
    summary=N_("Your conversations with the assistant"),
    description=N_("The last changed first; `q` keeps those with all of its words."),
    responses={200: {"model": ConversationsForm, "content": {"text/html": {}}}},
)
def conversations(
    request: Request,
    here: Here,
    asks: Asks,
    q: Annotated[str, Query(max_length=200, description=N_("Words of title or turns."))] = "",
    format: Asked = None,
) -> Response:
    kind = one_of(request, "html", "json")
    found = here.parts.assistant.conversations.all(asks.owner(), q)
    if kind == "json":
        return JSONResponse({"conversations": [summary_json(one) for one in found]})
    return _page(request, here, found, words=q, rising=here.rising(asks.reader, _SUGGESTED))


@router.post(
    "/chat",
    summary=N_("Say something to the assistant"),
    description=N_(
        "`text` in the conversation `conversation`, or in a new one. Where Accept asks for "
        "text/event-stream the turn comes as it is made, as HTML."
    ),
    responses={200: {"model": SaidForm, "content": {STREAM: {}}}},
    openapi_extra=taking(("text",), ("conversation",)),
)
async def say(request: Request, here: Here, asks: Asks) -> Response:
    given = await form(request, _TURN)
    id = given.get("conversation") or None
    owner = asks.owner()
    if id is not None:  # not found is a status, also of a stream
        await run_in_threadpool(here.parts.assistant.conversations.open, owner, id)
    text = given.get("text", "")
    if not text.strip():
        raise BadInput(Said("There is nothing in it: write a question, or what you wish for."))
    said = here.parts.assistant.say(owner, text, id, reader=asks.reader)
    return await _told(request, here, asks, said)


@router.post(
    "/chat/{id}/again",
    summary=N_("Answer the last question anew"),
    description=N_(
        "In place of the answer that it had; as `/chat` answers. `turn` is the number of that "
        "answer, or of the question where it has none."
    ),
    responses={200: {"model": SaidForm, "content": {STREAM: {}}}},
    openapi_extra=taking(("turn",)),
)
async def again(request: Request, here: Here, asks: Asks, id: str) -> Response:
    turn, owner = (await form(request)).get("turn", ""), asks.owner()
    found = await run_in_threadpool(here.parts.assistant.conversations.open, owner, id)
    if not turn.isdecimal() or len(turn) > _DIGITS:
        raise BadInput(Said("What is answered anew is named by the number of its turn."))
    if found.turns and found.turns[-1].id != int(turn):  # a status, also of a stream
        raise Conflict(AFTER)
    said = here.parts.assistant.again(owner, id, int(turn), reader=asks.reader)
    return await _told(request, here, asks, said)


@router.get(
    "/chat/export",
    summary=N_("All your conversations"),
    description=N_("Each whole, as one JSON file to keep."),
    responses={200: {"content": {"application/json": {}}}},
)
def export(here: Here, asks: Asks) -> Response:
    owner = asks.owner()
    assistant = here.parts.assistant
    told = []
    for one in assistant.conversations.export(owner):
        files = assistant.files.of(owner, one.about.id)
        may_read = readable(one.turns, here.parts.answering, asks.reader, files)
        told.append(conversation_json(one, files, may_read))
    made = json.dumps({"conversations": told}, ensure_ascii=False, indent=1)
    named = {"content-disposition": 'attachment; filename="conversations.json"'}
    return Response(made, media_type="application/json", headers=named)


@router.get(
    "/chat/{id}",
    summary=N_("A conversation"),
    description=N_(
        "Its turns in order. Sentences that rested on posts which are deleted since are left out, "
        "and counted."
    ),
    responses={200: {"model": WholeConversationForm, "content": {"text/html": {}}}},
)
def conversation(
    request: Request, here: Here, asks: Asks, id: str, format: Asked = None
) -> Response:
    kind = one_of(request, "html", "json")
    owner, assistant = asks.owner(), here.parts.assistant
    found = assistant.conversations.open(owner, id)
    files = assistant.files.of(owner, id)
    may_read = readable(found.turns, here.parts.answering, asks.reader, files)
    if kind == "json":
        return JSONResponse(conversation_json(found, files, may_read))
    every = assistant.conversations.all(owner)
    return _page(request, here, every, found, files, may_read)


@router.post(
    "/chat/{id}/rename",
    summary=N_("Rename a conversation"),
    description=N_("`title` is its new name."),
    openapi_extra=taking(("title",)),
)
async def rename(request: Request, here: Here, asks: Asks, id: str) -> Response:
    title = (await form(request)).get("title", "")
    kept = here.parts.assistant.conversations
    await run_in_threadpool(kept.rename, asks.owner(), id, title)
    return _done(request, f"/chat/{id}")


@router.post(
    "/chat/{id}/delete",
    summary=N_("Delete a conversation"),
    description=N_("With its files, for good."),
)
async def delete(request: Request, here: Here, asks: Asks, id: str) -> Response:
    await form(request)
    await run_in_threadpool(here.parts.assistant.conversations.delete, asks.owner(), id)
    return _done(request, "/chat")


@router.post(
    "/chat/{id}/rate",
    summary=N_("Say what you think of an answer"),
    description=N_("`turn` is its number; `rating` is good, bad or none; `reason` your words."),
    openapi_extra=taking(("turn", "rating"), ("reason",)),
)
async def rate(request: Request, here: Here, asks: Asks, id: str) -> Response:
    given = await form(request)
    turn, rating = given.get("turn", ""), given.get("rating", "")
    if not turn.isdecimal() or len(turn) > _DIGITS or rating not in ("good", "bad", "none"):
        raise BadInput(Said("A rating names a turn by its number, and is good, bad or none."))
    good = None if rating == "none" else rating == "good"
    kept = here.parts.assistant.conversations
    await run_in_threadpool(kept.rate, asks.owner(), int(turn), good, given.get("reason", ""))
    return _done(request, f"/chat/{id}#turn-{turn}")


async def _told(request: Request, here: Site, asks: Visitor, said: Any) -> Response:
    if wants_stream(request):
        return streamed(streamed_turn(request, here, said))
    try:
        async with while_here(request) as still:
            began, kept = await still(_whole(said))
    except Left:
        return Response(status_code=204)  # which nobody reads
    if one_of(request, "html", "json") == "html":
        return back(f"/chat/{began}#turn-{kept.turn.id}")
    files = await run_in_threadpool(here.parts.assistant.files.of, asks.owner(), began)
    may_read = await run_in_threadpool(
        readable, [kept.turn], here.parts.answering, asks.reader, files
    )
    return JSONResponse({"conversation": began, "turn": turn_json(kept.turn, may_read)})


async def _whole(said: Any) -> tuple[str, Kept]:
    began, kept = "", None
    event: Event
    async for event in said:
        if isinstance(event, Kept):
            kept = event
        elif isinstance(event, Begun):
            began = event.conversation
    assert kept is not None
    return began, kept


def _page(
    request: Request,
    here: Site,
    every: list[Summary],
    found: Conversation | None = None,
    files: Sequence[Attached] = (),
    may_read: Readable = _NOTHING,
    words: str = "",
    rising: Sequence[Trend] = (),
) -> Response:
    turns = []
    for turn in found.turns if found else ():
        body = shown(turn.body, may_read) if isinstance(turn.body, Answered) else turn.body
        numbers: dict[str, int] = {}
        if isinstance(body, Answered):
            for cite in (cite for s in body.statements for cite in s.cites):
                numbers.setdefault(cite, len(numbers) + 1)
        turns.append((turn, body, numbers))
    values = {
        "cursor": here.cursor(),
        "every": every[:_SHOWN], "left_out": max(len(every) - _SHOWN, 0), "found": found,
        "turns": turns, "files": files, "posts": may_read, "words": words,
        "rising": rising,
    }  # fmt: skip
    return here.render.page(request, "chat.html", values)


def _done(request: Request, path: str) -> Response:
    if one_of(request, "html", "json") == "json":
        return JSONResponse({"done": True})
    return back(path)


def summary_json(one: Summary) -> dict[str, Any]:
    """A conversation in a list."""
    return {
        "id": one.id, "title": one.title, "made_at": one.made_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
    }  # fmt: skip


def file_json(file: Attached, language: str = "en") -> dict[str, Any]:
    """A file without its text; its notes are told in `language`."""
    return {
        "id": file.id, "name": file.name, "kind": file.kind, "pages": len(file.pages),
        "notes": [told(note, language) for note in file.notes],
    }  # fmt: skip


def conversation_json(
    one: Conversation, files: Sequence[Attached], may_read: Readable
) -> dict[str, Any]:
    """A conversation whole."""
    return {
        **summary_json(one.about),
        "turns": [turn_json(turn, may_read) for turn in one.turns],
        "files": [file_json(file) for file in files],
    }
