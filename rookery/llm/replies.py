"""A server's JSON, whole or in pieces, as a `Reply` that has the form that was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, Field

from rookery.llm.request import Asked
from rookery.llm.turns import Reply, Token, ToolCall


class Misfit(ValueError):
    """The reply has not the form that was asked for; `cut` where it was only too long."""

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.cut = cut


class _Function(BaseModel):
    name: str | None = None
    arguments: str | None = None


class _Call(BaseModel):
    index: int | None = None
    id: str | None = None
    function: _Function = _Function()


class _Said(BaseModel):
    """A message, or a piece of one."""

    content: str | None = None
    tool_calls: list[_Call] | None = None


class _Token(BaseModel):
    token: str
    logprob: float


class _Logprobs(BaseModel):
    content: list[_Token] | None = None


class _Choice(BaseModel):
    message: _Said
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _PieceOfChoice(BaseModel):
    delta: _Said = _Said()
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Whole(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


class _Piece(BaseModel):
    choices: list[_PieceOfChoice]
    usage: _Usage | None = None


class Gathering:
    """A reply as its pieces come."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._calls: dict[int, _Call] = {}
        self._tokens: list[Token] = []
        self._usage = _Usage()
        self._finish: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the server said why it stopped: without it the reply is half a one."""
        return self._finish is not None

    def add(self, event: Any) -> str:
        """The text that this piece brings; raises a ValueError where it is no piece."""
        piece = _Piece.model_validate(event)
        self._usage = piece.usage or self._usage
        if not piece.choices:  # the last one, with the usage alone
            return ""
        choice = piece.choices[0]
        return self._take(choice.delta, choice.finish_reason, choice.logprobs)

    def whole(self, body: Any) -> None:
        """The one piece of a reply that was not streamed; raises a ValueError as `add` does."""
        read = _Whole.model_validate(body)
        self._usage = read.usage or self._usage
        choice = read.choices[0]
        self._take(choice.message, choice.finish_reason or "stop", choice.logprobs)

    def _take(self, said: _Said, finish: str | None, logprobs: _Logprobs | None) -> str:
        text = said.content or ""
        self._text.append(text)
        for place, call in enumerate(said.tool_calls or ()):
            self._add_call(place if call.index is None else call.index, call)
        self._tokens += [
            Token(one.token, one.logprob) for one in (logprobs and logprobs.content) or ()
        ]
        self._finish = finish or self._finish
        return text

    def _add_call(self, index: int, piece: _Call) -> None:
        """A call's id and name come once, its arguments in pieces."""
        call = self._calls.setdefault(index, _Call(function=_Function()))
        call.id = call.id or piece.id
        call.function.name = call.function.name or piece.function.name
        call.function.arguments = (call.function.arguments or "") + (piece.function.arguments or "")

    def reply(self, asked: Asked) -> Reply:
        """All of it; raises Misfit where a tool or the schema that was asked for does not fit."""
        reply = Reply(
            text="".join(self._text),
            logprobs=tuple(self._tokens),
            tokens_in=self._usage.prompt_tokens,
            tokens_out=self._usage.completion_tokens,
            finish=self._finish or "stop",
        )
        if self._calls:
            calls = [self._calls[index] for index in sorted(self._calls)]
            return replace(reply, tool_calls=_checked_calls(calls, asked, reply.finish))
        if asked.form is None:
            return reply
        value = _parsed(reply.text, reply.finish)
        if fault := asked.form.fault(value):
            raise Misfit(fault)
        return replace(reply, value=value)


def _checked_calls(calls: Sequence[_Call], asked: Asked, finish: str) -> tuple[ToolCall, ...]:
    made = []
    for place, call in enumerate(calls):
        name = call.function.name or ""
        if name not in asked.takes:
            raise Misfit(f"it calls {name!r}, which it was not given")
        arguments = _parsed(call.function.arguments or "{}", finish)
        if fault := asked.takes[name].fault(arguments):
            raise Misfit(f"what it gives {name!r} does not fit: {fault}")
        if not isinstance(arguments, dict):
            raise Misfit(f"what it gives {name!r} is no object")
        made.append(ToolCall(call.id or f"call_{place}", name, arguments))
    return tuple(made)


def _parsed(text: str, finish: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Misfit(f"it is no JSON: {error}", cut=finish == "length") from None


def _no_constant(name: str) -> Any:
    """NaN and Infinity, which Python reads and JSON has not."""
    raise ValueError(f"{name} is no JSON")
