"""Figures over many posts: counted by the store, never by a model, and cited as the search that was
counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from rookery.answer.answered import Statement
from rookery.errors import NotFound
from rookery.people import Reader
from rookery.search.results import By, Counted, Unit
from rookery.search.service import Search

Lang = Literal["en", "it", "es"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to be counted."""

    query: str
    of: Unit
    lang: Lang
    by: By | None = None  # also told for each day, community, language or author
    end: Literal["first", "last"] | None = None  # only when the first or the last was posted


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
_END: Mapping[tuple[Lang, str], str] = {
    ("en", "first"): "The first post here that matches “%(q)s” is of %(at)s.",
    ("en", "last"): "The last post here that matches “%(q)s” is of %(at)s.",
    ("it", "first"): "Il primo post che qui corrisponde a “%(q)s” è del %(at)s.",
    ("it", "last"): "L'ultimo post che qui corrisponde a “%(q)s” è del %(at)s.",
    ("es", "first"): "La primera publicación que aquí coincide con «%(q)s» es del %(at)s.",
    ("es", "last"): "La última publicación que aquí coincide con «%(q)s» es del %(at)s.",
}
_ALL: Mapping[Lang, str] = {"en": "anything", "it": "qualsiasi cosa", "es": "cualquier cosa"}
_MOSTLY: Mapping[Lang, str] = {
    "en": "Most: %s.",
    "it": "Più di tutto: %s.",
    "es": "Sobre todo: %s.",
}
_MOST_GROUPS = 5
_PLACE = re.compile(r"(?<!\S)community:(\S+)")
_FROM_TO: Mapping[Lang, str] = {
    "en": ", from %s to %s",
    "it": ", dal %s al %s",
    "es": ", del %s al %s",
}


def settled(figure: Figure, search: Search, reader: Reader) -> Figure:
    """The same with a word in place of a community that there is not: "in Paris" names no place
    where posts are.
    """
    query = figure.query
    for name in _PLACE.findall(query):
        try:
            search.community(name, reader)
        except NotFound:
            query = " ".join(_PLACE.sub(name.lower(), query, count=1).split())
            words = [word for word in query.split() if ":" not in word and word[0] != "-"]
            query = " ".join([*words, *(word for word in query.split() if word not in words)])
    return replace(figure, query=query)


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
    if figure.end and (at := found.first if figure.end == "first" else found.last):
        when = f"{format_date(at, 'long', lang)}, {at:%H:%M} UTC"
        return found, Statement(
            _END[lang, figure.end] % {"q": figure.query, "at": when}, searches=(figure.query,)
        )
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
    return f"@{name}" if figure.by == "author" else name
