"""A file of a person's in a conversation, and the passages of it that a question is answered from.

A page is cited as a post is: by an id, `file:DOCUMENT:PAGE`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

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


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some of a page's sentences and lines, with the one before and the one behind them."""

    page: int
    parts: tuple[str, ...]
    before: str
    behind: str

    @property
    def text(self) -> str:
        return "\n".join(self.parts)


def passages(
    document: Attached, about: str, likeness: Likeness, *, page: int | None = None
) -> list[Evidence]:
    """Those nearest to what is asked about, in the order of the text; without it, the first.

    What speaks to a machine is left out.
    """
    lang = _language(document)
    pieces = list(_pieces(document, page))
    if not about.strip():
        return list(islice(_read(document, pieces, lang), MOST))
    read = list(_read(document, _likely(pieces, about, likeness, lang), lang))
    if not read:
        return []
    found = sentences(read)
    best = np.zeros(len(read))
    compared = beside(about, found, likeness, lang, one_text=True, closely=False)
    np.maximum.at(best, [s.post for s in found], nearness(compared))
    least = _NEAR * best.max()
    chosen = [n for n in np.argsort(-best, kind="stable")[:MOST] if best[n] >= least]
    return [read[number] for number in sorted(chosen)]


def gist(document: Attached, likeness: Likeness) -> list[Statement]:
    """Its first sentence, and those that stand for the rest of it: nearest to its mean.

    Few, of different pages where there are some, in the order of the text.
    """
    lang = _language(document)
    pieces = list(_pieces(document, None))[:_READ]
    said = sentences([_evidence(document, piece, piece.text, lang) for piece in pieces])
    parts = [s.text for s in said]
    whole = [n for n, text in enumerate(parts) if len(text.split()) >= _TELLS]
    if not whole:
        return []
    vectors = likeness.static([parts[n] for n in whole])
    central = [whole[n] for n in np.argsort(-(vectors @ vectors.mean(0)), kind="stable")]
    chosen, pages = list[int](), Counter[int]()
    for number in dict.fromkeys([*whole[:1], *central]):
        page = pieces[said[number].post].page
        crowded = len(document.pages) > 1 and pages[page] > 1
        if not crowded and not _for_a_machine(parts, number):  # asked of few: it takes its time
            chosen.append(number)
            pages[page] += 1
        if len(chosen) == _GIST:
            break
    cited = (
        (parts[n], _evidence(document, pieces[said[n].post], "", lang)) for n in sorted(chosen)
    )
    return [
        Statement(f"{of_page(page, lang)}: “{text}”", (page.id,), quoted=text)
        for text, page in cited
    ]


def _language(document: Attached) -> str | None:
    held = ""
    for page in document.pages:
        held += page[:_SAMPLE]
        if len(held) >= _SAMPLE:
            break
    return detect(held[:_SAMPLE])


def _pieces(document: Attached, page: int | None) -> Iterator[_Piece]:
    """A page's sentences and lines, so many together as a prompt shows of a post."""
    for number, text in enumerate(document.pages, 1):
        if page not in (None, number):
            continue
        lines = (part for part in _ENDS.split(text) if part.strip())
        parts = [line[i : i + _LONGEST] for line in lines for i in range(0, len(line), _LONGEST)]
        begin, length = 0, 0
        for end, part in enumerate([*parts, ""]):
            if end > begin and (end == len(parts) or length + len(part) >= _LONGEST):
                before = parts[begin - 1] if begin else ""
                behind = parts[end] if end < len(parts) else ""
                yield _Piece(number, tuple(parts[begin:end]), before, behind)
                begin, length = end, 0
            length += len(part) + 1


def _read(document: Attached, pieces: Iterable[_Piece], lang: str | None) -> Iterator[Evidence]:
    """Pieces without what speaks to a machine, where something is left."""
    for piece in pieces:
        around = [piece.before, *piece.parts, piece.behind]
        left = [around[n] for n in range(1, len(around) - 1) if not _for_a_machine(around, n)]
        if left:
            yield _evidence(document, piece, "\n".join(left), lang)


def _evidence(document: Attached, piece: _Piece, text: str, lang: str | None) -> Evidence:
    id = page_id(document.id, piece.page)
    return Evidence(id, text, lang=lang, source=document.name, page=piece.page)


def _for_a_machine(parts: Sequence[str], number: int) -> bool:
    """Whether a sentence tells a machine what to do, with the next one, or right after one that
    does: what is to be done often stands in a second.
    """
    here, following = parts[number], parts[number + 1] if number + 1 < len(parts) else ""
    if speaks_to_a_machine(here) or (number and speaks_to_a_machine(parts[number - 1])):
        return True
    return not speaks_to_a_machine(following) and speaks_to_a_machine(f"{here} {following}")


def _likely(
    pieces: Sequence[_Piece], about: str, likeness: Likeness, lang: str | None
) -> list[_Piece]:
    """Those that share most of the question's words: a long file is not compared whole."""
    if len(pieces) <= _COMPARED:
        return list(pieces)
    wanted = frozenset(words(about)) | likeness.text(about, lang).terms
    shared = [
        len(wanted & (frozenset(words(piece.text)) | likeness.text(piece.text, lang).terms))
        for piece in pieces
    ]
    order = np.argsort(-np.array(shared), kind="stable")[:_COMPARED]
    return [pieces[number] for number in sorted(order)]
