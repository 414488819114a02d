"""`/v1/chat/completions`: the network's assistant for any program that talks as OpenAI's do.

Nothing is kept: a client sends the whole conversation each time.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from rookery.errors import RookeryError, Said
from rookery.llm.estimate import estimate
from rookery.llm.turns import ToolCall
from rookery.web.completions_asked import OURS, Asking, read_request
from rookery.web.completions_errors import NoSuchModel, openai_error
from rookery.web.completions_forms import REQUEST, CompletionForm, ModelForm, ModelsForm
from rookery.web.completions_told import End, Text, told
from rookery.web.completions_tools import check_can_call
from rookery.web.forms import body
from rookery.web.language import N_
from rookery.web.leaving import Left, while_here
from rookery.web.site import Here, Site
from rookery.web.streaming import STREAM, streamed
from rookery.web.visitor import Asks, Visitor

_BODY = 2**20  # bytes of a conversation: more of it would not be read
router = APIRouter(tags=["openai"])


@router.post(
    "/v1/chat/completions",
    summary=N_("Answer as OpenAI's chat completions do"),
    description=N_(
        "For programs that know that form: the last message of the user is the question, those "
        "before it what it leans on. The content has marks such as [1], and `citations` what each "
        "stands for. With `stream` it comes sentence by sentence. Nothing is kept."
    ),
    responses={200: {"model": CompletionForm, "content": {STREAM: {}}}},
    openapi_extra={
        "requestBody": {"content": {"application/json": {"schema": REQUEST}}, "required": True}
    },
)
async def complete(request: Request, here: Here, asks: Asks) -> Response:
    if asks.known:
        asks.must("read")
    asking = read_request(await body(request, _BODY))
    _check_model(here, asking.model)
    await check_can_call(here, asking)
    if asking.streamed:
        return streamed(_chunks(request, here, asks, asking))
    try:
        async with while_here(request) as still:
            return JSONResponse(await still(_whole(here, asks, asking)))
    except Left:
        return Response(status_code=204)  # which nobody reads


@router.get(
    "/v1/models",
    summary=N_("The models that can be named"),
    description=N_("`rookery`, which is this network's assistant, and the model it works with."),
    response_model=ModelsForm,
)
def models(here: Here) -> Response:
    return JSONResponse({"object": "list", "data": [_model(*one) for one in _known(here)]})


@router.get(
    "/v1/models/{id:path}",
    summary=N_("One of the models"),
    description=N_("By its name, as the list of them has it."),
    response_model=ModelForm,
)
def model(here: Here, id: str) -> Response:
    _check_model(here, id)
    return JSONResponse(_model(*next(one for one in _known(here) if one[0] == id)))


def _known(here: Site) -> list[tuple[str, str]]:
    """Names, and who made what answers by them."""
    entry = here.parts.model.entry()
    own = OURS if entry.where_from is None and not entry.instructed else entry.name
    return list({OURS: OURS, entry.name: own}.items())


def _check_model(here: Site, name: str) -> None:
    known = [id for id, _ in _known(here)]
    if name not in known:
        raise NoSuchModel(
            Said(
                "There is no model %(name)r here: there are %(known)s.",
                name=name[:80], known=tuple(known),
            )
        )  # fmt: skip


def _model(id: str, owned_by: str) -> dict[str, Any]:
    return {"id": id, "object": "model", "created": 0, "owned_by": owned_by}


async def _whole(here: Site, asks: Visitor, asking: Asking) -> dict[str, Any]:
    content, citations, end = "", list[Mapping[str, Any]](), None
    async with aclosing(told(here, asking, asks.reader)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Text):
                content += piece.text
                citations += piece.citations
            else:
                end = piece
    assert end is not None
    called = {"tool_calls": _calls(end.calls)} if end.calls else {}
    said = None if end.calls else content
    message = {"role": "assistant", "content": said, "refusal": None, **called}
    choice = {
        "index": 0, "message": message | end.beside(citations), "finish_reason": end.finish,
        "logprobs": None,
    }  # fmt: skip
    head = _head("chat.completion", asking)
    return head | {"choices": [choice], "usage": _usage(asking, content, end)}


async def _chunks(
    request: Request, here: Site, asks: Visitor, asking: Asking
) -> AsyncGenerator[str, None]:
    """The role first, then a chunk for each sentence, then what stands beside all of them.

    An error in mid-answer is an event, and the last; a client that leaves stops the making.
    """
    head = _head("chat.completion.chunk", asking)
    content, citations = "", list[Mapping[str, Any]]()
    try:
        async with (
            while_here(request) as still,
            aclosing(told(here, asking, asks.reader)) as pieces,
        ):
            yield _chunk(head, asking, {"role": "assistant", "content": ""})
            while (piece := await still(anext(pieces, None))) is not None:
                if isinstance(piece, Text):
                    content += piece.text
                    citations += piece.citations
                    new = {"content": piece.text, "citations": list(piece.citations)}
                    yield _chunk(head, asking, new)
                    continue
                if piece.calls:
                    yield _chunk(head, asking, {"tool_calls": _calls(piece.calls, placed=True)})
                yield _chunk(head, asking, piece.beside(citations), piece.finish)
                if asking.usage:
                    yield _data(head | {"choices": [], "usage": _usage(asking, content, piece)})
                yield "data: [DONE]\n\n"
    except RookeryError as error:
        yield _data(openai_error(error))
    except Left:
        return


def _head(kind: str, asking: Asking) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()),
        "model": asking.model,
    }  # fmt: skip


def _chunk(
    head: Mapping[str, Any], asking: Asking, delta: Mapping[str, Any], finish: str | None = None
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    usage = {"usage": None} if asking.usage else {}
    return _data({**head, "choices": [choice], **usage})


def _data(value: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(value)}\n\n"


def _calls(calls: Sequence[ToolCall], *, placed: bool = False) -> list[dict[str, Any]]:
    """As they stand in a message; in a chunk each says its place too."""
    return [
        ({"index": place} if placed else {})
        | {
            "id": call.id,
            "type": "function",
            "function": {
                "name": call.name,
                "arguments": json.dumps(dict(call.arguments), ensure_ascii=False),
            },
        }
        for place, call in enumerate(calls)
    ]


def _usage(asking: Asking, content: str, end: End) -> dict[str, int]:
    """Estimates: what several models wrote of it, and what none did, is not told apart."""
    made = estimate(content) + sum(estimate(json.dumps(one)) for one in _calls(end.calls))
    return {
        "prompt_tokens": asking.tokens, "completion_tokens": made,
        "total_tokens": asking.tokens + made,
    }  # fmt: skip
