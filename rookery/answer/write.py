"""A model's sentences, one by one: each is checked as it comes, mended once, or dropped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from rookery.answer.answered import Dropped, Statement
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.answer.support import check
from rookery.llm.estimate import estimate
from rookery.llm.tasks import BadForm, Cited, Passage, Sentence, Task

if TYPE_CHECKING:
    from rookery.llm.client import Client  # imports much, and a model may never be asked

Asked = TypeVar("Asked")


async def write(
    client: Client,
    task: Task[Asked, Cited],
    asked_of: Callable[[tuple[Passage, ...]], Asked],
    evidence: Sequence[Evidence],
    likeness: Likeness,
    *,
    context: int,
    explained: bool,
    lang: str | None = None,
) -> AsyncGenerator[Statement | Dropped, None]:
    """What stands and what does not, as the model writes; whoever leaves stops it.

    `asked_of` says what is asked of the posts; `context` is the model's, in tokens; `explained`
    where it was not tuned to the task. Raises what the client does.
    """
    known = {f"p{n}": post for n, post in enumerate(evidence, 1)}
    asked = asked_of(tuple(_passage(id, post) for id, post in known.items()))
    asked = task.fitted(asked, estimate, context, explained=explained)
    turns = task.turns(asked, explained=explained)
    pieces = client.stream(turns, most=task.most, grammar=task.grammar(asked))
    async with pieces:
        async for line in _lines(pieces):
            try:
                said = task.parse(line, asked).sentences
            except BadForm as bad:
                yield Dropped(line.strip()[:300], (), str(bad))
                continue
            for sentence in said:
                yield await asyncio.to_thread(_checked, sentence, known, likeness, lang)


def _passage(id: str, post: Evidence) -> Passage:
    time = f"{post.at:%Y-%m-%d %H:%M}" if post.at else ""
    return Passage(id, post.author or "", time, post.text)


async def _lines(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Whole lines of what comes in pieces."""
    held = ""
    async for piece in pieces:
        *whole, held = (held + piece).split("\n")
        for line in whole:
            yield line
    if held.strip():
        yield held


def _checked(
    sentence: Sentence, known: Mapping[str, Evidence], likeness: Likeness, lang: str | None
) -> Statement | Dropped:
    """The sentence by what it cites, else by the one post that carries it, else dropped."""
    cited = [known[id] for id in sentence.cites]
    verdict = check(sentence.text, cited, likeness, lang)
    if verdict.stands:
        return Statement(sentence.text, tuple(post.id for post in cited))
    others = [post for id, post in known.items() if id not in sentence.cites or len(cited) > 1]
    tried = [(check(sentence.text, [post], likeness, lang), post) for post in others]
    standing = [(found.chance, post) for found, post in tried if found.stands]
    if standing:
        _, post = max(standing, key=lambda one: one[0])
        return Statement(sentence.text, (post.id,))
    return Dropped(sentence.text, tuple(post.id for post in cited), verdict.why)
