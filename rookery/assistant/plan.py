"""What a question plainly asks for, by its words: which tool it needs, where no model chooses.

English, Italian and Spanish. What is not met here is a question for the posts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rookery.answer.asked.wished import asked_to_sum_up
from rookery.answer.counted.computed import Unclear, WhatRises, Who, wanted
from rookery.answer.counted.figures import Figure, Lang
from rookery.assistant.attached import Attached
from rookery.text import STOP, words

_FILE = re.compile(
    r"\b(?:file|document|pdf|attachment|paper|report|scan|picture|image|page|documento|allegato"
    r"|immagine|pagina|foglio|archivo|adjunto|imagen|p[aá]gina)s?\b",
    re.IGNORECASE,
)
_A_FILE = (
    r"(?:(?:the|this|my|that|il|lo|la|l['’]|questo|questa|el|este|esta) ?)?"
    r"(?:file|document|pdf|attachment|paper|report|documento|allegato|foglio|archivo|adjunto|text"
    r"|testo|texto|it|this|that|\S+\.\w{2,8})"
)
_ABOUT_IT = re.compile(  # nothing of it in particular
    rf"\W*(?:what(?:['’]s| is) {_A_FILE} (?:all )?about|what (?:does|do) {_A_FILE}"
    rf" (?:say|tell(?: us| me)?|contain)"
    rf"|what(?:['’]s| is| stands| does it say) (?:written )?in {_A_FILE}"
    rf"|di (?:che )?cosa (?:parla|tratta)(?: {_A_FILE})?"
    rf"|(?:che )?cosa (?:dice|contiene)(?: {_A_FILE})?"
    rf"|(?:che )?cosa c['’]è (?:scritto )?(?:in {_A_FILE}|nel (?:file|documento|pdf|foglio|testo)"
    r"|nell['’]allegato)"
    rf"|(?:de|sobre) qu[eé] (?:trata|habla|va)(?: {_A_FILE})?"
    rf"|qu[eé] (?:dice|contiene|pone)(?: {_A_FILE})?|qu[eé] (?:hay|pone) en {_A_FILE})\W*$",
    re.IGNORECASE,
)
_AT_HAND = frozenset(["", "it", "this", "that", "them", "questo", "quello", "esto", "eso"])
_OF_PAGES = frozenset(
    ["say", "says", "stand", "stands", "show", "shows", "read", "explain", "tell", "dice", "leggi",
     "mostra", "spiega", "muestra", "explica", "lee", "page", "pagina", "página"]
)  # fmt: skip
_ALL_STOPS = frozenset().union(*(STOP[lang] for lang in ("en", "it", "es")))
_PAGE = re.compile(r"\b(?:page|pagina|p[aá]gina|p\.)\s*(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Planned:
    """One call that is to be made."""

    tool: str
    arguments: Mapping[str, Any]
    lang: Lang = "en"


def planned(question: str, before: Sequence[str] = ()) -> Planned | None:
    """The tool whose figures answer a question; `None` for any other question.

    `before` are the person's questions before it.

    >>> planned("Who is @ada?").arguments
    {'handle': 'ada'}
    """
    match wanted(question, before):
        case WhatRises(lang, community):
            return Planned("trending", {"community": community} if community else {}, lang)
        case Who(handle, lang):
            return Planned("look_up_author", {"handle": handle}, lang)
        case Figure(query, of, lang, by, end):
            return Planned("count_posts", {"query": query, "of": of, "by": by, "end": end}, lang)
        case Unclear() | None:
            return None


def of_files(question: str, files: Sequence[Attached]) -> list[Planned]:
    """The files that a question is read in, one call each: those that it names, else all."""
    named = [one for one in files if _names(question, one)]
    page = _PAGE.search(question)
    extra = {"page": int(page[1])} if page else {}
    return [
        Planned("read_document", {"document": one.id, "about": question, **extra})
        for one in named or files
    ]


def means_a_file(question: str, files: Sequence[Attached]) -> bool:
    """Whether it asks for what a file says, and not for what posts say."""
    return bool(files) and (
        any(_names(question, one) for one in files)
        or _PAGE.search(question) is not None
        or _FILE.search(question) is not None
    )


def asks_for_a_summary(question: str, *, at_hand: bool = False) -> bool:
    """Whether something is to be summed up; `at_hand` where it must be what lies there: "it"."""
    found = asked_to_sum_up(question) or _ABOUT_IT.match(question)
    if found is None:
        return False
    rest = question[found.end() :].strip(" ?.!:¿").lower()
    return not at_hand or rest in _AT_HAND or _FILE.fullmatch(rest) is not None


def page_asked(question: str, files: Sequence[Attached]) -> tuple[Attached, int] | None:
    """The page whose words are wanted, whatever they are about; of the first file named, or given.

    None where something is looked for on it: that is a question.
    """
    page = _PAGE.search(question)
    if page is None:
        return None
    file = next((one for one in files if _names(question, one)), files[0])
    number = int(page[1])
    if number > len(file.pages):
        return file, number
    rest = words(question[: page.start()] + " " + question[page.end() :])
    stem = words(file.name)
    about = [w for w in rest if w not in _ALL_STOPS and w not in _OF_PAGES and w not in stem]
    return (file, number) if not [w for w in about if not _FILE.fullmatch(w)] else None


def _names(question: str, file: Attached) -> bool:
    stem = file.name.rpartition(".")[0] or file.name
    said = question.casefold()
    return file.name.casefold() in said or (len(stem) > 3 and stem.casefold() in said)
