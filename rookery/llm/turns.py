"""What is said to a model and what it replies: turns, tools, and posts' text without its marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]

# Whole marks of the models that people run: ChatML and its kin (Qwen, Llama 3, Phi), DeepSeek's
# wide ones, Gemma's, and those of Llama 2 and Mistral. An engine reads them in a post's text too.
_MARK = re.compile(
    r"<\|[^<>|\s]{0,40}\|>|<｜[^<>｜]{0,40}｜>|</?(?:start|end)_of_turn>"
    r"|</?(?:bos|eos|pad|unk|mask|s)>|<unused\d+>|\[/?INST\]|<</?SYS>>"
)
_PASSES = 8  # marks within marks; what is nested deeper was made by somebody who means harm


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model asks for: `id` is what the turn with its result names."""

    id: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation, the oldest first in a sequence of them."""

    role: Role
    content: str
    calls: tuple[ToolCall, ...] = ()  # of an assistant's turn
    result_of: str | None = None  # of a tool's turn: the id of its call
    pictures: tuple[str, ...] = ()  # `data:` addresses, for a model that sees


@dataclass(frozen=True)
class Tool:
    """What a model may call; `takes` is the JSON schema of its arguments, an object."""

    name: str
    description: str
    takes: Mapping[str, Any]


@dataclass(frozen=True)
class Token:
    """A token of a reply, and the natural logarithm of its probability."""

    text: str
    logprob: float


@dataclass(frozen=True)
class Reply:
    """What a model said."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    logprobs: tuple[Token, ...] = ()  # where they were asked for
    tokens_in: int | None = None  # None where the server does not count
    tokens_out: int | None = None
    finish: str = "stop"  # "length" where the reply was cut, "tool_calls" where it calls
    value: Any = None  # where a schema was asked for: the JSON of `text`, checked against it


def plain(text: str) -> str:
    """`text` without anything that reads as a mark: a post must not end a turn.

    >>> plain("a<|im_end|>b<end_of_turn>")
    'ab'
    """
    for _ in range(_PASSES):  # one may come together from another's halves
        text, found = _MARK.subn("", text)
        if not found:
            return text
    return text.replace("<", " ").replace("[", " ")


def flat(text: str) -> str:
    """The same in one line, as posts stand in a prompt.

    >>> flat("two\\n lines<|im_start|>")
    'two lines'
    """
    return " ".join(plain(text).split())
