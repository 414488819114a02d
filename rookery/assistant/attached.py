"""A file of a person's in a conversation, and the passages of it that a question is answered from.

A page is cited as a post is: by an id, `file:DOCUMENT:PAGE`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from rookery.answer.answered import Statement
from rookery.answer.compose import of_page
from rookery.answer.evidence import Evidence
from rookery.answer.instructing import speaks_to_a_machine
from rookery.answer.likeness import Likeness
from rookery.answer.measures import beside, nearness
from rookery.answer.sentences import sentences
from rookery.errors import Said
from rookery.text import detect, words

MOST = 8  # passages that an answer rests on
_LONGEST = 560  # characters of a passage: a prompt shows no more of one
_NEAR = 0.5  # of the nearest one's: what is farther is left out
_COMPARED = 60  # passages whose sentences are compared with the question
_SAMPLE = 2_000  # characters by which a file's language is told
_GIST, _READ = 4, 400  # sentences of a summary, and passages that it is made of
_TELLS = 5  # words of a sentence: fewer are a heading
_ENDS = re.compile(r"(?<=[.!?…])\s+|\n+")
_ID = re.compile(r"file:(?P<document>[\w-]+):(?P<page>\d+)")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file with its text, page by page."""

    id: str
    name: str
    kind: str
    pages: tuple[str, ...]
    made_at: datetime
    notes: tuple[Said | str, ...] = ()  # what was not read of it


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a page; several have one id where they are of one page."""

    page: int
    evidence: Evidence


def page_id(document: str, page: int) -> str:
    """How an answer cites a page."""
    return f"file:{document}:{page}"


def page_of(id: str) -> tuple[str, int] | None:
    """The document and the page of such an id; `None` for a post's.

    >>> page_of("file:k3:2"), page_of("h213")
    (('k3', 2), None)
    """
    found = _ID.fullmatch(id)
    return (found["document"], int(found["page"])) if found else None


def passages(
    document: Attached, about: str, likeness: Likeness, *, page: int | None = None
) -> list[Passage]:
    """Those nearest to what is asked about, in the order of the text; without it, the first.

    What speaks to a machine is left out.
    """
    lang = detect(" ".join(document.pages)[:_SAMPLE])
    pieces = list(_pieces(document, page, lang))
    if not about.strip() or not pieces:
        return pieces[:MOST]
    pieces = _likely(pieces, about, likeness, lang)
    found = sentences([piece.evidence for piece in pieces])
    best = np.zeros(len(pieces))
    compared = beside(about, found, likeness, lang, one_text=True, closely=False)
    np.maximum.at(best, [s.post for s in found], nearness(compared))
    least = _NEAR * best.max()
    chosen = [n for n in np.argsort(-best, kind="stable")[:MOST] if best[n] >= least]
    return [pieces[number] for number in sorted(chosen)]


def gist(document: Attached, likeness: Likeness) -> list[Statement]:
    """Its first sentence, and those that stand for the rest of it: nearest to its mean.

    Few, of different pages where there are some, in the order of the text.
    """
    lang = detect(" ".join(document.pages)[:_SAMPLE])
    pieces = list(_pieces(document, None, lang))[:_READ]
    said = [s for s in sentences([p.evidence for p in pieces]) if len(s.text.split()) >= _TELLS]
    if not said:
        return []
    vectors = likeness.static([s.text for s in said])
    chosen, pages = [0], Counter([pieces[said[0].post].page])
    for number in map(int, np.argsort(-(vectors @ vectors.mean(0)), kind="stable")):
        page = pieces[said[number].post].page
        crowded = len(document.pages) > 1 and pages[page] > 1
        if number not in chosen and not crowded and len(chosen) < _GIST:
            chosen.append(number)
            pages[page] += 1
    told = [(said[number].text, pieces[said[number].post].evidence) for number in sorted(chosen)]
    return [
        Statement(f"{of_page(page, lang)}: “{text}”", (page.id,), quoted=text)
        for text, page in told
    ]


def _pieces(document: Attached, page: int | None, lang: str | None) -> Iterator[Passage]:
    for number, text in enumerate(document.pages, 1):
        if page in (None, number):
            for piece in _cut(_for_people(text)):
                id = page_id(document.id, number)
                evidence = Evidence(id, piece, lang=lang, source=document.name, page=number)
                yield Passage(number, evidence)


def _for_people(text: str) -> list[str]:
    """The sentences and lines of a page, without those that speak to a machine and the one after:
    what is to be done often stands in a second.
    """
    parts = [part for part in _ENDS.split(text) if part.strip()]
    left, skip = list[str](), False
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        speaks = speaks_to_a_machine(part)
        across = not speaks and not speaks_to_a_machine(following)
        if not (speaks or skip or (across and speaks_to_a_machine(f"{part} {following}"))):
            left.append(part)
        skip = speaks
    return left


def _cut(parts: Sequence[str]) -> Iterator[str]:
    """A page in pieces of whole sentences or lines."""
    held = ""
    for part in (line[i : i + _LONGEST] for line in parts for i in range(0, len(line), _LONGEST)):
        if held and len(held) + len(part) >= _LONGEST:
            yield held
            held = ""
        held = f"{held}\n{part}" if held else part
    if held:
        yield held


def _likely(
    pieces: Sequence[Passage], about: str, likeness: Likeness, lang: str | None
) -> list[Passage]:
    """Those that share most of the question's words: a long file is not compared whole."""
    if len(pieces) <= _COMPARED:
        return list(pieces)
    wanted = frozenset(words(about)) | likeness.text(about, lang).terms
    shared = [
        len(
            wanted
            & (frozenset(words(p.evidence.text)) | likeness.text(p.evidence.text, lang).terms)
        )
        for p in pieces
    ]
    order = np.argsort(-np.array(shared), kind="stable")[:_COMPARED]
    return [pieces[number] for number in sorted(order)]
