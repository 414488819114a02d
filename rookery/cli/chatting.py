"""`rookery chat`: the assistant in the terminal, a turn after the other, kept in the home."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from dataclasses import dataclass

from rookery.answer.as_json import cites_json
from rookery.answer.asked.languages import asked_in
from rookery.answer.events import Spoken
from rookery.assistant.assistant import Assistant, Begun, Kept
from rookery.assistant.conversations import LOCAL, Conversations
from rookery.assistant.replying import Piece
from rookery.assistant.turn import Answered
from rookery.cli.answered import (
    show_declined,
    show_maker,
    show_sentence,
    show_sources,
    show_talk,
    show_written,
)
from rookery.cli.given import given, network_there, say, show
from rookery.errors import NotFound, RookeryError
from rookery.people import ANONYMOUS, Reader, reader_named
from rookery.text import visible


@dataclass(slots=True)
class _At:
    """Where the talk is."""

    conversation: str | None
    lang: str | None = None  # the last that a question told


def run_chat(reader: str | None, *, go_on: bool) -> None:
    """Take turns until the input ends; Ctrl-C stops an answer and not the program."""
    home = network_there()
    who = ANONYMOUS if reader is None else reader_named(reader, home.settings)
    with home.ledger_open(), asyncio.Runner() as runner:
        home.forget_deleted()
        conversations = home.conversations
        at = _At(_last(conversations) if go_on else None)
        answering = home.answering()
        assistant = home.assistant(runner.run(answering.__aenter__()))
        try:
            while (text := _typed()) is not None:
                if not text.strip():
                    continue
                try:
                    runner.run(_turn(assistant, text, at, who))
                except KeyboardInterrupt:
                    say("Stopped.")
                except RookeryError as error:  # said, and the next turn is asked for
                    say(f"rookery: {error}")
        finally:
            runner.run(answering.__aexit__(None, None, None))


def _last(conversations: Conversations) -> str:
    """The conversation that was changed last."""
    found = conversations.all(LOCAL)
    if not found:
        raise NotFound("There is no conversation yet to go on with: leave out --continue.")
    say(f"Going on with: {found[0].title}")
    return found[0].id


async def _turn(assistant: Assistant, text: str, at: _At, who: Reader) -> None:
    """Says it where the talk is, which is a new conversation's beginning at first."""
    numbers: dict[str, int] = {}
    at.lang = asked_in(text) or at.lang
    async with aclosing(assistant.say(LOCAL, text, at.conversation, reader=who)) as events:
        async for event in events:
            if isinstance(event, Begun):
                at.conversation = event.conversation  # also of one that is stopped then
            elif isinstance(event, Spoken) and not given.as_json:
                show_sentence(event.statement, numbers, at.lang)
            elif isinstance(event, Piece) and not given.as_json:
                print(visible(event.text), end="", flush=True)
            elif isinstance(event, Kept):
                _show_kept(event, numbers)


def _show_kept(event: Kept, numbers: dict[str, int]) -> None:
    body = event.turn.body
    assert isinstance(body, Answered)
    if given.as_json:
        sentences = [
            {"text": s.text, "cites": cites_json(s), "otherwise": s.otherwise}
            for s in body.statements
        ]
        declined = body.declined is not None
        show({"sentences": sentences, "declined": declined, "made_by": body.made_by})
    elif body.declined is not None:
        show_declined(body.declined, event.posts, body.lang)
    elif body.kind == "written":
        show_written(body.made_by)
    elif body.kind == "talk":
        show_talk(body.made_by)
    else:
        show_sources(event.posts, numbers)
        show_maker(body.made_by, body.dropped, joined=body.label == "joined")


def _typed() -> str | None:
    """The next line; `None` at the end of the input."""
    while True:
        try:
            if sys.stdin.isatty():
                return input("> ")
            line = sys.stdin.readline()
        except EOFError:
            return None
        except KeyboardInterrupt:  # at the prompt nothing is under way
            say("\nCtrl-D ends it.")
            continue
        return line.rstrip("\n") if line else None
