"""What every task of a model is: a prompt, a grammar, and a parser that takes nothing half right.

The forms are lines: JSON lines with fixed fields, or one line of plain text. A grammar (GBNF, as
llama.cpp reads it) holds a model to them; the parser checks them again, since not every endpoint
knows grammars.
"""

from __future__ import annotations

import json
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rookery.errors import RookeryError, Said, TooLarge, short
from rookery.llm.turns import Turn, plain

Asked = TypeVar("Asked")
Got = TypeVar("Got")

_TURN = 8  # tokens that a model's template puts around a turn, at most
_JOINERS = "\u200c\u200d"  # emoji and several scripts need them
_LONE = re.compile("[\ud800-\udfff]")

# What `one_line` would take out or make a space: nothing of it is written, or a text were empty.
_UNSEEN = r"\x00-\x1F\x7F-\x9F\u200B\u200E-\u200F\u2028-\u202E\u2060-\u206F\uFEFF"
_SPACES = r"\x20\xA0\xAD\u1680\u2000-\u200D\u202F\u205F\u3000"
TEXT_RULES = rf"""
first ::= [^"\\{_UNSEEN}{_SPACES}] | "\\" ["\\]
char ::= [^"\\{_UNSEEN}] | "\\" ["\\]
""".strip()  # inside a JSON string
LINE_RULES = rf"""
first ::= [^{_UNSEEN}{_SPACES}]
char ::= [^{_UNSEEN}]
""".strip()


class BadForm(RookeryError):
    """A model's reply is not in its task's form; the sentence says where."""

    status = 502


class Task(ABC, Generic[Asked, Got]):
    """One thing that a model is asked for. A change to its prompt or form bumps its `version`."""

    name: ClassVar[str]
    version: ClassVar[int]
    most: ClassVar[int]  # tokens of a reply
    rules: ClassVar[str]  # the form in words, for a model that was not tuned to it
    instructed: ClassVar[bool] = False  # only for a model that follows instructions
    sees: ClassVar[bool] = False  # only for one that takes pictures

    @abstractmethod
    def prompt(self, asked: Asked) -> str:
        """The one user's turn."""

    @abstractmethod
    def grammar(self, asked: Asked) -> str:
        """The replies that are in form, in GBNF; `root` is where it begins."""

    @abstractmethod
    def parse(self, text: str, asked: Asked) -> Got:
        """What a reply says. Raises BadForm."""

    @abstractmethod
    def rendered(self, got: Got) -> str:
        """The reply that says this: what a model learns to write."""

    @abstractmethod
    def lessened(self, asked: Asked) -> Asked | None:
        """The same without its least part; `None` where nothing can be left out."""

    def turns(self, asked: Asked, *, explained: bool = False) -> list[Turn]:
        """What the model is sent; `explained` where it was not tuned to the task."""
        told = [Turn("system", self.rules)] if explained or self.instructed else []
        return [*told, Turn("user", self.prompt(asked))]

    def fitted(
        self,
        asked: Asked,
        count: Callable[[str], int],
        context: int,
        *,
        explained: bool = False,
    ) -> Asked:
        """The same with so many of its least parts left out that prompt and reply fit `context`.

        `count` says how many tokens a text has. Raises TooLarge where not even the last part fits.
        """
        while True:
            turns = self.turns(asked, explained=explained)
            if sum(count(t.content) + _TURN for t in turns) + _TURN + self.most <= context:
                return asked
            less = self.lessened(asked)
            if less is None:
                raise TooLarge(
                    Said(
                        "The model's context of %(n)s tokens is too small for this: "
                        "make it shorter or use another model.",
                        n=context,
                    )
                )
            asked = less


def one_line(text: str, longest: int) -> str:
    """Somebody's words as data: one line, without signs that cannot be seen or marks, and bounded.

    >>> one_line("two\\n lines<|im_end|>", 80)
    'two lines'
    """
    cut = _LONE.sub("\ufffd", text[: longest * 4])  # what is far over is not even looked at
    seen = "".join(
        c
        for c in cut
        if c in _JOINERS or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf")
    )
    return short(" ".join(plain(seen).split()), longest)


def string_rule(longest: int) -> str:
    """GBNF of a JSON string of 1 to `longest` characters, none of them a control character."""
    return f'"\\"" first char{{0,{longest - 1}}} "\\""'


def quoted(literal: str) -> str:
    """A literal text in GBNF."""
    return '"' + literal.replace("\\", "\\\\").replace('"', '\\"') + '"'


def json_line(value: dict[str, Any]) -> str:
    """An object as the one line that a reply has for it."""
    return json.dumps(value, ensure_ascii=False)


def json_lines(text: str, fields: Sequence[str]) -> list[dict[str, Any]]:
    """The objects of a reply, each with exactly these fields. Raises BadForm."""
    found = []
    # split at "\n" alone: a string may hold other signs that Python takes for the end of a line
    for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            raise BadForm(f"Line {number} of the reply is not JSON.") from None
        if not isinstance(value, dict) or sorted(value) != sorted(fields):
            raise BadForm(f"Line {number} of the reply does not have just {_listed(fields)}.")
        found.append(value)
    return found


def text_of(value: object, longest: int, what: str) -> str:
    """A text of a reply, in one line. Raises BadForm where it is none, empty or too long."""
    if not isinstance(value, str):
        raise BadForm(f"{what} is not a text.")
    text = one_line(value, longest + 1)
    if not text:
        raise BadForm(f"{what} is empty.")
    if len(text) > longest:
        raise BadForm(f"{what} is longer than {longest} characters.")
    return text


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f'"{name}"' for name in names)
