"""Answers as a terminal shows them: sentences with the numbers of their posts, then the posts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from rookery.answer.answered import Statement
from rookery.answer.declining import declining
from rookery.answer.disagreeing import in_plain_text
from rookery.answer.events import STORE
from rookery.answer.evidence import Evidence
from rookery.cli.given import amount
from rookery.llm.catalogue import COMPOSER
from rookery.text import visible

_NO_WRITER = (
    "Writing help needs a model that follows instructions; the one in use is too small for it: "
    "see `rookery model list`."
)
_SHOWN = 160  # characters of a post that stands beside


def show_sentence(statement: Statement, numbers: dict[str, int], lang: str | None) -> None:
    """A sentence with the numbers of its posts; posts are numbered as they are cited.

    What says otherwise is led by that, in the question's language.
    """
    for id in statement.cites:
        numbers.setdefault(id, len(numbers) + 1)
    marks = "".join(f" [{numbers[id]}]" for id in statement.cites)
    marks += "".join(f" [search: {query}]" for query in statement.searches)
    line = Text(visible(in_plain_text(statement, lang))) + Text(visible(marks), "cyan")
    Console(highlight=False).print(line, soft_wrap=True)
    sys.stdout.flush()  # whoever reads it through a pipe has it as it comes


def show_sources(posts: Iterable[Evidence], numbers: Mapping[str, int]) -> None:
    """Each cited post by its number."""
    console, by_id = Console(highlight=False), {post.id: post for post in posts}
    console.print()
    for id, number in numbers.items():
        if id in by_id:
            console.print(Text(f"[{number}] ", "cyan") + _head(by_id[id]), soft_wrap=True)


def show_declined(why: str, near: Iterable[Evidence], lang: str | None) -> None:
    """Why nothing is said, in the question's language, and the posts that come nearest."""
    console, near = Console(highlight=False), list(near)
    console.print(declining(why, lang) or declining(why, "en") or _NO_WRITER)
    if near:
        console.print(Text("\nNearest to it:", "dim"))
    for post in near:
        text = " ".join(post.text.split())
        short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        console.print(_head(post) + Text(visible(f" {short}")), soft_wrap=True)


def show_maker(made_by: str, dropped: int, *, joined: bool = False) -> None:
    """How it was made; `joined` where quotes stand beside what a model wrote."""
    told = {
        COMPOSER: "Quoted from the posts; no model wrote.",
        STORE: "Counted over all posts that you may read.",
    }.get(made_by, f"Written by AI: {made_by}.")
    if joined:
        told = f"Quotes are the posts' own words; the rest is written by AI: {made_by}."
    left = f" {amount(dropped, 'sentence', 'sentences')} left out that the posts don't carry."
    line = Text(visible(f"\n{told}{left if dropped else ''}"), "dim")
    Console(highlight=False).print(line)


def show_written(made_by: str) -> None:
    """Whose words they are, and that no post says them."""
    told = f"\n\nWritten by AI: {made_by}. Written, not sourced: no post says it."
    Console(highlight=False).print(Text(visible(told), "dim"))


def show_talk(made_by: str) -> None:
    """Whose words they are, where a model's: they rest on no post."""
    if made_by != COMPOSER:
        told = Text(visible(f"\nWritten by AI: {made_by}, not from posts."), "dim")
        Console(highlight=False).print(told)


def _head(post: Evidence) -> Text:
    at = f"{post.at:%Y-%m-%d %H:%M}" if post.at else ""
    bits = [f"@{post.author}" if post.author else "", post.community or "", at]
    line = Text(visible(" · ".join(bit for bit in bits if bit)), "dim")
    where = post.url or post.id
    link = f" link {post.url}" if post.url and post.url.startswith(("http://", "https://")) else ""
    return line + Text(f"  {visible(where)}", f"dim{link}")
