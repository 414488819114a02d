"""The sentences of posts, each as it was written: what is quoted is cut out and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import sentencex

from rookery.answer.evidence import Evidence

LONGEST = 400  # characters of a sentence; who writes without stops is cut between two words
QUOTED = 220  # characters that are quoted, where one sentence is not longer
READ = 4_000  # characters of a post that are looked at
_MOST = 40  # sentences of one post
_LINES = re.compile(r"\s*[\r\n]+\s*")
_BULLET = re.compile(r"^(?:[-*•·–—>]+|\d{1,2}[.)])\s+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a post, in its own words."""

    text: str
    post: int  # which of the posts, from 0
    place: int  # which of the post's sentences, from 0


def sentences(posts: Sequence[Evidence]) -> list[Sentence]:
    """All of them, in order; a line's end is a sentence's end."""
    return [
        Sentence(text, number, place)
        for number, post in enumerate(posts)
        for place, text in enumerate(islice(split(post.text, post.lang), _MOST))
    ]


def quoted(found: Sequence[Sentence], posts: Sequence[Evidence], number: int) -> str:
    """What is quoted for a sentence: a short post whole, else it with those that follow it.

    A sentence alone may mislead, and a heading says nothing.
    """
    sentence = found[number]
    lines = [" ".join(line.split()) for line in posts[sentence.post].text.splitlines()]
    whole = "\n".join(filter(None, lines))
    if len(whole) <= QUOTED:
        return whole
    words = sentence.text
    for following in found[number + 1 :]:
        if following.post != sentence.post or len(words) + len(following.text) >= QUOTED:
            break
        # a heading that has no stop would run into what stands below it
        words += "\n" if any(line.endswith(words) for line in lines) else " "
        words += following.text
    return words


def split(text: str, lang: str | None) -> Iterator[str]:
    """The sentences of one text."""
    for line in _LINES.split(text[:READ]):
        for piece in sentencex.segment(lang or "en", line):
            said = _BULLET.sub("", piece.strip())
            if _WORD.search(said):
                yield _cut(said)


def _cut(said: str) -> str:
    if len(said) <= LONGEST:
        return said
    return said[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
