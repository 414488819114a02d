"""The text of a query as tokens, each with its columns: words, phrases, signs, parentheses.

What they mean together lies in `query.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from rookery.errors import BadQuery, Said
from rookery.text.marks import marks

Kind = Literal["word", "phrase", "open", "close", "or", "and", "minus", "plus"]
_NAMED: dict[str, Kind] = {"OR": "or", "|": "or", "AND": "and", "NOT": "minus"}

# Any of them closes any other: phones turn one of a pair and not the other.
QUOTES = '"“”„‟«»'
# Space, and marks that take none: directions, joins and byte order, pasted along with text.
BLANK = r"\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_SKIP = re.compile(f"[{BLANK}]+")
_STOP = re.compile(f"[{BLANK}{QUOTES}()]|$")
_URL = re.compile(r"https?://", re.IGNORECASE)
_URL_STOP = re.compile(f"[{BLANK}{QUOTES}]|$")
OPERATOR = re.compile(r"([A-Za-z][A-Za-z_0-9]*):")

# What tags are of: marks are no letters to `re`; Mastodon has the dot of col·lapse, Persian joins.
_IN_TAG = rf"\w{marks()}·\u200c\u200d"
_IN_TAGS = {"#": _IN_TAG, r"\$": rf"{_IN_TAG}.-", "@": rf"{_IN_TAG}.@-"}
TAG = re.compile(  # one has a letter ($100 and #1 have none)
    "|".join(
        rf"{sign}(?=\w)(?=[{of}]*[^\W\d_])[{of}]*[\w{marks()}]" for sign, of in _IN_TAGS.items()
    )
)
# What a tag takes along and is no part of it: `'s`, and signs up to the next word or tag.
_AFTER_TAG = re.compile(r"(?:['’]\w*)?[-−+]*[^\w#$@+−-]*")


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str  # of a phrase, without its marks
    start: int
    end: int


def tokens(text: str, takes_quotes: Callable[[str], bool]) -> Iterator[Token]:
    """Tokens in order; `takes_quotes` says which names before a colon may have a quoted value.

    Raises BadQuery where a quotation mark is not closed.
    """
    at = 0
    while at < len(text):
        if blank := _SKIP.match(text, at):
            at = blank.end()
            continue
        token = _token(text, at, takes_quotes)
        yield token
        at = token.end


def _token(text: str, at: int, takes_quotes: Callable[[str], bool]) -> Token:
    c = text[at]
    if c in "()":
        return Token("open" if c == "(" else "close", c, at, at + 1)
    if c in QUOTES:
        end = _closing(text, at)
        return Token("phrase", text[at + 1 : end], at, end + 1)
    if c in "-−+" and _signs(text, at):
        return Token("plus" if c == "+" else "minus", c, at, at + 1)
    end = _url_end(text, at) if _URL.match(text, at) else _word_end(text, at, takes_quotes)
    if tag := TAG.match(text, at, end):
        after = _AFTER_TAG.match(text, tag.end(), end)
        end = after.end() if after else tag.end()  # #cats,#dogs are two
    word = text[at:end]
    return Token(_NAMED.get(word, "word"), word, at, end)


def _signs(text: str, at: int) -> bool:
    """A sign belongs to what follows it at once; alone it is a word, as in `rock - roll`."""
    after = text[at + 1 : at + 2]
    return bool(after) and after != ")" and not _SKIP.match(after)


def _closing(text: str, at: int) -> int:
    for end in range(at + 1, len(text)):
        if text[end] in QUOTES:
            return end
    raise BadQuery(
        Said("A quotation mark is opened and not closed: close it or leave it out"), at + 1
    )


def _word_end(text: str, at: int, takes_quotes: Callable[[str], bool]) -> int:
    end = _end(_STOP, text, at + 1)
    name = OPERATOR.match(text, at)
    if name is None or not takes_quotes(name[1].lower()):
        return end
    if name.end() == end and end < len(text) and text[end] in QUOTES:
        return _closing(text, end) + 1  # community:"two words"
    return _url_end(text, name.end()) if _URL.match(text, name.end()) else end


def _url_end(text: str, at: int) -> int:
    """An address keeps the parentheses that it closes itself and leaves those around it."""
    last = _end(_URL_STOP, text, at)
    opened: list[int] = []
    for end in range(at, last):
        if text[end] == "(":
            opened.append(end)
        elif text[end] == ")":
            if not opened:
                return end
            opened.pop()
    return opened[0] if opened else last


def _end(stop: re.Pattern[str], text: str, at: int) -> int:
    found = stop.search(text, at)
    return found.start() if found else len(text)
