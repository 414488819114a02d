"""A reply to a client in pieces: text with marks, and what each mark stands for."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool

from rookery.answer.answered import Statement
from rookery.answer.as_json import evidence_json
from rookery.answer.asked.languages import asked_in
from rookery.answer.declining import declining
from rookery.answer.disagreeing import in_plain_text
from rookery.answer.events import Found, Spoken
from rookery.answer.evidence import Evidence, evidence_of
from rookery.assistant.replying import Made, Piece
from rookery.llm.catalogue import COMPOSER
from rookery.llm.estimate import estimate
from rookery.llm.turns import ToolCall
from rookery.people import Reader
from rookery.text import detect_question
from rookery.web.completions_asked import Asking
from rookery.web.completions_tools import chosen
from rookery.web.language import N_, catalogue
from rookery.web.prose import safe_link
from rookery.web.site import Site

Finish = Literal["stop", "length", "tool_calls"]
_NO_WRITER = N_(
    "Writing help needs a model that follows instructions; the one in use here is too small for it."
)
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the content, and what its new marks stand for."""

    text: str
    citations: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """How a reply ended, and what stands beside its content; the last piece."""

    finish: Finish
    made_by: str
    declined: bool = False
    near: tuple[Mapping[str, Any], ...] = ()
    sourced: bool = True
    calls: tuple[ToolCall, ...] = ()

    def beside(self, citations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The extra fields of a message."""
        return {
            "citations": list(citations), "made_by": self.made_by, "declined": self.declined,
            "near": list(self.near), "sourced": self.sourced,
        }  # fmt: skip


async def told(here: Site, asking: Asking, reader: Reader) -> AsyncGenerator[Text | End, None]:
    """The pieces of a reply, as it is made; nothing of it is kept.

    Raises what `Assistant.reply` and the client of a model do.
    """
    choice = await chosen(here, asking)
    if choice.calls:
        yield End("tool_calls", choice.made_by, sourced=False, calls=choice.calls)
        return
    room = _Room(asking.most)
    if choice.text is not None:
        fits = room.takes(choice.text)
        if fits:
            yield Text(choice.text)
        cut = choice.cut or not fits
        yield End("length" if cut else "stop", choice.made_by, sourced=False)
        return
    before = [turn.content for turn in asking.earlier if turn.role == "user"]
    telling = _Telling(here, reader, asked_in(asking.question, before))
    reply = here.parts.assistant.reply(asking.question, asking.earlier, reader=reader)
    async with aclosing(reply) as events:
        async for event in events:
            if isinstance(event, Made):
                for piece in telling.end(event, asking.question):
                    if isinstance(piece, Text) and not room.takes(piece.text):
                        yield telling.cut()
                        return
                    yield piece
            elif isinstance(event, Found):
                telling.found(event.gathered.evidence)
            elif isinstance(event, Spoken | Piece):
                text = await telling.said(event)
                if not room.takes(text.text):
                    yield telling.cut()
                    return
                yield text


@dataclass(slots=True)
class _Room:
    """The tokens that a client lets a reply have: what does not fit whole is not begun."""

    most: int | None
    used: int = 0

    def takes(self, text: str) -> bool:
        self.used += estimate(text)
        return self.most is None or self.used <= self.most


@dataclass(slots=True)
class _Telling:
    """What of a reply was told so far."""

    here: Site
    reader: Reader
    lang: str | None  # the question's
    posts: dict[str, Evidence] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)  # by what it is, and which
    made_by: str = COMPOSER
    sourced: bool = True
    begun: bool = False

    def found(self, posts: Sequence[Evidence]) -> None:
        self.posts |= {post.id: post for post in posts}

    async def said(self, event: Spoken | Piece) -> Text:
        if isinstance(event, Piece):
            self.begun, self.sourced = True, False
            return Text(event.text)
        self.made_by, statement = event.made_by, event.statement
        self.sourced = bool(statement.cites or statement.searches)
        if unknown := [id for id in statement.cites if id not in self.posts]:
            found = await run_in_threadpool(self.here.parts.search.posts, unknown, self.reader)
            self.found([evidence_of(post) for post in found])
        begun, self.begun = self.begun, True
        new, marks = self._marked(statement)
        words = _MARK.sub(
            r"(\1)", in_plain_text(statement, self.lang)
        )  # a post's own are none of ours
        return Text(f"{chr(10) if begun else ''}{' '.join((words, *marks))}", tuple(new))

    def _marked(self, statement: Statement) -> tuple[list[dict[str, Any]], list[str]]:
        new, marks = list[dict[str, Any]](), list[str]()
        cited = [("post", id) for id in statement.cites]
        cited += [("search", query) for query in statement.searches]
        for kind, which in cited:
            if (kind, which) not in self.numbers:
                number = self.numbers[kind, which] = len(self.numbers) + 1
                about = {"search": which} if kind == "search" else self._post(which)
                new.append({"number": number, **about})
            marks.append(f"[{self.numbers[kind, which]}]")
        return new, marks

    def _post(self, id: str) -> dict[str, Any]:
        post = self.posts.get(id)
        told = {"id": id, "author": None, "created_at": None, "url": None, "text": None}
        return {**told, **_without_traps(post)} if post else told

    def end(self, made: Made, question: str) -> list[Text | End]:
        """The last pieces: of what is declined, why and the posts nearest to it."""
        body = made.body
        sourced = body.kind == "answer"
        if body.declined is None:
            return [End("stop", body.made_by, sourced=sourced)]
        near = [_without_traps(post) for post in made.posts if post.id in body.near]
        why = declining(body.declined, body.lang) or declining(body.declined, "en")
        why = why or catalogue(detect_question(question) or "en").gettext(_NO_WRITER)
        end = End("stop", body.made_by, declined=True, near=tuple(near), sourced=sourced)
        return [Text(why), end]

    def cut(self) -> End:
        """Where it has no more room: what comes after is not made."""
        return End("length", self.made_by, sourced=self.sourced)


def _without_traps(post: Evidence) -> dict[str, Any]:
    """A post without an address that is none of the web: a program may well open it."""
    row = evidence_json(post)
    return row if post.url is None or safe_link(post.url) else row | {"url": None}
