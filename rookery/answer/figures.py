"""Questions for a figure over many posts: counted by the store, never by a model, and cited as the
search that was counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.people import Reader
from rookery.search.results import Unit
from rookery.search.service import Search
from rookery.text import STOP, words

Lang = Literal["en", "it", "es"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to be counted."""

    query: str
    of: Unit
    lang: Lang


_PEOPLE = (
    "people|persons?|authors?|users?|accounts?|members?|persone|autori|utenti|personas|autores"
    "|usuarios|cuentas"
)
_POSTS = "posts?|messages?|tweets?|messaggi|mensajes|publicaciones|mentions?"
_TELL = (  # of people it must be asked who wrote: posts know nothing of how many there are
    r"wr[io]te|written|post(?:ed)?|talk\w*|sa(?:y|id)|mention\w*|discuss\w*|parla\w*|scriv\w*"
    r"|scritto|habla\w*|escrib\w*|mencion\w*"
)
_ABOUT = (
    "about|on|of|mention(?:ed|ing)?|say(?:ing)?|said|with|su|sul|sulla|di|del|della|parlano di"
    "|sobre|acerca de|mencionan|con"
)
_OPENINGS: Mapping[Lang, str] = {
    "en": "how many(?: different)?",
    "it": "quant[ei]",
    "es": "cu[aá]nt[oa]s",
}
_ASKED = {
    lang: re.compile(rf"^\W*{opening}\s+(?P<unit>{_PEOPLE}|{_POSTS})\b(?P<rest>.*)$", re.IGNORECASE)
    for lang, opening in _OPENINGS.items()
}
_REST = re.compile(rf"\b(?:{_ABOUT})\b\s+(?P<about>.+)$", re.IGNORECASE)
_WHILE = "(?:this|(?:in )?the (?:last|past)|last|past)"
_LAST = "(?:in )?(?:the )?(?:last|past)"
_SPANS = (
    (rf"\b(?:today|oggi|hoy)\b|\b{_LAST} 24 hours\b", "within:1d"),
    (rf"\b{_WHILE} week\b|\bquesta settimana\b|\besta semana\b", "within:7d"),
    (rf"\b{_WHILE} month\b|\bquesto mese\b|\beste mes\b", "within:30d"),
    (
        rf"\b{_LAST} (\d{{1,3}}) days\b|\bnegli ultimi (\d{{1,3}}) giorni\b"
        r"|\ben los [uú]ltimos (\d{1,3}) d[ií]as\b",
        "within:{}d",
    ),
    (rf"\b{_LAST} (\d{{1,3}}) hours\b", "within:{}h"),
)
_TOLD: Mapping[tuple[Lang, Unit], str] = {
    ("en", "posts"): "%(n)s posts here match “%(q)s”%(span)s.",
    ("en", "authors"): "%(n)s people wrote the posts here that match “%(q)s”%(span)s.",
    ("it", "posts"): "Qui %(n)s post corrispondono a “%(q)s”%(span)s.",
    ("it", "authors"): "I post che qui corrispondono a “%(q)s” sono di %(n)s persone%(span)s.",
    ("es", "posts"): "Aquí %(n)s publicaciones coinciden con «%(q)s»%(span)s.",
    ("es", "authors"): "%(n)s personas escribieron lo que aquí coincide con «%(q)s»%(span)s.",
}
_ONE: Mapping[tuple[Lang, Unit], str] = {
    ("en", "posts"): "1 post here matches “%(q)s”%(span)s.",
    ("en", "authors"): "1 person wrote the posts here that match “%(q)s”%(span)s.",
    ("it", "posts"): "Qui 1 post corrisponde a “%(q)s”%(span)s.",
    ("it", "authors"): "I post che qui corrispondono a “%(q)s” sono di 1 persona%(span)s.",
    ("es", "posts"): "Aquí 1 publicación coincide con «%(q)s»%(span)s.",
    ("es", "authors"): "1 persona escribió lo que aquí coincide con «%(q)s»%(span)s.",
}
_FROM_TO: Mapping[Lang, str] = {
    "en": ", from %s to %s",
    "it": ", dal %s al %s",
    "es": ", del %s al %s",
}


def figure_of(question: str) -> Figure | None:
    """What a question wants counted; `None` where it wants something else.

    >>> figure_of("How many people wrote about the ferry this week?")
    Figure(query='ferry within:7d', of='authors', lang='en')
    """
    for lang, form in _ASKED.items():
        if found := form.match(question.strip()):
            of: Unit = "authors" if re.fullmatch(_PEOPLE, found["unit"], re.IGNORECASE) else "posts"
            if of == "authors" and not re.search(rf"\b(?:{_TELL})\b", found["rest"], re.IGNORECASE):
                continue
            rest, span = _spanned(found["rest"])
            about = _REST.search(rest)
            told = [w for w in words(about["about"] if about else "") if w not in STOP[lang]]
            if told or (span and not rest.strip(" ?.!")):
                return Figure(" ".join([*told, *([span] if span else [])]), of, lang)
    return None


def _spanned(rest: str) -> tuple[str, str]:
    """What is asked without its span of time, and that as an operator."""
    for form, operator in _SPANS:
        if found := re.search(form, rest, re.IGNORECASE):
            number = next((g for g in found.groups() if g), "")
            return rest[: found.start()] + rest[found.end() :], operator.format(number)
    return rest, ""


def counted(
    figure: Figure, search: Search, reader: Reader, as_of: datetime | None = None
) -> Statement:
    """The figure in a sentence that cites its search."""
    found = search.count(figure.query, reader, of=figure.of, as_of=as_of)
    span = ""
    if found.first and found.last and found.first.date() != found.last.date():
        days = (format_date(t, "long", figure.lang) for t in (found.first, found.last))
        span = _FROM_TO[figure.lang] % tuple(days)
    form = (_ONE if found.total == 1 else _TOLD)[figure.lang, figure.of]
    number = format_decimal(found.total, locale=figure.lang)
    return Statement(
        form % {"n": number, "q": figure.query, "span": span}, searches=(figure.query,)
    )
