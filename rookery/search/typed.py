"""What stands at the end of a query that is being typed: what is kept, and what is completed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rookery.search.tokens import QUOTES
from rookery.text import words

_LAST = re.compile(rf"[^\s(){QUOTES}]*$")
_SIGNS = "-−+"
_JOINTS = ("OR", "AND", "NOT")


@dataclass(frozen=True, slots=True)
class Typed:
    """`kept` stays as it was typed; completions are of `last`, which is in lower case."""

    kept: str
    last: str
    phrase: tuple[str, ...] | None = None  # words before it within an open quotation mark

    def completed(self, word: str) -> str:
        """The query with `word` for `last`, its quotation mark closed."""
        return f'{self.kept}{word}"' if self.phrase is not None else self.kept + word


def typed(text: str) -> Typed:
    """The end of `text`; an operator's value in an open quotation mark has no mark."""
    marks = [at for at, c in enumerate(text) if c in QUOTES]
    if len(marks) % 2 == 0:
        return _open(text, _start(text))
    opened = marks[-1]
    named = _start(text[:opened])
    if text[:opened].endswith(":") and named < opened:  # community:"two wo
        found = _open(text[:opened], named)
        return Typed(found.kept, found.last + text[opened + 1 :].lower())
    start = _start(text)
    return Typed(text[:start], text[start:].lower(), tuple(words(text[opened + 1 : start])))


def _open(text: str, start: int) -> Typed:
    while start < len(text) and text[start] in _SIGNS:
        start += 1
    last = text[start:]
    return Typed(text[:start], "" if last in _JOINTS else last.lower())


def _start(text: str) -> int:
    found = _LAST.search(text)
    return found.start() if found else len(text)
