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
from rookery.answer.composed.compose import of_page
from rookery.answer.evidence import Evidence
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.measures import beside, nearness
from rookery.answer.reading.sentences import joined, sentences
from rookery.assistant.pages import Told, neighbours, told_on
from rookery.errors import Said
from rookery.text import detect, words

MOST = 8  # passages that an answer rests on
_LONGEST = 560  # characters of a passage: a prompt shows no more of one
_NEAR = 0.5  # of the nearest one's: what is farther is left out
_COMPARED = 60  # passages whose sentences are compared with the question
_SAMPLE = 2_000  # characters by which a file's language is told
_GIST, _READ = 4, 400  # sentences of a summary, and passages that it is made of
_TELLS = 5  # words of a sentence: fewer are a heading
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


def passages(
    document: Attached, about: str, likeness: Likeness, *, page: int | None = None
) -> list[Evidence]:
    """Those nearest to what is asked about, in the order of the text; without it, the first.

    What speaks to a machine is left out.
    """
    lang = _language(document)
    told = _told(document, lang)
    pieces = list(_pieces(told, page))
    if not about.strip():
        return list(islice(_read(document, told, pieces, lang), MOST))
    likely = _likely(told, pieces, about, likeness, lang)
    read = list(_read(document, told, likely, lang))
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
    told = _told(document, lang)
    some = [n for piece in islice(_pieces(told, None), _READ) for n in piece]
    whole = [n for n in some if len(told[n].text.split()) >= _TELLS]
    if not whole:
        return []
    vectors = likeness.static([told[n].text for n in whole])
    central = [whole[n] for n in np.argsort(-(vectors @ vectors.mean(0)), kind="stable")]
    runs, pages, several = list[range](), Counter[int](), len(document.pages) > 1
    for number in dict.fromkeys([*whole[:1], *central]):
        page, run = told[number].page, neighbours(told, number)
        if run is None or (several and pages[page] > 1) or any(number in r for r in runs):
            continue
        if not any(_for_a_machine(told, n) for n in run):  # asked of few: it takes its time
            runs.append(run)
            pages[page] += 1
        if len(runs) == _GIST:
            break
    return [_stated(document, told, run, lang) for run in _apart(runs)]


def _apart(runs: Sequence[range]) -> list[range]:
    """In order, those that share sentences as one."""
    merged: list[range] = []
    for run in sorted(runs, key=lambda r: r.start):
        if merged and run.start < merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, run.stop))
        else:
            merged.append(run)
    return merged


def _stated(document: Attached, told: Sequence[Told], run: range, lang: str | None) -> Statement:
    page = _evidence(document, told[run.start].page, "", lang)
    words = joined([t.part for t in told], run)
    return Statement(f"{of_page(page, lang)}: “{words}”", (page.id,), quoted=words)


def _language(document: Attached) -> str | None:
    held = ""
    for page in document.pages:
        held += page[:_SAMPLE]
        if len(held) >= _SAMPLE:
            break
    return detect(held[:_SAMPLE])


def _told(document: Attached, lang: str | None) -> list[Told]:
    return told_on(document.pages, lang, printed=document.kind == "pdf")


def _pieces(told: Sequence[Told], page: int | None) -> Iterator[range]:
    """A page's sentences and lines, so many together as a prompt shows of a post."""
    begin, length = 0, 0
    for end, one in enumerate(told):
        new = end > begin and one.page != told[begin].page
        if new or (end > begin and length + len(one.text) >= _LONGEST):
            if page in (None, told[begin].page):
                yield range(begin, end)
            begin, length = end, 0
        length += len(one.text) + 1
    if told and page in (None, told[begin].page):
        yield range(begin, len(told))


def _read(
    document: Attached, told: Sequence[Told], pieces: Iterable[range], lang: str | None
) -> Iterator[Evidence]:
    """Pieces with what their sentences must be quoted with; without what speaks to a machine, and
    what cannot be quoted, where something is left.
    """
    for piece in pieces:
        runs = [run for n in piece if (run := neighbours(told, n))]
        wider = sorted({n for run in runs for n in run})
        left = [n for n in wider if not _for_a_machine(told, n)]
        if left:
            yield _evidence(document, told[piece.start].page, _text(told, left), lang)


def _text(told: Sequence[Told], chosen: Sequence[int]) -> str:
    """Sentences as they stand; what begins a line keeps apart from what stands before it."""
    text = ""
    for number in chosen:
        part = told[number].part
        text += ("\n\n" if part.begins or number - 1 not in chosen else " ") if text else ""
        text += f"{part.bullet}{part.text}"
    return text


def _evidence(document: Attached, page: int, text: str, lang: str | None) -> Evidence:
    id = page_id(document.id, page)
    return Evidence(id, text, lang=lang, source=document.name, page=page)


def _for_a_machine(told: Sequence[Told], number: int) -> bool:
    """Whether a sentence tells a machine what to do, with the next one, or right after one that
    does: what is to be done often stands in a second.
    """
    here = told[number].text
    following = told[number + 1].text if number + 1 < len(told) else ""
    if speaks_to_a_machine(here) or (number and speaks_to_a_machine(told[number - 1].text)):
        return True
    return not speaks_to_a_machine(following) and speaks_to_a_machine(f"{here} {following}")


def _likely(
    told: Sequence[Told], pieces: Sequence[range], about: str, likeness: Likeness, lang: str | None
) -> list[range]:
    """Those that share most of the question's words: a long file is not compared whole."""
    if len(pieces) <= _COMPARED:
        return list(pieces)
    wanted = frozenset(words(about)) | likeness.text(about, lang).terms
    texts = [" ".join(told[n].text for n in piece) for piece in pieces]
    shared = [
        len(wanted & (frozenset(words(text)) | likeness.text(text, lang).terms)) for text in texts
    ]
    order = np.argsort(-np.array(shared), kind="stable")[:_COMPARED]
    return [pieces[number] for number in sorted(order)]
