"""The query language people know from X, read into a tree with the place of each part in the text.

    query   := and                   parts side by side must all hold
    and     := or { [ AND ] or }
    or      := not { OR not }        binds tighter, as on X: a b OR c is a (b OR c)
    not     := { - | + | NOT } atom
    atom    := "phrase" | ( and ) | operator:value | #tag | $cash | @name | address | word

What the parts ask of a post lies in `compile.py`; the operators in `operators.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Literal

from rookery.errors import BadQuery, Said, TooLarge, Unfit, short
from rookery.search.operators import BY_SPELLING, UNSUPPORTED
from rookery.search.tokens import OPERATOR, QUOTES, TAG, Token, tokens
from rookery.search.tree import Both, Either, Fact, Node, Quoted, Without, Words, narrows, wanted
from rookery.search.written import written

LONGEST, DEEPEST, MOST = 2_000, 20, 200  # characters, parentheses in each other, parts
_JOINTS = ("or", "and", "close")  # what no part begins with
_SIMILAR = 0.75  # difflib's ratio from which a name is taken for a slip: form: for from:


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, and its tree; `str(query)` is the same query in its plainest writing."""

    text: str
    root: Both

    def __str__(self) -> str:
        return " ".join(map(str, self.root.parts))

    def filters(self) -> list[tuple[str, int, int]]:
        """What narrows the search at the top, as typed, with its place: for chips on a page."""
        return [(self.text[p.start : p.end], p.start, p.end) for p in self.root.parts if narrows(p)]

    def without(self, start: int, end: int) -> str:
        """The text of the query without the part between two places."""
        left, right = self.text[:start].rstrip(), self.text[end:].lstrip()
        return f"{left} {right}".strip()

    def words(self) -> list[tuple[str, int, int]]:
        """The words and phrases that posts should have, with their places, marks left out."""
        return [(part.text, part.start, part.end) for part in wanted(self.root)]


def parse(text: str, *, now: datetime | None = None) -> Query:
    """The tree of a query; `now` is what `7d` and `yesterday` count from.

    Raises BadQuery that names the column, TooLarge for a query over `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise TooLarge(
            Said(
                "The query has %(n)s characters: %(most)s are enough, so make it shorter.",
                n=len(text),
                most=LONGEST,
            )
        )
    sound = _HALVES.sub("\ufffd", text)
    return Query(sound, _Parser(sound, now or datetime.now(UTC)).all())


def words(query: Query) -> list[tuple[str, int, int]]:
    """The words and phrases that posts should have, with their places in the text."""
    return query.words()


def with_operator(query: str | Query, name: str, value: str) -> str:
    """The text of a query with an operator added, or its value changed where it has one.

    Operators that narrow together (two tags, links and images) are added beside each other.
    """
    asked = parse(query) if isinstance(query, str) else query
    operator = BY_SPELLING[name]
    text = written(name, value) or f'{name}:"{value.translate(_NO_QUOTES)}"'
    rest = asked.text
    for part in reversed(asked.root.parts):
        if isinstance(part, Fact) and part.name == operator.name:
            if operator.repeats and part.text.lower() != text.lower():
                continue
            rest = Query(rest, asked.root).without(part.start, part.end)
    return f"{rest.strip()} {text}".strip()


_HALVES = re.compile(r"[\ud800-\udfff]")  # of characters: a terminal passes broken bytes so
_NO_QUOTES = dict.fromkeys(map(ord, QUOTES))
_TAGS = (("#", "hashtag"), ("$", "cashtag"), ("@", "mention"))


class _Parser:
    def __init__(self, text: str, now: datetime) -> None:
        self._text, self._now = text, now
        self._tokens = list(tokens(text, lambda name: _meant(name) is not None))
        parts = [t for t in self._tokens if t.kind in ("word", "phrase")]
        if len(parts) > MOST:
            raise BadQuery(
                Said("The query has more than %(most)s parts: make it shorter", most=MOST),
                parts[MOST].start + 1,
            )
        self._at = 0

    def all(self) -> Both:
        parts = self._both(0)
        if (left := self._peek()) is not None:
            raise BadQuery(Said("This parenthesis closes nothing: leave it out"), left.start + 1)
        return Both(tuple(parts), 0, len(self._text))

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _both(self, depth: int) -> list[Node]:
        parts: list[Node] = []
        while (token := self._peek()) is not None and token.kind != "close":
            if token.kind == "and":
                self._joined(token, after=parts)
            parts.append(self._either(depth))
        return parts

    def _joined(self, token: Token, *, after: Sequence[Node]) -> None:
        """AND says what standing side by side says, so it needs both sides."""
        self._at += 1
        follows = self._peek()
        if not after:
            raise _needs(token, "before")
        if follows is None or follows.kind in _JOINTS:
            raise _needs(token, "after")

    def _either(self, depth: int) -> Node:
        token = self._peek()
        if token is not None and token.kind == "or":
            raise _needs(token, "before")
        parts = [self._signed(depth)]
        while (token := self._peek()) is not None and token.kind == "or":
            self._at += 1
            after = self._peek()
            if after is None or after.kind in _JOINTS:
                raise _needs(token, "after")
            parts.append(self._signed(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts), parts[0].start, parts[-1].end)

    def _signed(self, depth: int) -> Node:
        """An atom with its signs: two - are none, a + keeps a word that would be left out."""
        first = self._tokens[self._at]
        negative = forced = False
        while (token := self._peek()) is not None and token.kind in ("minus", "plus"):
            negative ^= token.kind == "minus"
            forced |= token.kind == "plus"
            self._at += 1
        if token is None or token.kind in _JOINTS:
            raise _needs(self._tokens[self._at - 1], "after")
        part = self._atom(depth)
        if isinstance(part, Words) and (forced or negative):
            part = replace(part, forced=(forced or part.forced) and not negative)
        if not negative:
            return replace(part, start=first.start)
        if isinstance(part, Fact) and part.name == "include":
            raise BadQuery(
                Said(
                    "-%(operator)s has no meaning, so leave posts out with -is:repost or the like",
                    operator=part.text,
                ),
                first.start + 1,
            )
        if isinstance(part, Without):
            return replace(part.part, start=first.start, end=part.end)
        return Without(part, first.start, part.end)

    def _atom(self, depth: int) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "open":
            return self._group(token, depth)
        if token.kind == "phrase":
            return self._phrase(token)
        return self._word(token)

    def _group(self, opened: Token, depth: int) -> Node:
        if depth >= DEEPEST:
            raise BadQuery(
                Said("More than %(most)s parentheses in each other", most=DEEPEST), opened.start + 1
            )
        parts = self._both(depth + 1)
        closed = self._peek()
        if closed is None:
            raise BadQuery(
                Said("A parenthesis is opened and not closed: close it"), opened.start + 1
            )
        self._at += 1
        if not parts:
            raise BadQuery(Said("The parentheses have nothing between them"), opened.start + 1)
        if len(parts) == 1:
            return replace(parts[0], start=opened.start, end=closed.end)
        return Both(tuple(parts), opened.start, closed.end)

    def _phrase(self, token: Token) -> Quoted:
        if not token.text.strip():
            raise BadQuery(Said("The quotation marks have nothing between them"), token.start + 1)
        star = re.search(r"(?<!\S)\*(?!\S)", token.text)
        if star:
            raise BadQuery(
                Said("A * cannot stand for a word here: quote what is before and after it apart"),
                token.start + 1 + star.start() + 1,
            )
        return Quoted(token.text, token.start, token.end)

    def _word(self, token: Token) -> Node:
        text = token.text
        if re.match("https?://", text, re.IGNORECASE):
            return self._fact("url", text, text, token)
        if named := OPERATOR.match(text):
            return self._operator(named[1], text[named.end() :], token)
        for sign, name in _TAGS:
            if text.startswith(sign) and (tag := TAG.match(text)):
                return self._fact(name, tag[0], text, token)
        return Words(text, token.start, token.end)

    def _operator(self, name: str, value: str, token: Token) -> Node:
        known, column = name.lower(), token.start + 1
        if known in UNSUPPORTED:
            raise BadQuery(
                Said(
                    "%(name)s: is not answered here, as %(why)s", name=name, why=UNSUPPORTED[known]
                ),
                column,
            )
        if known in BY_SPELLING:
            bare = value.strip(QUOTES).strip()
            if not bare:
                raise BadQuery(
                    Said(
                        "%(name)s: needs a value right after the colon, as in %(example)s",
                        name=name,
                        example=BY_SPELLING[known].example,
                    ),
                    column + len(name) + 1,
                )
            return self._fact(known, bare, token.text, token)
        meant = _meant(known)
        if meant and value:
            raise BadQuery(
                Said(
                    "There is no operator %(name)s: here. Did you mean %(meant)s:? To search for "
                    "the words as they are, put them in quotation marks",
                    name=name,
                    meant=meant,
                ),
                column,
            )
        return Words(token.text, token.start, token.end)

    def _fact(self, spelling: str, value: str, text: str, token: Token) -> Fact:
        operator = BY_SPELLING[spelling]
        try:
            where = operator.make(value, self._now)
        except Unfit as unfit:
            why = Said("In %(part)s, %(why)s", part=short(text), why=unfit.reason.shortened(80))
            raise BadQuery(why, token.start + 1 + max(text.rfind(value), 0)) from None
        return Fact(operator.name, where, text, token.start, token.end)


def _needs(sign: Token, side: Literal["before", "after"]) -> BadQuery:
    if side == "before":
        return BadQuery(Said("%(sign)s needs something before it", sign=sign.text), sign.start + 1)
    return BadQuery(Said("%(sign)s needs something after it", sign=sign.text), sign.start + 1)


def _meant(name: str) -> str | None:
    """The operator that a name is, or is a slip of; `None` for a word like any other."""
    if name in BY_SPELLING or name in UNSUPPORTED:
        return name
    return next(iter(get_close_matches(name, BY_SPELLING, 1, _SIMILAR)), None)
