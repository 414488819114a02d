"""A turn of the assistant as a page takes it in: server-sent events whose HTML is made as that of
the whole page.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from rookery.answer.events import Found, Spoken
from rookery.answer.evidence import evidence_of
from rookery.assistant.assistant import Begun, Event, Kept
from rookery.assistant.attached import page_of
from rookery.assistant.replying import Piece
from rookery.assistant.turn import Answered, Called
from rookery.errors import RookeryError
from rookery.llm.limits import Place
from rookery.web.answering import waiting
from rookery.web.language import language_of
from rookery.web.leaving import Left, while_here
from rookery.web.pacing import paced
from rookery.web.render import words
from rookery.web.site import Site
from rookery.web.streaming import event


async def streamed_turn(
    request: Request, here: Site, events: AsyncGenerator[Event, None]
) -> AsyncGenerator[str, None]:
    """`begun` with the path and the number of the person's turn; `call`, `made`, `said`, `piece` as
    they come; then `end` or `wrong`.

    A reader who leaves stops what is being made.
    """
    telling = _Telling(request, here)
    try:
        async with while_here(request) as still, aclosing(paced(events)) as paced_events:
            while (told := await still(anext(paced_events, None))) is not None:
                if isinstance(told, Place):
                    yield waiting(request, here, told)
                    continue
                for kind, value in await run_in_threadpool(telling.of, told):
                    yield event(kind, value)
    except RookeryError as error:
        yield event("wrong", words(error.sentence, language_of(request)))
    except Left:
        return


class _Telling:
    """What of a turn was told so far."""

    def __init__(self, request: Request, here: Site) -> None:
        self._request, self._here = request, here
        self._posts: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}
        self._made_by: str | None = None
        self._conversation = ""

    def of(self, told: Event) -> list[tuple[str, Any]]:
        if isinstance(told, Begun):
            self._conversation = told.conversation
            return [("begun", {"path": f"/chat/{told.conversation}", "turn": told.turn})]
        if isinstance(told, Found):
            self._posts |= {post.id: post for post in told.gathered.evidence}
        elif isinstance(told, Called):
            return [("call", self._call(told))]
        elif isinstance(told, Spoken):
            return [*self._made(told), ("said", self._said(told))]
        elif isinstance(told, Piece):
            return [("piece", told.text)]
        elif isinstance(told, Kept):
            return self._end(told)
        return []

    def _call(self, call: Called) -> str:
        reader = self._request.state.visitor.reader
        found = self._here.parts.search.posts(call.posts, reader) if call.posts else []
        may_read = {post.id: evidence_of(post) for post in found}
        self._posts |= may_read
        return self._part("chat_call.html", {"call": call, "may_read": may_read})

    def _made(self, told: Spoken) -> list[tuple[str, str]]:
        if told.made_by == self._made_by:
            return []
        self._made_by = told.made_by
        in_files = bool(told.statement.cites) and all(map(page_of, told.statement.cites))
        values = {"made_by": told.made_by, "kind": "files" if in_files else "answer"}
        return [("made", self._part("answer_made.html", values))]

    def _said(self, told: Spoken) -> str:
        for id in told.statement.cites:
            self._numbers.setdefault(id, len(self._numbers) + 1)
        values = {"statement": told.statement, "posts": self._posts, "numbers": self._numbers}
        return self._part("answer_sentence.html", values)

    def _end(self, kept: Kept) -> list[tuple[str, str]]:
        body = kept.turn.body
        assert isinstance(body, Answered)
        values = {
            "turn": kept.turn, "body": body, "conversation": self._conversation, "last": True,
            "posts": {post.id: post for post in kept.posts},
        }  # fmt: skip
        made = {"made_by": body.made_by, "kind": body.label}
        label = "" if body.declined else self._part("answer_made.html", made)
        return [("made", label), ("end", self._part("chat_end.html", values))]

    def _part(self, template: str, values: dict[str, Any]) -> str:
        return self._here.render.part(self._request, template, values)
