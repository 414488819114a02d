"""What is replied to a turn, whoever keeps it: small talk, writing help, or an answer.

What posts and files say comes from `finding.py`; the others rest on no post, and are told apart.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rookery.answer.answered import Answer, Dropped, Statement
from rookery.answer.ask import Answering
from rookery.answer.asked.question import asked
from rookery.answer.asked.wished import post_named
from rookery.answer.events import Found, Spoken
from rookery.answer.evidence import Evidence
from rookery.assistant import small_talk
from rookery.assistant.attached import Attached
from rookery.assistant.finding import Finding
from rookery.assistant.looking import look
from rookery.assistant.talking import replied
from rookery.assistant.tools import Toolbox
from rookery.assistant.turn import Answered, Called, answered
from rookery.assistant.wishes import Wish, wish_of
from rookery.assistant.writing import help_to_write
from rookery.errors import BadInput, Said, TooLarge
from rookery.llm.catalogue import COMPOSER
from rookery.llm.task_writing import LONGEST as LONGEST_TEXT
from rookery.llm.tasks import TALK, WRITING
from rookery.llm.turns import Turn
from rookery.people import ANONYMOUS, Reader

REMEMBERED = 8  # turns that a question is understood by
LONGEST = 20_000  # characters of a turn: a text to be rewritten comes with it


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are written for the person, as they come: they rest on no post."""

    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a turn came to; the last event."""

    body: Answered
    posts: tuple[Evidence, ...] = ()  # those that it cites


Reply = Called | Found | Spoken | Piece | Dropped | Made


async def reply(
    answering: Answering,
    text: str,
    earlier: Sequence[Turn] = (),
    *,
    reader: Reader = ANONYMOUS,
    files: Sequence[Attached] = (),
    just_given: bool = False,
) -> AsyncGenerator[Reply, None]:
    """The events of a reply to `text` after the turns before it; nothing of it is kept.

    `just_given` where some file came with this turn. Raises what `Answering.ask` does.
    """
    text, earlier = taken(text), earlier[-REMEMBERED:]
    box = Toolbox(
        answering.search(), reader, answering.allowed, answering.likeness, documents=files
    )
    if (kind := small_talk.kind_of(text)) is not None:
        made = await replied(await answering.writer(TALK.name), kind, text, earlier)
        yield Spoken(made.statements[0], made.made_by)
        yield Made(made)
    elif (wish := wish_of(text)) is not None:
        async with aclosing(_written(answering, wish, box)) as pieces:
            async for piece in pieces:
                yield piece
    else:
        calls: list[Called] = []
        finding = Finding(answering, box, earlier, just_given)
        async with aclosing(finding.answer(asked(text))) as events:
            async for event in events:
                if isinstance(event, Answer):
                    yield Made(answered(event, calls), (*event.posts, *event.near))
                else:
                    if isinstance(event, Called):
                        calls.append(event)
                    yield event


async def _written(
    answering: Answering, wish: Wish, box: Toolbox
) -> AsyncGenerator[Called | Piece | Made, None]:
    """Writing help; where no model in use is fit for it, the turn says so."""
    writer = await answering.writer(WRITING.name)
    if writer is None:
        yield Made(Answered((), COMPOSER, declined="no writer", kind="written"))
        return
    calls, given = list[Called](), tuple[Evidence, ...]()
    if (post := post_named(wish.text)) is not None:  # a thread is given as its link
        called, looked = await look(box, "read_thread", {"post": post})
        calls.append(called)
        yield called
        given = looked.evidence
        lines = (f"@{p.author or '?'}: {p.text}" for p in given)
        wish = replace(wish, text="\n".join(lines)[:LONGEST_TEXT])
    whole = ""
    async with aclosing(help_to_write(writer, wish)) as pieces:
        async for piece in pieces:
            whole += piece
            yield Piece(piece)
    # with the posts that were given, so that it goes with them
    statement = Statement(whole.strip(), tuple(post.id for post in given))
    body = Answered((statement,), writer.name, kind="written", calls=tuple(calls))
    yield Made(body, given)


def taken(text: str) -> str:
    """A turn as it is taken; raises BadInput where there is none or it is too long."""
    if not text.strip():
        raise BadInput(Said("There is nothing in it: write a question, or what you wish for."))
    if len(text) > LONGEST:
        raise TooLarge(
            Said(
                "A turn has at most %(most)s characters, and this has %(n)s: give it as a file.",
                most=LONGEST,
                n=len(text),
            )
        )
    if wish_of(text) is None:
        asked(text)  # a question is shorter
    return text.strip()
