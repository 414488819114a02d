"""`rookery ask` and `rookery summary`: what the posts say, sentence by sentence as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import typer

from rookery.answer.answered import Answer
from rookery.answer.as_json import answer_json
from rookery.answer.ask import Answering
from rookery.answer.asked.languages import asked_in
from rookery.answer.events import Event, Spoken
from rookery.answer.subjects import Subject
from rookery.cli.answered import show_declined, show_maker, show_sentence, show_sources
from rookery.cli.given import given, network_there, say, show
from rookery.people import ANONYMOUS, Reader, reader_named


def run_ask(question: str, reader: str | None) -> None:
    """Answer it in the terminal, or as one object; Ctrl-C stops the answer."""
    _run(lambda answering, who: answering.ask(question, who), reader, asked_in(question))


def run_summary(subject: Subject, reader: str | None) -> None:
    """Sum it up in the same way."""
    _run(lambda answering, who: answering.sum_up(subject, who), reader)


def _run(
    asked: Callable[[Answering, Reader], AsyncGenerator[Event, None]],
    reader: str | None,
    lang: str | None = None,
) -> None:
    home = network_there()
    who = ANONYMOUS if reader is None else reader_named(reader, home.settings)
    numbers: dict[str, int] = {}

    async def answered() -> Answer:
        async with home.answering() as answering, aclosing(asked(answering, who)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    return event
                if isinstance(event, Spoken) and not given.as_json:
                    show_sentence(event.statement, numbers, lang)
        raise AssertionError("an answer is the last event")

    try:
        answer = asyncio.run(answered())
    except KeyboardInterrupt:
        say("Stopped.")
        raise typer.Exit(130) from None
    if given.as_json:
        show(answer_json(answer))
    elif answer.declined is not None:
        show_declined(answer.declined, answer.near, answer.lang)
    else:
        show_sources(answer.posts, numbers)
        show_maker(answer.made_by, len(answer.dropped), joined=answer.joined)
