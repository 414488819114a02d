"""What a question plainly asks for, by its words: which tool it needs, where no model chooses.

English, Italian and Spanish. What is not met here is a question for the posts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from rookery.answer.author import asks_who
from rookery.answer.counting import figure_of
from rookery.answer.figures import Lang
from rookery.answer.rising import asks_what_rises
from rookery.answer.subjects import Subject, ThreadOf, TrendOf, WeekOf
from rookery.assistant.attached import Attached

_FILE = re.compile(
    r"\b(?:file|document|pdf|attachment|paper|report|scan|picture|image|page|documento|allegato"
    r"|immagine|pagina|foglio|archivo|adjunto|imagen|p[aá]gina)s?\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"/post/([^\s/?#]+)")
_BARE = re.compile(
    r"\b(?:thread|conversation|post|discussione|conversazione|hilo|conversaci[oó]n)\s+"
    r"(?:of |di |de )?(\w*\d[\w:.-]*)\b",
    re.IGNORECASE,
)
_SUM_UP = re.compile(
    r"\W*(?:(?:please|can you|could you|puoi|puedes)\s+)*"
    r"(?:sum up|summari[sz]e|(?:give me )?an? summary of|riassum\w+|resum\w+|resúm\w+)\b",
    re.IGNORECASE,
)
_WEEK = re.compile(
    r"\b(?:week|settimana|semana)\b.*?\b(?:in|of|at|di|en|de)\s+#?(\S+)$", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:about|on|of|trend|su|di|sobre|de|tendenza|tendencia)\s+(?:the |il |la |el )?(.{2,80})$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|il|lo|la|i|gli|le|el|los|las)\s+", re.IGNORECASE)
_LONGEST_TERM = 5  # words
_PAGE = re.compile(r"\b(?:page|pagina|p[aá]gina|p\.)\s*(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Planned:
    """One call that is to be made."""

    tool: str
    arguments: Mapping[str, Any]
    lang: Lang = "en"


def planned(question: str) -> Planned | None:
    """The tool whose figures answer a question; `None` for any other question.

    >>> planned("Who is @ada?").arguments
    {'handle': 'ada'}
    """
    if lang := asks_what_rises(question):
        return Planned("trending", {}, lang)
    if who := asks_who(question):
        return Planned("look_up_author", {"handle": who[0]}, who[1])
    if figure := figure_of(question):
        asked = {"query": figure.query, "of": figure.of, "by": figure.by, "end": figure.end}
        return Planned("count_posts", asked, figure.lang)
    return None


def post_named(text: str) -> str | None:
    """The post that a link or an id of a person's words names.

    >>> post_named("http://127.0.0.1:8000/post/h213#here"), post_named("the ferry")
    ('h213', None)
    """
    found = _LINK.search(text) or _BARE.search(text)
    return unquote(found[1]) if found else None


def to_sum_up(question: str) -> Subject | None:
    """The thread, trend or community whose summary is wished for.

    >>> to_sum_up("Sum up the week in harbour"), to_sum_up("What is the sum?")
    (WeekOf(community='harbour'), None)
    """
    if not (wished := _SUM_UP.match(question)):
        return None
    rest = question[wished.end() :].strip(" ?.!:")
    if post := post_named(rest):
        return ThreadOf(post)
    if week := _WEEK.search(rest):
        return WeekOf(week[1].strip('"“”'))
    if about := _ABOUT.search(rest):
        return TrendOf(about[1].strip('"“”'))
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


def asks_for_a_summary(question: str) -> bool:
    """Whether something is to be summed up, whatever it is."""
    return _SUM_UP.match(question) is not None


def _names(question: str, file: Attached) -> bool:
    stem = file.name.rpartition(".")[0] or file.name
    said = question.casefold()
    return file.name.casefold() in said or (len(stem) > 3 and stem.casefold() in said)
