"""What is said to a model, turn by turn, and other people's words without a model's marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# Whole marks of the models that people run: ChatML and its kin (Qwen, Llama 3, Phi), DeepSeek's
# wide ones, Gemma's, and those of Llama 2 and Mistral. An engine reads them in a post's text too.
_MARK = re.compile(
    r"<\|[^<>|\s]{0,40}\|>|<｜[^<>｜]{0,40}｜>|</?(?:start|end)_of_turn>"
    r"|</?(?:bos|eos|pad|unk|mask|s)>|<unused\d+>|\[/?INST\]|<</?SYS>>"
)
_PASSES = 8  # marks within marks; what is nested deeper was made by somebody who means harm


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation, the oldest first in a sequence of them."""

    role: Literal["system", "user", "assistant"]
    content: str


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
