"""Sentences with posts that carry them, and with posts that don't: to fit the check of support.

From the instruction data to learn from: each sentence with what it cites; with the nearest post
that it does not cite; with posts of another question; and with one telling word changed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from recipes.instructions import Example
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness
from rookery.llm.tasks import Passage


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, what it cites, and whether that carries it."""

    text: str
    lang: str
    cited: Sequence[Evidence]
    carried: bool


def claims(learned: Sequence[Example], likeness: Likeness) -> Iterator[Claim]:
    """All cases of the answers and summaries in `learned`, in one fixed order."""
    chance = random.Random(2)
    told = [(e, s) for e in learned for s in e.output.sentences]
    for e, sentence in told:
        posts = {p.id: _evidence(p, e.lang) for p in e.input.posts}
        cited = [posts[id] for id in sentence.cites]
        yield Claim(sentence.text, e.lang, cited, True)
        if others := [p for id, p in posts.items() if id not in sentence.cites]:
            near = likeness.static([sentence.text, *(p.text for p in others)])
            yield Claim(sentence.text, e.lang, [others[int(np.argmax(near[1:] @ near[0]))]], False)
        other, strange = chance.choice(told)
        if other is not e and other.lang == e.lang:
            elsewhere = {p.id: p for p in other.input.posts}
            posts_there = [_evidence(elsewhere[id], other.lang) for id in strange.cites]
            yield Claim(sentence.text, e.lang, posts_there, False)
            if changed := _changed(sentence.text, strange.text, e.lang, likeness):
                yield Claim(changed, e.lang, cited, False)


def _changed(text: str, lender: str, lang: str, likeness: Likeness) -> str | None:
    """The sentence with its most telling word taken from another one."""
    ours, theirs = likeness.text(text, lang), likeness.text(lender, lang)
    mine = [w for w in ours.told if w.isalpha() and w in text]
    new = [w for w in theirs.told if w.isalpha() and w not in ours.told]
    if not mine or not new:
        return None
    return text.replace(_most(mine, likeness), _most(new, likeness), 1)


def _most(told: Sequence[str], likeness: Likeness) -> str:
    lengths = [likeness.weight(word) for word in told]
    return told[int(np.argmax(lengths))]


def _evidence(post: Passage, lang: str) -> Evidence:
    return Evidence(post.id, post.text, post.author, lang=lang)
