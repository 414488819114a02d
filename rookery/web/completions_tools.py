"""A client's own tools: which of them the model in use calls, or what it answers from their
results.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace

from rookery.answer.writer import Writer
from rookery.errors import Said, Unavailable
from rookery.llm.estimate import estimate
from rookery.llm.failures import BadReply
from rookery.llm.tasks import TOOLS, Program
from rookery.llm.turns import Reply, ToolCall
from rookery.web.completions_asked import Asking
from rookery.web.completions_errors import Refused
from rookery.web.site import Site


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a model made of a client's tools; neither calls nor text: the posts are to answer."""

    calls: tuple[ToolCall, ...] = ()
    text: str | None = None  # from results alone, so from no post
    made_by: str = ""
    cut: bool = False


async def check_can_call(here: Site, asking: Asking) -> None:
    """Raises BadInput where a call is asked for and no model here can make one."""
    if asking.choosing.must and await here.parts.answering.writer(TOOLS.name) is None:
        raise Refused(
            Said(
                "No model is in use here that can call tools: leave out tool_choice, and the "
                "answer comes from the posts."
            ),
            "tool_choice",
        )


async def chosen(here: Site, asking: Asking) -> Chosen:
    """Where tools are given, or results of some; raises what the model's client does."""
    choosing = asking.choosing
    if not (choosing.tools or asking.with_results):
        return Chosen()
    writer = await here.parts.answering.writer(TOOLS.name)
    if writer is None:
        return Chosen()
    try:
        reply = await _asked(writer, asking)
    except BadReply:
        if choosing.must:
            raise
        return Chosen()  # a call that no tool takes is none
    if reply.tool_calls:
        calls = reply.tool_calls if choosing.several else reply.tool_calls[:1]
        return Chosen(tuple(_with_id(call) for call in calls), made_by=writer.name)
    if choosing.must:
        raise Unavailable(
            Said("The model in use called no tool, though it was to: ask again, or let it choose.")
        )
    # results are no posts: only a model that follows instructions is let answer from them
    if asking.with_results and here.parts.model.entry().instructed:
        text = TOOLS.answer(reply.text)
        return Chosen(text=text, made_by=writer.name, cut=reply.finish == "length")
    return Chosen()


async def _asked(writer: Writer, asking: Asking) -> Reply:
    tools = asking.choosing.tools
    told = json.dumps([[t.name, t.description, dict(t.takes)] for t in tools], ensure_ascii=False)
    program = TOOLS.fitted(
        Program(asking.turns, asking.about), estimate, writer.context, estimate(told)
    )
    return await writer.client.chat(TOOLS.turns_of(program), most=TOOLS.most, tools=tools)


def _with_id(call: ToolCall) -> ToolCall:
    """With an id that no other request's has: some servers count from nought each time."""
    return replace(call, id=f"call_{secrets.token_hex(12)}")
