"""The sentences of posts, each as it was written: what is quoted is cut out and never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import sentencex

from rookery.answer.evidence import Evidence
from rookery.answer.reading.lines import lines
from rookery.answer.reading.taken_back import together

LONGEST = 400  # characters of a sentence; who writes without stops is cut between two words
QUOTED = 220  # characters that are quoted, where one sentence is not longer
READ = 4_000  # characters of a post that are looked at
_MOST = 40  # sentences of one post
_BULLET = re.compile(r"^(?:[-*•·–—>]+|\d{1,2}[.)])\s+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a post, in its own words."""

    text: str
    post: int  # which of the posts, from 0
    place: int  # which of the post's sentences, from 0


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence where it stands."""

    text: str
    bullet: str  # what stands before it where it is of a list
    begins: bool  # a line
    apart: bool  # after an empty one


def sentences(posts: Sequence[Evidence]) -> list[Sentence]:
    """All of them, in order."""
    return [
        Sentence(_cut(part.text), number, place)
        for number, post in enumerate(posts)
        for place, part in enumerate(islice(_of(post), _MOST))
    ]


def split(text: str, lang: str | None) -> Iterator[str]:
    """The sentences of one text."""
    return (_cut(part.text) for part in parts(text, lang))


def quoted(found: Sequence[Sentence], posts: Sequence[Evidence], number: int) -> str:
    """What is quoted for a sentence: a short post whole, else it with those that follow it.

    A sentence alone may mislead, and a heading says nothing. Empty where what it must be quoted
    with is too long.
    """
    sentence = found[number]
    post = posts[sentence.post]
    whole = "\n".join(filter(None, (" ".join(line.split()) for line in post.text.splitlines())))
    if len(whole) <= QUOTED:
        return whole
    told = _of(post)
    run = with_neighbours(sentence, post)
    if run is None:
        return ""
    words = joined(told, run)
    while run.stop < len(told):
        more = _together(told, run.stop)
        if more is None or more.start < run.start:
            break
        longer = joined(told, range(run.start, max(run.stop, more.stop)))
        if len(longer) > QUOTED:
            break
        run, words = range(run.start, max(run.stop, more.stop)), longer
    return words


def rows(told: Sequence[Sentence], posts: Sequence[Evidence]) -> Iterator[tuple[int, str]]:
    """The posts and words of chosen sentences, in order, each with those it must be quoted with.

    Those that share some are one; what would be too long is left out.
    """
    runs: list[tuple[int, range]] = []
    for sentence in told:
        run = with_neighbours(sentence, posts[sentence.post])
        if run is None:
            continue
        if runs and runs[-1][0] == sentence.post and run.start < runs[-1][1].stop:
            before = runs.pop()[1]
            run = range(min(before.start, run.start), max(before.stop, run.stop))
        runs.append((sentence.post, run))
    given = list[tuple[str, str]]()
    for post, run in runs:
        words = joined(_of(posts[post]), run)
        # two passages of a page may have the same sentence
        if not any(id == posts[post].id and words in before for id, before in given):
            given.append((posts[post].id, words))
            yield post, words


def with_neighbours(sentence: Sentence, post: Evidence) -> range | None:
    """The places of the sentences that must be quoted with one, as they take it back or lead to it.

    `None` where they are too long together.
    """
    return _together(_of(post), sentence.place)


def joined(told: Sequence[Part], run: range) -> str:
    """Sentences in a row as they stand: lines stay lines, and items items."""
    first, *others = (told[place] for place in run)
    return _cut(first.text) + "".join(
        f"\n{part.bullet}{_cut(part.text)}" if part.begins else f" {_cut(part.text)}"
        for part in others
    )


def _together(told: tuple[Part, ...], number: int) -> range | None:
    return together([p.text for p in told], [p.begins for p in told], number)


def _of(post: Evidence) -> tuple[Part, ...]:
    if not post.titled:
        return parts(post.text, post.lang)
    title, _, text = post.text.partition("\n")
    return (*parts(title, post.lang), *parts(text, post.lang))


@lru_cache(256)
def parts(text: str, lang: str | None) -> tuple[Part, ...]:
    """The sentences of one text with where they stand; the last only where it is whole."""
    found = list(whole_parts(text[:READ], lang))
    return tuple(found[:-1] if len(text) > READ and len(found) > 1 else found)


def whole_parts(text: str, lang: str | None) -> Iterator[Part]:
    """The same of a text of any length."""
    for line in lines(text):
        begins = True
        for piece in sentencex.segment(lang or "en", line.text):
            bullet = _BULLET.match(piece.strip())
            said = piece.strip()[bullet.end() if bullet else 0 :]
            if _WORD.search(said):
                yield Part(said, bullet[0] if bullet else "", begins, begins and line.apart)
                begins = False


def _cut(said: str) -> str:
    if len(said) <= LONGEST:
        return said
    return said[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
