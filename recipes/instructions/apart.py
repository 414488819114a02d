"""Sets a tenth of the examples aside, by the posts that they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from recipes.instructions.example import Example
from rookery.llm.tasks import Brief, Conversation, Posts, Question

_APART = 10  # one in so many
_RUN = 8  # words in a row that two inputs share: they rest on the same
_SALT = "apart 4"  # of twelve that were tried the one whose tenth has its share of each kind


def rests_on(example: Example) -> set[str]:
    """What an example rests on: its posts, its conversation's beginning, or its advertiser."""
    match example.input:
        case Question(posts=posts) | Posts(posts=posts):
            return {_normal(post.text) for post in posts}
        case Conversation(turns=turns):
            return {_normal(turns[0].content)}
        case Brief(advertiser=advertiser):
            return {_normal(advertiser)}
    raise TypeError(example.input)


def _normal(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def apart(found: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The examples to learn from, and a tenth that is kept back.

    Examples that rest on a post together go to the same side, and each stays on its side when
    others are added, unless they join it to another. What shares a passage with one to learn from,
    in whatever task, is not kept back.
    """
    learned: list[Example] = []
    kept: list[Example] = []
    for group in _groups(found):
        least = min(
            sha256(f"{_SALT} {key}".encode()).digest() for e in group for key in rests_on(e)
        )
        side = kept if int.from_bytes(least[-4:]) % _APART == 0 else learned
        side += group
    while passed := _passing(learned, kept):
        learned += passed
        kept = [example for example in kept if example not in passed]
    return learned, kept


def _passing(learned: Sequence[Example], kept: Sequence[Example]) -> list[Example]:
    seen = {run for example in learned for run in _runs(example)}
    return [example for example in kept if not seen.isdisjoint(_runs(example))]


def _runs(example: Example) -> Iterator[tuple[str, ...]]:
    for text in _texts(example):
        words = _normal(text).split()
        yield from (tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1))


def _texts(example: Example) -> Sequence[str]:
    match example.input:
        case Question(posts=posts) | Posts(posts=posts):
            return [post.text for post in posts]
        case Conversation(turns=turns):
            return [turn.content for turn in turns]
        case Brief(product=product, facts=facts):
            return [product, *facts]
    raise TypeError(example.input)


def _groups(found: Sequence[Example]) -> Iterator[list[Example]]:
    """Examples that share anything they rest on, directly or through others."""
    leader: dict[str, str] = {}

    def led_by(key: str) -> str:
        while (above := leader.setdefault(key, key)) != key:
            key = above
        return key

    for example in found:
        first, *others = sorted(rests_on(example))
        for other in others:
            leader[led_by(other)] = led_by(first)
    groups: dict[str, list[Example]] = {}
    for example in found:
        groups.setdefault(led_by(min(rests_on(example))), []).append(example)
    yield from groups.values()
