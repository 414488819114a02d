"""More examples out of those that were written: what does not matter in one is made otherwise.

Names and numbers change on both sides, posts that do not matter are mixed in, and posts, facts and
creatives come in another order. An example that the check would refuse afterwards stays as it was.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recipes.instructions.checked import HANDLE, unsound
from recipes.instructions.example import Example
from recipes.instructions.names import renamed
from recipes.instructions.numbers import renumbered
from rookery.llm.tasks import (
    Brief,
    Cited,
    Conversation,
    Passage,
    Posts,
    Query,
    Question,
    Said,
    Sentence,
    Set,
)  # fmt: skip
from rookery.llm.turns import Turn
from rookery.text import STOP

_MOST_POSTS = 8
_STRANGERS = (0, 0, 1, 1, 2, 3)  # so many posts are mixed in, as the dice say
_FAR_IDS = 0.2  # of the examples: ids that are not p1, p2, …
_HANDLE_OF_QUERY = re.compile(r"(?<![\w:])(?:from|to):(\w+(?:[.-]\w+)*)")

Change = Callable[[str], str]


def multiplied(examples: Sequence[Example], times: int, seed: int) -> list[Example]:
    """Each example as it is, and `times` - 1 others made of it, all in an order of chance.

    The posts that are mixed in, and the handles, come from these examples and from nowhere else.
    """
    neighbours = _Neighbours.of(examples)
    made = list(examples)
    for time in range(1, times):
        for example in examples:
            made.append(
                _changed(example, neighbours, random.Random(f"{seed} {time} {example.place}"))
            )
    random.Random(seed).shuffle(made)
    return made


@dataclass(frozen=True)
class _Neighbours:
    """What other examples lend: posts by language, with the words of their own example."""

    posts: dict[str, list[tuple[Passage, frozenset[str]]]]
    handles: dict[str, list[str]]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> _Neighbours:
        posts: dict[str, list[tuple[Passage, frozenset[str]]]] = {}
        handles: dict[str, list[str]] = {}
        for example in examples:
            if isinstance(example.input, Question | Posts):
                about = _words(" ".join(_told(example.input)), example.lang)
                posts.setdefault(example.lang, []).extend((p, about) for p in example.input.posts)
                handles.setdefault(example.lang, []).extend(p.author for p in example.input.posts)
        return cls(posts, handles)


def _changed(example: Example, neighbours: _Neighbours, dice: random.Random) -> Example:
    told, replied = _told(example.input), _replied(example.output)
    names = renamed(
        told, replied, _handles(example), neighbours.handles.get(example.lang, []), dice,
        no_longer=isinstance(example.input, Brief),
    )  # fmt: skip
    numbers = renumbered(told, replied, dice)
    other = _otherwise(example, lambda text: names(numbers(text)))
    if any(unsound(other)):
        other = example
    match other.input:
        case Question() | Posts():
            return _among_others(other, neighbours, dice)
        case Brief(facts=facts):
            shuffled = replace(other.input, facts=_shuffled(facts, dice))
            return replace(other, input=shuffled, output=_reordered(other.output, dice))
    return other


def _told(given: Any) -> list[str]:
    """The texts of an input, handles with their sign."""
    match given:
        case Question(question=text, posts=posts) | Posts(about=text, posts=posts):
            return [text, *(f"@{p.author}: {p.text}" for p in posts)]
        case Conversation(turns=turns):
            return [turn.content for turn in turns]
        case Brief() as b:
            return [b.advertiser, b.product, *b.facts, b.audience, b.tone]
    raise TypeError(given)


def _replied(output: Any) -> list[str]:
    match output:
        case Cited(sentences=sentences):
            return [sentence.text for sentence in sentences]
        case Query(text=text) | Said(text=text):
            return [text]
        case Set(creatives=creatives):
            return [
                one
                for creative in creatives
                for _, text in creative
                for one in ([text] if isinstance(text, str) else text)
            ]
    raise TypeError(output)


def _handles(example: Example) -> list[str]:
    texts = " ".join([*_told(example.input), *_replied(example.output)])
    authors = [p.author for p in getattr(example.input, "posts", ())]
    return sorted({*authors, *HANDLE.findall(texts), *_HANDLE_OF_QUERY.findall(texts)})


def _otherwise(example: Example, change: Change) -> Example:
    """The example with every text of both sides changed."""
    return replace(
        example,
        input=_input_otherwise(example.input, change),
        output=_output_otherwise(example.output, change),
    )


def _input_otherwise(given: Any, change: Change) -> Any:
    match given:
        case Question(question=question, posts=posts):
            return Question(change(question), _posts_otherwise(posts, change))
        case Posts(of=of, about=about, posts=posts):
            return Posts(of, change(about), _posts_otherwise(posts, change))
        case Conversation(turns=turns):
            return Conversation(tuple(Turn(t.role, change(t.content)) for t in turns))
        case Brief(format=name, facts=facts) as b:
            return Brief(
                name, change(b.advertiser), change(b.product), tuple(map(change, facts)),
                change(b.audience), change(b.tone),
            )  # fmt: skip
    raise TypeError(given)


def _posts_otherwise(posts: Sequence[Passage], change: Change) -> tuple[Passage, ...]:
    return tuple(replace(p, author=change(p.author), text=change(p.text)) for p in posts)


def _output_otherwise(output: Any, change: Change) -> Any:
    match output:
        case Cited(sentences=sentences):
            return Cited(tuple(Sentence(change(s.text), s.cites) for s in sentences))
        case Query(text=text):
            return Query(change(text))
        case Said(text=text):
            return Said(change(text))
        case Set(creatives=creatives):
            return Set(
                tuple(
                    tuple(
                        (name, change(of) if isinstance(of, str) else tuple(map(change, of)))
                        for name, of in creative
                    )
                    for creative in creatives
                )
            )
    raise TypeError(output)


def _among_others(example: Example, neighbours: _Neighbours, dice: random.Random) -> Example:
    """The example's posts in another order, among some that do not matter, under other ids."""
    own = example.input.posts
    many = min(dice.choice(_STRANGERS), _MOST_POSTS - len(own))
    posts = _shuffled([*own, *_strangers(example, many, neighbours, dice)], dice)
    numbers = list(range(1, len(posts) + 1))
    if dice.random() < _FAR_IDS:
        numbers = sorted(dice.sample(range(1, 21), len(posts)))
    ids = [f"p{number}" for number in numbers]
    # strangers bear ids of their own examples: only a post itself says which it is
    new = {post.id: id for post, id in zip(posts, ids, strict=True) if any(post is p for p in own)}
    renumbered = tuple(replace(post, id=id) for post, id in zip(posts, ids, strict=True))
    sentences = (
        replace(s, cites=tuple(sorted((new[c] for c in s.cites), key=lambda c: int(c[1:]))))
        for s in example.output.sentences
    )
    given = replace(example.input, posts=renumbered)
    return replace(example, input=given, output=Cited(tuple(sentences)))


def _strangers(
    example: Example, many: int, neighbours: _Neighbours, dice: random.Random
) -> list[Passage]:
    """Posts of other examples that share no word with this one, nor their examples its question."""
    own = _words(" ".join([*_told(example.input), *_replied(example.output)]), example.lang)
    asked = _words(_told(example.input)[0], example.lang)
    authors = {post.author for post in example.input.posts}
    pool = neighbours.posts.get(example.lang, [])
    found: list[Passage] = []
    for post, about in dice.sample(pool, min(len(pool), 60)):
        if len(found) == many:
            break
        if post.author in authors or own & _words(post.text, example.lang) or asked & about:
            continue
        found.append(post)
        authors.add(post.author)
    return found


def _words(text: str, lang: str) -> frozenset[str]:
    """The words that carry meaning, by their first five letters: "ferry" is "ferries" nearly."""
    words = re.findall(r"[^\W\d_]{4,}", text.casefold())
    return frozenset(word[:5] for word in words if word not in STOP[lang])


def _reordered(output: Set, dice: random.Random) -> Set:
    """The creatives, and the texts of a list, in another order."""
    return Set(
        _shuffled(
            [
                tuple((n, of if isinstance(of, str) else _shuffled(of, dice)) for n, of in one)
                for one in output.creatives
            ],
            dice,
        )
    )


def _shuffled(values: Sequence[Any], dice: random.Random) -> tuple[Any, ...]:
    return tuple(dice.sample(values, len(values)))
