"""What stands at the end of a query that is being typed: what is kept, and what is completed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rookery.search.tokens import QUOTES
from rookery.text import words

_LAST = re.compile(rf"[^\s(){QUOTES}]*$")
_SIGNS = "-−+"
_JOINTS = ("OR", "AND", "NOT")
_OPENING = re.compile(r"(?:[\s(+\-−]|\b(?:AND|NOT)$)+$")  # what ties an end to what is before
_OR = re.compile(r"(?:^|[\s)])OR$")
_QUOTED = re.compile(rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]")


@dataclass(frozen=True, slots=True)
class Typed:
    """`kept` stays as it was typed; completions are of `last`, which is in lower case."""

    kept: str
    last: str
    phrase: tuple[str, ...] | None = None  # words before it within an open quotation mark
    before: str = ""  # the query that it narrows, or takes posts away from; none after OR

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
        return replace(found, last=found.last + text[opened + 1 :].lower())
    start = _start(text)
    inside = tuple(words(text[opened + 1 : start]))
    return Typed(text[:start], text[start:].lower(), inside, _before(text[:opened]))


def _open(text: str, start: int) -> Typed:
    while start < len(text) and text[start] in _SIGNS:
        start += 1
    last = text[start:]
    return Typed(
        text[:start], "" if last in _JOINTS else last.lower(), before=_before(text[:start])
    )


def _before(kept: str) -> str:
    """Of `kept` what holds beside any end of it."""
    while (before := _OPENING.sub("", kept)) != kept:
        kept = before
    bare = _QUOTED.sub("", kept)
    return "" if _OR.search(bare) or bare.count("(") > bare.count(")") else kept


def _start(text: str) -> int:
    found = _LAST.search(text)
    return found.start() if found else len(text)
