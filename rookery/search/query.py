"""The query language people know from X, as a tree with the place of each part in the text.

    query   := and                   words side by side must all be there
    and     := or { or }
    or      := not { OR not }        binds tighter, as on X: a b OR c is a (b OR c)
    not     := [-|+] atom
    atom    := "phrase" | ( and ) | operator:value | #tag | $cash | @name | word

What the parts ask of a post lies in `compile.py`; the operators in `operators.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from rookery.errors import BadQuery, TooLarge
from rookery.search.operators import BY_SPELLING, UNSUPPORTED
from rookery.store.where import Contains, Where

LONGEST, DEEPEST, MOST = 2_000, 20, 200  # characters, parentheses, parts


@dataclass(frozen=True, slots=True)
class Words:
    """A word as typed; `forced` has a + before it."""

    text: str
    start: int
    end: int
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fact:
    """An operator with its value, or a tag: what it asks, and how it was typed."""

    where: Where
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    part: Node
    start: int
    end: int


Node = Words | Quoted | Fact | Both | Either | Without


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    root: Both

    def filters(self) -> list[tuple[str, int, int]]:
        """What narrows the search at the top, as typed, with its place: for chips on a page."""
        return [
            (self.text[p.start : p.end], p.start, p.end)
            for p in self.root.parts
            if isinstance(p, Fact | Without)
        ]

    def without(self, start: int, end: int) -> str:
        """The query without the part between two places."""
        left, right = self.text[:start].rstrip(), self.text[end:].lstrip()
        return f"{left} {right}".strip()


def with_operator(text: str, name: str, value: str) -> str:
    """The query with an operator added, or its value changed where it stands at the top."""
    written = f'{name}:"{value}"' if re.search(r"[\s()\"]", value) else f"{name}:{value}"
    rest = text
    for part, start, end in reversed(parse(text).filters()):
        if part.lower().startswith(f"{name}:"):
            rest = rest[:start].rstrip() + " " + rest[end:].lstrip()
    return f"{rest.strip()} {written}".strip()


def parse(text: str, *, now: datetime | None = None) -> Query:
    """The tree of a query; raises BadQuery that names the column, TooLarge for one too long."""
    if len(text) > LONGEST:
        raise TooLarge(
            f"The query has {len(text):,} characters: {LONGEST:,} are enough, so make it shorter."
        )
    parser = _Parser(text, now or datetime.now(UTC))
    return Query(text, parser.all())


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # word, phrase, open, close, or, minus, plus
    text: str
    start: int
    end: int


_QUOTES = '"“”„‟«»'
_SPACE_OR_END = re.compile(r"[\s()\"“”„‟«»]|$")
_OPERATOR = re.compile(r"([A-Za-z][A-Za-z_0-9]*):")
_URL = re.compile(r"https?://", re.IGNORECASE)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        c = text[at]
        if c.isspace():
            at += 1
        elif c in "()":
            yield _Token("open" if c == "(" else "close", c, at, at + 1)
            at += 1
        elif c in _QUOTES:
            end = _closing(text, at)
            yield _Token("phrase", text[at + 1 : end], at, end + 1)
            at = end + 1
        elif c in "-−+" and at + 1 < len(text) and not text[at + 1].isspace() and _begins(text, at):
            yield _Token("plus" if c == "+" else "minus", c, at, at + 1)
            at += 1
        else:
            end = _word_end(text, at)
            word = text[at:end]
            yield _Token("or" if word == "OR" else "word", word, at, end)
            at = end


def _begins(text: str, at: int) -> bool:
    """A sign counts only where a part begins: rock-n-roll has none."""
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "(-+"


def _closing(text: str, at: int) -> int:
    for end in range(at + 1, len(text)):
        if text[end] in _QUOTES:
            return end
    raise BadQuery("A quotation mark is opened and not closed: close it or leave it out", at + 1)


def _word_end(text: str, at: int) -> int:
    found = _SPACE_OR_END.search(text, at + 1)
    end = found.start() if found else len(text)
    operator = _OPERATOR.match(text, at, end)
    if operator and operator.end() == end and end < len(text) and text[end] in _QUOTES:
        return _closing(text, end) + 1  # community:"two words"
    return end


class _Parser:
    def __init__(self, text: str, now: datetime) -> None:
        self._text, self._now = text, now
        self._tokens = list(_tokens(text))
        if len(self._tokens) > MOST:
            raise BadQuery(
                f"The query has more than {MOST} parts: make it shorter",
                self._tokens[MOST].start + 1,
            )
        self._at = 0

    def all(self) -> Both:
        parts = self._both(0)
        if (left := self._peek()) is not None:
            raise BadQuery("This parenthesis closes nothing: leave it out", left.start + 1)
        return Both(tuple(parts))

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _both(self, depth: int) -> list[Node]:
        parts: list[Node] = []
        while (token := self._peek()) is not None and token.kind != "close":
            parts.append(self._either(depth))
        return parts

    def _either(self, depth: int) -> Node:
        token = self._peek()
        if token is not None and token.kind == "or":
            raise BadQuery("OR needs something before it", token.start + 1)
        parts = [self._signed(depth)]
        while (token := self._peek()) is not None and token.kind == "or":
            self._at += 1
            after = self._peek()
            if after is None or after.kind in ("or", "close"):
                raise BadQuery("OR needs something after it", token.start + 1)
            parts.append(self._signed(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _signed(self, depth: int) -> Node:
        token = self._tokens[self._at]
        if token.kind not in ("minus", "plus"):
            return self._atom(depth)
        self._at += 1
        after = self._peek()
        if after is None or after.kind in ("or", "close"):
            raise BadQuery(f"{token.text} needs something after it", token.start + 1)
        part = self._signed(depth)
        end = self._tokens[self._at - 1].end
        if token.kind == "minus":
            return Without(part, token.start, end)
        return Words(part.text, token.start, end, forced=True) if isinstance(part, Words) else part

    def _atom(self, depth: int) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "open":
            return self._group(token, depth)
        if token.kind == "phrase":
            if not token.text.strip():
                raise BadQuery("The quotation marks have nothing between them", token.start + 1)
            return Quoted(token.text, token.start, token.end)
        return self._word(token)

    def _group(self, opened: _Token, depth: int) -> Node:
        if depth >= DEEPEST:
            raise BadQuery(f"More than {DEEPEST} parentheses in each other", opened.start + 1)
        parts = self._both(depth + 1)
        if self._peek() is None:
            raise BadQuery("A parenthesis is opened and not closed: close it", opened.start + 1)
        self._at += 1
        if not parts:
            raise BadQuery("The parentheses have nothing between them", opened.start + 1)
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _word(self, token: _Token) -> Node:
        text = token.text
        if _URL.match(text):
            return self._fact("url", text, token)
        operator = _OPERATOR.match(text)
        if operator:
            return self._operator(operator[1], text[operator.end() :], token)
        for sign, name in (("#", "hashtag"), ("$", "cashtag"), ("@", "mention")):
            if text.startswith(sign) and len(text) > 1 and (sign != "$" or text[1].isalpha()):
                return self._fact(name, text[1:], token)
        return Words(text, token.start, token.end)

    def _operator(self, name: str, value: str, token: _Token) -> Node:
        known = name.lower()
        if known in UNSUPPORTED:
            raise BadQuery(
                f"{name}: is not answered here, as {UNSUPPORTED[known]}", token.start + 1
            )
        if known in BY_SPELLING:
            bare = value.strip(_QUOTES)
            if not bare:
                raise BadQuery(
                    f"{name}: needs a value right after the colon, as in "
                    f"{BY_SPELLING[known].example}",
                    token.start + 1,
                )
            return self._fact(known, bare, token)
        close = get_close_matches(known, BY_SPELLING, 1, 0.75)
        if close and value:
            raise BadQuery(
                f"There is no operator {name}: — did you mean {close[0]}:? To search for the "
                "words, put them in quotation marks",
                token.start + 1,
            )
        return Words(token.text, token.start, token.end)

    def _fact(self, name: str, value: str, token: _Token) -> Fact:
        if name == "cashtag":
            where: Where = Contains("cashtags", value.lower())
        else:
            try:
                where = BY_SPELLING[name].make(value, self._now)
            except ValueError as reason:
                raise BadQuery(f"In {token.text}, {reason}", token.start + 1) from None
        return Fact(where, token.text, token.start, token.end)
