"""`rookery ask`: a question answered from the posts, sentence by sentence as it comes."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import typer
from rich.console import Console
from rich.text import Text

from rookery.answer.answered import Answer, Dropped, Why
from rookery.answer.as_json import answer_json
from rookery.answer.ask import Found, Spoken
from rookery.answer.compose import NAME as COMPOSER
from rookery.answer.evidence import Evidence
from rookery.cli.given import amount, given, network_there, say, show
from rookery.people import ANONYMOUS, reader_named
from rookery.text import visible

_DECLINED: dict[Why, str] = {
    "silent": "The posts don't say.",
    "private": "That is a person's private matter: nobody is told it from posts.",
    "nothing found": "No post was found that this could be answered from.",
}
_SHOWN = 160  # characters of a post that stands beside


def run_ask(question: str, reader: str | None) -> None:
    """Answer it in the terminal, or as one object; Ctrl-C stops the answer."""
    home = network_there()
    who = ANONYMOUS if reader is None else reader_named(reader, home.settings)

    async def answered() -> Answer:
        async with home.answering() as answering, aclosing(answering.ask(question, who)) as events:
            async for event in events:
                if isinstance(event, Answer):
                    return event
                if not given.as_json:
                    _tell(event, numbers)
        raise AssertionError("an answer is the last event")

    numbers: dict[str, int] = {}
    try:
        answer = asyncio.run(answered())
    except KeyboardInterrupt:
        say("Stopped.")
        raise typer.Exit(130) from None
    if given.as_json:
        show(answer_json(answer))
    else:
        _foot(answer, numbers)


def _tell(event: Found | Spoken | Dropped, numbers: dict[str, int]) -> None:
    """A sentence with the numbers of its posts; numbers are given as posts are cited."""
    if not isinstance(event, Spoken):
        return
    cited = event.statement.cites
    for id in cited:
        numbers.setdefault(id, len(numbers) + 1)
    marks = "".join(f" [{numbers[id]}]" for id in cited)
    Console(highlight=False).print(
        Text(visible(event.statement.text)) + Text(marks, "cyan"), soft_wrap=True
    )


def _foot(answer: Answer, numbers: dict[str, int]) -> None:
    console = Console(highlight=False)
    if answer.declined is not None:
        console.print(_DECLINED[answer.declined])
        if answer.near:
            console.print(Text("\nNearest to it:", "dim"))
        for post in answer.near:
            text = " ".join(post.text.split())
            short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
            console.print(_head(post) + Text(visible(f" {short}")), soft_wrap=True)
        return
    console.print()
    by_id = {post.id: post for post in answer.posts}
    for id, number in numbers.items():
        console.print(Text(f"[{number}] ", "cyan") + _head(by_id[id]), soft_wrap=True)
    made = (
        "Quoted from the posts; no model wrote."
        if answer.made_by == COMPOSER
        else f"Written by AI: {answer.made_by}."
    )
    left = amount(len(answer.dropped), "sentence", "sentences")
    more = f" {left} left out that the posts don't carry." if answer.dropped else ""
    console.print(Text(f"\n{made}{more}", "dim"))


def _head(post: Evidence) -> Text:
    at = f"{post.at:%Y-%m-%d %H:%M}" if post.at else ""
    bits = [f"@{post.author}" if post.author else "", post.community or "", at]
    line = Text(visible(" · ".join(bit for bit in bits if bit)), "dim")
    where = post.url or post.id
    link = f" link {post.url}" if post.url and post.url.startswith(("http://", "https://")) else ""
    return line + Text(f"  {visible(where)}", f"dim{link}")
