"""Questions for a figure over many posts: counted by the store, never by a model, and cited as the
search that was counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.people import Reader
from rookery.search.results import By, Counted, Unit
from rookery.search.service import Search
from rookery.text import STOP, words

Lang = Literal["en", "it", "es"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to be counted."""

    query: str
    of: Unit
    lang: Lang
    by: By | None = None  # also told for each day, community or language


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
_ALL: Mapping[Lang, str] = {"en": "anything", "it": "qualsiasi cosa", "es": "cualquier cosa"}
_MOSTLY: Mapping[Lang, str] = {
    "en": "Most: %s.",
    "it": "Più di tutto: %s.",
    "es": "Sobre todo: %s.",
}
_MOST_GROUPS = 5
_EACH = r"(?:per|by|each|every|a|in (?:which|what)|ogni|in qual[ie]|al|por|cada|en qu[eé])"
_BY: tuple[tuple[str, By], ...] = (
    (rf"\b{_EACH} (?:day|giorno|d[ií]a)\b", "day"),
    (rf"\b{_EACH} (?:communit(?:y|ies)|comunit[aà]|comunidad(?:es)?)\b", "community"),
    (rf"\b{_EACH} (?:languages?|lingu[ae]|idiomas?|lenguas?)\b", "language"),
)
_FROM_TO: Mapping[Lang, str] = {
    "en": ", from %s to %s",
    "it": ", dal %s al %s",
    "es": ", del %s al %s",
}


def figure_of(question: str) -> Figure | None:
    """What a question wants counted; `None` where it wants something else.

    >>> figure_of("How many people wrote about the ferry this week?")
    Figure(query='ferry within:7d', of='authors', lang='en', by=None)
    """
    for lang, form in _ASKED.items():
        if found := form.match(question.strip()):
            of: Unit = "authors" if re.fullmatch(_PEOPLE, found["unit"], re.IGNORECASE) else "posts"
            if of == "authors" and not re.search(rf"\b(?:{_TELL})\b", found["rest"], re.IGNORECASE):
                continue
            rest, by = _grouped(found["rest"])
            rest, span = _spanned(rest)
            about = _REST.search(rest)
            told = [w for w in words(about["about"] if about else "") if w not in STOP[lang]]
            bare = all(word in STOP[lang] for word in words(rest))
            if told or ((span or by) and bare):
                return Figure(" ".join([*told, *([span] if span else [])]), of, lang, by)
    return None


def _grouped(rest: str) -> tuple[str, By | None]:
    """What is asked without its "per day" and the like, and what that groups by."""
    for form, by in _BY:
        if found := re.search(form, rest, re.IGNORECASE):
            return rest[: found.start()] + rest[found.end() :], by
    return rest, None


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
    return counted_as(figure, search, reader, as_of)[1]


def counted_as(
    figure: Figure, search: Search, reader: Reader, as_of: datetime | None = None
) -> tuple[Counted, Statement]:
    """The same with the figure itself."""
    found = search.count(figure.query, reader, of=figure.of, by=figure.by, as_of=as_of)
    lang, span = figure.lang, ""
    if found.first and found.last and found.first.date() != found.last.date():
        days = (format_date(t, "long", lang) for t in (found.first, found.last))
        span = _FROM_TO[lang] % tuple(days)
    form = (_ONE if found.total == 1 else _TOLD)[lang, figure.of]
    number = format_decimal(found.total, locale=lang)
    told = form % {"n": number, "q": figure.query or _ALL[lang], "span": span}
    if found.groups:
        most = sorted(found.groups, key=lambda group: -group.count)[:_MOST_GROUPS]
        listed = ", ".join(f"{_named(g.name, figure)} ({g.count})" for g in most)
        told = f"{told} {_MOSTLY[lang] % listed}"
    return found, Statement(told, searches=(figure.query,))


def _named(name: str, figure: Figure) -> str:
    """A day or a language in words; a community is called as it is."""
    if figure.by == "day":
        return str(format_date(date.fromisoformat(name), "long", figure.lang))
    if figure.by == "language":
        return str(Locale(figure.lang).languages.get(name, name))
    return name
