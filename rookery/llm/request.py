"""What is asked of a server, in the words that it takes: these are learned from its refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rookery.errors import BadInput
from rookery.llm import grammar as gbnf
from rookery.llm import schema as schemas
from rookery.llm.turns import Tool, Turn

_MOST_LEARNED = 1_000  # schemas that a server could not take
_UNKNOWN = ("unrecognized", "unknown", "unsupported", "not supported", "not permitted", "extra")


@dataclass(frozen=True)
class Asked:
    """One request, whatever server it goes to."""

    turns: Sequence[Turn]
    most: int
    temperature: float = 0.0
    grammar: str | None = None
    schema: Mapping[str, Any] | None = None
    tools: Sequence[Tool] = ()
    logprobs: bool = False
    stop: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.grammar is not None and self.schema is not None:
            raise BadInput("A reply is held to a grammar or to a schema, and not to both.")
        _ = self.form, self.takes  # raise BadInput here and now

    @cached_property
    def form(self) -> schemas.Node | None:
        """The schema, read."""
        return None if self.schema is None else schemas.read(self.schema)

    @cached_property
    def takes(self) -> Mapping[str, schemas.Node]:
        """What each tool takes, by its name."""
        return {tool.name: schemas.read(tool.takes) for tool in self.tools}


@dataclass
class Manners:
    """What one server is known to take. A request that it refuses is put in other words, once."""

    longest: str = "max_tokens"  # its word for the length of a reply
    grammars: bool = True
    no_schema: set[str] = field(default_factory=set)  # that it cannot hold a reply to

    def body(self, asked: Asked, model: str, *, stream: bool) -> dict[str, Any]:
        """The JSON of a chat completion."""
        body: dict[str, Any] = {
            "model": model,
            "messages": [_message(turn) for turn in asked.turns],
            self.longest: asked.most,
            "temperature": asked.temperature,
        }
        if asked.stop:
            body["stop"] = list(asked.stop)
        if asked.logprobs:
            body |= {"logprobs": True, "top_logprobs": 1}  # llama.cpp sends 20, unasked
        if asked.tools:
            body["tools"] = [_tool(tool) for tool in asked.tools]
        if stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return body | self._constraint(asked)

    def _constraint(self, asked: Asked) -> dict[str, Any]:
        grammar = asked.grammar
        if asked.schema is not None:
            if _key(asked.schema) not in self.no_schema:
                wanted = {"name": "reply", "schema": asked.schema, "strict": True}
                return {"response_format": {"type": "json_schema", "json_schema": wanted}}
            assert asked.form is not None
            grammar = gbnf.of_node(asked.form)
        if grammar is None or not self.grammars:
            return {}
        grammar = sound(grammar)
        # each server knows one of these and passes over the others: llama.cpp, vLLM from 0.11 on,
        # vLLM before, SGLang
        return {
            "grammar": grammar,
            "structured_outputs": {"grammar": grammar},
            "guided_grammar": grammar,
            "ebnf": grammar,
        }

    def refused(self, asked: Asked, why: str) -> bool:
        """Learn from a 400 in the server's words; whether the request is to be put anew."""
        why = why.lower()
        if self.longest == "max_tokens" and "max_completion_tokens" in why:
            self.longest = "max_completion_tokens"
            return True
        if self.schema_failed(asked):
            return True
        if self.grammars and self._constraint(asked) and any(word in why for word in _UNKNOWN):
            self.grammars = False  # a hosted model: the reply is only checked
            return True
        return False

    def schema_failed(self, asked: Asked) -> bool:
        """Learn that this schema holds nothing there; whether our own grammar is to be tried."""
        if asked.schema is None or (key := _key(asked.schema)) in self.no_schema:
            return False
        if len(self.no_schema) >= _MOST_LEARNED:
            self.no_schema.clear()
        self.no_schema.add(key)
        return True


def _key(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, sort_keys=True)


def _message(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"role": turn.role, "content": sound(turn.content)}
    if turn.pictures:
        pictures = [{"type": "image_url", "image_url": {"url": one}} for one in turn.pictures]
        message["content"] = [{"type": "text", "text": sound(turn.content)}, *pictures]
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments))},
            }
            for call in turn.calls
        ]
    if turn.result_of is not None:
        message["tool_call_id"] = turn.result_of
    return message


def _tool(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.takes}
    return {"type": "function", "function": function}


def sound(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")
