"""Questions for a figure: what is to be counted, by their words. English, Italian and Spanish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rookery.answer.figures import Figure, Lang
from rookery.answer.languages import language_named
from rookery.answer.spans import names_a_time, spanned
from rookery.search.results import By, Unit
from rookery.text import STOP, words

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
    "en": "(?:how many(?: different)?|(?:what(?:'s| is) )?(?:the )?number of|count(?: the)?)",
    "it": "(?:quant[ei]|il numero di)",
    "es": "(?:cu[aá]nt[oa]s|el n[uú]mero de)",
}
_ASKED = {
    lang: re.compile(rf"^\W*{opening}\s+(?P<unit>{_PEOPLE}|{_POSTS})\b(?P<rest>.*)$", re.IGNORECASE)
    for lang, opening in _OPENINGS.items()
}
_REST = re.compile(rf"\b(?:{_ABOUT})\b\s+(?P<about>.+)$", re.IGNORECASE)
_EACH = r"(?:per|by|each|every|a|in (?:which|what)|ogni|in qual[ie]|al|por|cada|en qu[eé])"
_BY: tuple[tuple[str, By], ...] = (
    (rf"\b{_EACH} (?:day|giorno|d[ií]a)\b", "day"),
    (rf"\b{_EACH} (?:communit(?:y|ies)|comunit[aà]|comunidad(?:es)?)\b", "community"),
    (rf"\b{_EACH} (?:languages?|lingu[ae]|idiomas?|lenguas?)\b", "language"),
)
_OF = re.compile(
    r"\b(?:by|from|does|do|has|have|di|de|ha|tiene)\s+@([\w.-]*\w(?:@[\w.-]*\w)?)", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|en)\s+#?([\w-]+)\W*$", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|or|what about|e|o|y|¿y)\b", re.IGNORECASE)
_NO_PLACE = frozenset(["total", "all", "general", "here", "tutto", "totale", "todo"])
_OR = re.compile(r"\b(?:or|oppure|o)\b", re.IGNORECASE)
_ENDS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^\W*when (?:was|were|did (?:somebody|someone|anybody|people)) (?P<about>.+?) "
        r"(?P<end>first|last) (?:mentioned|posted|written about|talked about|said|seen)\W*$"
        r"|^\W*when did (?:somebody|someone|anybody|people) (?P<end2>first|last) "
        r"(?:mention|post about|write about|talk about) (?P<about2>.+?)\W*$",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"^\W*quando si (?:è parlato|parlò) (?:per la |per l'|l')(?P<end>prima|ultima) volta "
        r"(?:di|del|della|dei|delle) (?P<about>.+?)\W*$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^\W*cu[aá]ndo se habl[oó] por (?P<end>primera|[uú]ltima) vez (?:de|del) "
        r"(?P<about>.+?)\W*$",
        re.IGNORECASE,
    ),
}


def figure_of(question: str, now: datetime | None = None) -> Figure | None:
    """What a question wants counted; `None` where it wants something else.

    A time that it names and that is not understood leaves it a question for posts.

    >>> figure_of("How many people wrote about the ferry this week?").query
    'ferry within:7d'
    """
    now = now or datetime.now(UTC)
    for lang, form in _ASKED.items():
        if found := form.match(question.strip()):
            of: Unit = "authors" if re.fullmatch(_PEOPLE, found["unit"], re.IGNORECASE) else "posts"
            if of == "authors" and not re.search(rf"\b(?:{_TELL})\b", found["rest"], re.IGNORECASE):
                continue
            if (query := _query(found["rest"], lang, now)) is not None:
                return Figure(query[0], of, lang, query[1])
    return _end_of(question, now)


def _query(rest: str, lang: Lang, now: datetime) -> tuple[str, By | None] | None:
    rest, by = _grouped(rest)
    rest, span = spanned(rest, now)
    operators = [span] if span else []
    if found := _OF.search(rest):
        operators.append(f"from:{found[1]}")
        rest = rest[: found.start()] + rest[found.end() :]
    about = _REST.search(rest)
    said = about["about"] if about else ""
    if place := _IN.search(said or rest):
        if code := language_named(place[1]):
            operators.append(f"lang:{code}")
        elif not about and place[1].lower() not in _NO_PLACE:
            operators.append(f"community:{place[1]}")
        said, rest = _IN.sub("", said), _IN.sub("", rest)
    told = _told(said, lang)
    if names_a_time(said if about else rest):
        return None
    bare = all(
        word in STOP[lang] or word in ("have", "has", "post", "posts") for word in words(rest)
    )
    if not told and not ((operators or by) and (bare or about or operators)):
        return None
    return " ".join([*([told] if told else []), *operators]), by


def _told(said: str, lang: Lang) -> str:
    """The telling words, with OR between those that a question puts so."""
    parts = [" ".join(w for w in words(part) if w not in STOP[lang]) for part in _OR.split(said)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return "".join(parts)
    return "(" + " OR ".join(f"({part})" if " " in part else part for part in parts) + ")"


def _end_of(question: str, now: datetime) -> Figure | None:
    """When something was first or last said."""
    for lang, form in _ENDS.items():
        if found := form.match(question):
            groups = found.groupdict()
            said = groups["about"] or groups.get("about2") or ""
            end = (groups["end"] or groups.get("end2") or "").lower()
            if told := _told(said, lang):
                return Figure(
                    told,
                    "posts",
                    lang,
                    end="first" if end in ("first", "prima", "primera") else "last",
                )
    return None


def _grouped(rest: str) -> tuple[str, By | None]:
    """What is asked without its "per day" and the like, and what that groups by."""
    for form, by in _BY:
        if found := re.search(form, rest, re.IGNORECASE):
            return rest[: found.start()] + rest[found.end() :], by
    return rest, None


def followed(question: str, before: Sequence[str], now: datetime | None = None) -> Figure | None:
    """A figure that leans on the one asked for last: "and last month?", "and by community?".

    >>> followed("and the swan?", ["How many posts mention the ferry this week?"]).query
    'swan within:7d'
    """
    now = now or datetime.now(UTC)
    begun = _AND.match(question)
    last = _last_figure(before, now) if begun else None
    if begun is None or last is None:
        return None
    rest, by = _grouped(question[begun.end() :])
    rest, span = spanned(rest, now)
    told = _told(rest, last.lang)
    if not (told or span or by) or names_a_time(rest):
        return None
    held = last.query.split()
    operators = [word for word in held if ":" in word]
    if span:
        times = ("within:", "during:", "since:", "after:")
        operators = [word for word in operators if not word.startswith(times)] + [span]
    said = told or " ".join(word for word in held if ":" not in word)
    query = " ".join([*([said] if said else []), *operators])
    return replace(last, query=query, by=by or last.by)


def _last_figure(before: Sequence[str], now: datetime) -> Figure | None:
    """That of the question before, or of the one that it leaned on."""
    if not before:
        return None
    return figure_of(before[-1], now) or followed(before[-1], before[:-1], now)
