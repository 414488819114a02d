"""Calls of tools: each run, timed, and told of, whatever becomes of it; and a model that chooses
them, bounded in number and time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from rookery.answer.writer import Writer
from rookery.assistant.tools import TOOLS, Looked, Toolbox
from rookery.assistant.turn import Called
from rookery.errors import NotFound, RookeryError, Said
from rookery.llm.estimate import estimate
from rookery.llm.tasks import TOOLS as TOOL_USE
from rookery.llm.tasks import Conversation
from rookery.llm.turns import Tool, Turn, plain

MOST = 6  # calls for one answer
_ROUNDS = 3  # replies of a model that may call
_SECONDS = 30.0  # for all of them


async def look(box: Toolbox, tool: str, arguments: Mapping[str, Any]) -> tuple[Called, Looked]:
    """One call; what goes wrong stands in it."""
    began = time.perf_counter()
    try:
        looked = await asyncio.to_thread(_run, box, tool, arguments)
        wrong = None
    except RookeryError as error:
        looked, wrong = Looked({"error": str(error)}), str(error)
    took = round((time.perf_counter() - began) * 1_000)
    return Called(tool, dict(arguments), looked.kept, took, wrong), looked


def _run(box: Toolbox, name: str, arguments: Mapping[str, Any]) -> Looked:
    tool = TOOLS.get(name)
    if tool is None:
        raise NotFound(Said("There is no tool %(name)r.", name=name))
    looked: Looked = tool.run(box, tool.read(arguments))
    return looked


def offered(box: Toolbox) -> list[Tool]:
    """The tools as a model is told them; that for files where there are any."""
    return [
        Tool(tool.name, tool.description, tool.takes.model_json_schema())
        for tool in TOOLS.values()
        if box.documents or tool.name != "read_document"
    ]


async def chosen(
    writer: Writer, said: Sequence[Turn], box: Toolbox
) -> AsyncGenerator[tuple[Called, Looked], None]:
    """The calls that a model makes for a conversation's last question, as they are done.

    Ends when it asks for no more, at the bounds, or where it fails: the plain search is made all
    the same.
    """
    documents = [(one.id, one.name) for one in box.documents]
    turns = TOOL_USE.turns(Conversation(tuple(said)), documents)
    tools, seen = offered(box), set[str]()
    ends = asyncio.get_running_loop().time() + _SECONDS
    for _ in range(_ROUNDS):
        try:
            async with asyncio.timeout_at(ends):
                reply = await writer.client.chat(turns, most=TOOL_USE.most, tools=tools)
        except (RookeryError, TimeoutError):
            return
        if not reply.tool_calls:
            return
        turns.append(Turn("assistant", reply.text, calls=reply.tool_calls))
        for call in reply.tool_calls:
            key = json.dumps([call.name, dict(call.arguments)], sort_keys=True)
            if key in seen or len(seen) == MOST:
                told: Mapping[str, Any] = {"error": "It was called so before, or too often."}
            else:
                seen.add(key)
                called, looked = await look(box, call.name, call.arguments)
                yield called, looked
                told = looked.told
            turns.append(Turn("tool", _fitting(told, writer.context), result_of=call.id))
        if len(seen) == MOST or asyncio.get_running_loop().time() >= ends:
            return


def _fitting(told: Mapping[str, Any], context: int) -> str:
    """A result as a model reads it: no post ends a turn, and none takes the whole context."""
    text = plain(json.dumps(told, ensure_ascii=False))
    most = max(context // (_ROUNDS * 2), 200)  # tokens
    while estimate(text) > most:
        text = text[: len(text) * 3 // 4]
    return text
