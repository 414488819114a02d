"""Which of its own tools a client lets a model call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rookery.errors import Said
from rookery.llm.turns import Tool
from rookery.web.completions_errors import Refused
from rookery.web.completions_forms import RequestForm, ToolForm

_NO_ARGUMENTS: Mapping[str, Any] = {"type": "object", "properties": {}}


@dataclass(frozen=True, slots=True)
class Choosing:
    """The tools that may be called; none: the posts answer."""

    tools: tuple[Tool, ...] = ()
    must: bool = False  # one has to be called
    several: bool = True


def choosing_of(given: RequestForm) -> Choosing:
    """What a request says of tools; raises BadInput for what is malformed in it."""
    tools = tuple(map(_tool, given.tools or ()))
    names = [tool.name for tool in tools]
    if len(set(names)) < len(names):
        raise Refused(Said("Two of the tools have the same name."), "tools")
    choice, several = given.tool_choice or "auto", given.parallel_tool_calls is not False
    if isinstance(choice, dict):
        return _named(choice, tools, several)
    match choice:
        case "none":
            return Choosing()
        case "auto":
            return Choosing(tools, several=several)
        case "required" if tools:
            return Choosing(tools, must=True, several=several)
        case "required":
            why = Said("tool_choice asks for a call, and no tools are given.")
        case _:
            why = Said(
                "tool_choice is to be none, auto, required, or the name of a function in an object."
            )
    raise Refused(why, "tool_choice")


def _named(choice: Mapping[str, Any], tools: Sequence[Tool], several: bool) -> Choosing:
    function = choice.get("function")
    name = function.get("name") if isinstance(function, dict) else None
    found = tuple(tool for tool in tools if tool.name == name)
    if choice.get("type") != "function" or not found:
        raise Refused(Said("tool_choice names no function that is among the tools."), "tool_choice")
    return Choosing(found, must=True, several=several)


def _tool(given: ToolForm) -> Tool:
    about = given.function
    takes = about.parameters or _NO_ARGUMENTS
    if takes.get("type", "object") != "object":
        raise Refused(
            Said("The parameters of %(tool)r are to be the JSON schema of an object.",
                 tool=about.name),
            "tools",
        )  # fmt: skip
    return Tool(about.name, about.description or "", takes)
