"""Questions for a figure: what is to be counted, by their words. English, Italian and Spanish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from rookery.answer.asked.conditions import conditions, language_of, sets_another, told
from rookery.answer.asked.spans import without_vague
from rookery.answer.counted.figures import Figure, Lang
from rookery.search.results import By, Unit
from rookery.text import STOP, words

_PEOPLE = (
    "people|persons?|authors?|users?|accounts?|members?|persone|autori|utenti|personas|autores"
    "|usuarios|cuentas"
)
_POSTS = "posts?|messages?|tweets?|messaggi|mensajes|publicaciones|mentions?"
_NOT_KEPT = (  # what people would have counted, and no search counts
    "replies|comments|likes|reposts|retweets|views|followers|threads|conversations|hashtags|photos"
    "|pictures|risposte|commenti|discussioni|visualizzazioni|seguaci|respuestas|comentarios"
    "|seguidores|hilos|conversaciones|me gusta|mi piace"
)
_TELL = (  # of people it must be asked who wrote: posts know nothing of how many there are
    r"wr[io]te|written|post(?:ed)?|talk\w*|sa(?:y|id)|mention\w*|discuss\w*|parla\w*|scriv\w*"
    r"|scritto|habla\w*|escrib\w*|mencion\w*|menzion\w*"
)
_TO_TELL = rf"(?:(?:have|has|had|are|were|here|also|hanno|han)\s+)*(?:{_TELL})"
_ABOUT = (
    "about|on|of|mention(?:s|ed|ing)?|say(?:ing)?|said|with|su|sul|sulla|di|dell?[aeo']?|degli"
    "|menziona(?:no)?|parlano di|sobre|acerca de|mencionan|con|de|del"
)
_OPENINGS: Mapping[Lang, str] = {
    "en": "(?:how many(?: different)?|(?:what(?:'s| is) )?(?:the )?number of|count(?: the)?)",
    "it": "(?:quant[ei]|il numero di)",
    "es": "(?:cu[aá]nt[oa]s|el n[uú]mero de)",
}
_ASKED = {
    lang: re.compile(
        rf"^\W*(?:and |e |y )?{opening}\s+(?:(?:of|dei|de) (?:the |all |these |those |los |las )*)?"
        rf"(?:(?P<kind>(?!(?:of|the)\b)\w+)\s+)??"
        rf"(?:(?P<unit>{_PEOPLE}|{_POSTS}|{_NOT_KEPT})\b|(?={_TO_TELL}\b))(?P<rest>.*)$",
        re.IGNORECASE,
    )
    for lang, opening in _OPENINGS.items()
}
_WROTE = re.compile(
    rf"^\W*(?:(?:that|who|che|que|(?:in|en|nel\w*) \S+)\s+)*{_TO_TELL}\b", re.IGNORECASE
)
_REST = re.compile(rf"^(?P<before>.*?)\b(?:{_ABOUT})\b\s*(?P<about>.+)$", re.IGNORECASE)
_SAYS_NOTHING_LISTED = """
post posts posted people do does did wrote write written writes talk talks talked talking say
says said saying mention mentions mentioned discuss discussed ever also there here exist
parlano parlato scritto scrivono hanno sono stati state esistono
hablan hablaron habla escribieron escrito escriben mencionan hablado han publicado hay existen
"""
_SAYS_NOTHING = frozenset(_SAYS_NOTHING_LISTED.split())
_ENDS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r"^\W*when (?:was|were|did (?:somebody|someone|anybody|people)) (?P<about>.+?) "
        r"(?P<end>first|last) (?:mentioned|posted|written about|talked about)\W*$"
        r"|^\W*when (?:was|were) (?P<about3>.+?) (?:mentioned|written about|talked about) "
        r"(?:for the )?(?P<end3>first|last)(?: time)?\W*$"
        r"|^\W*when did (?:somebody|someone|anybody|people) (?P<end2>first|last) "
        r"(?:mention|post about|write about|talk about) (?P<about2>.+?)\W*$"
        r"|^\W*when did (?:somebody|someone|anybody|people) "
        r"(?:mention|post about|write about|talk about) (?P<about4>.+?) "
        r"(?:for the )?(?P<end4>first|last)(?: time)?\W*$"
        r"|^\W*when was the (?P<end5>first|last) (?:mention of|post (?:about|on)) "
        r"(?P<about5>.+?)\W*$",
        re.IGNORECASE,
    ),
    "it": re.compile(
        r"^\W*quando si (?:è parlato|parlò) (?:per la |per l'|l')(?P<end>prima|ultima) volta "
        r"(?:di|del|della|dei|delle) (?P<about>.+?)\W*$"
        r"|^\W*quando si (?:è parlato|parlò) (?:di|del|della|dei|delle|dell') ?(?P<about2>.+?) "
        r"(?:per la |per l'|l')(?P<end2>prima|ultima) volta\W*$",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"^\W*cu[aá]ndo se habl[oó] por (?P<end>primera|[uú]ltima) vez (?:de|del) "
        r"(?P<about>.+?)\W*$"
        r"|^\W*cu[aá]ndo se (?:habl[oó] de|mencion[oó]) ?(?P<about2>.+?) por "
        r"(?P<end2>primera|[uú]ltima) vez\W*$",
        re.IGNORECASE,
    ),
}
_WRITES = (
    r"(?:wr[io]tes?|posts?|posted|talks?|talked|speaks?|spoke|mentions?|mentioned|said|says?"
    r"|scriv[eo]no|scrive|ha scritto|parla|ha parlato|escribe|escribió|ha escrito|habla|habló)"
)
_MOST = r"(?:the )?most(?: posts| often)?|di più|più (?:spesso|di tutti)|más"
_PLACES: Mapping[By, str] = {
    "community": (
        "(?:in )?(?:which|what) communit(?:y|ies)|(?:in )?quale comunità|(?:en )?qu[eé] comunidad"
    ),
    "day": "(?:on )?(?:which|what) days?|(?:in )?(?:quale|che) giorno|(?:en |el )?qu[eé] día",
    "language": (
        "(?:in )?(?:which|what) languages?|(?:in )?(?:quale|che) lingua|(?:en )?qu[eé] idioma"
    ),
    "author": "who|which (?:author|user|person|account)s?|chi|qui[eé]n",
}
_MOSTLY = {
    by: re.compile(
        rf"^\W*(?:{place})\s+(?:{_WRITES}\s+(?:{_MOST})\b(?P<rest>.*)"
        rf"|(?:has|had|ha|tiene)\s+(?:{_MOST})\s*(?:posts|messages)?\b(?P<rest2>.*)"
        rf"|(?:is|are|was|were)\s+(?P<about>.+?)\s+(?:mentioned|talked about|written about)"
        rf"\s+(?:{_MOST})\W*)$",
        re.IGNORECASE,
    )
    for by, place in _PLACES.items()
}


def figure_of(question: str, now: datetime | None = None) -> Figure | None:
    """What a question wants counted; `None` where it wants something else.

    >>> figure_of("How many people wrote about the ferry in 2026?").query
    'ferry during:2026'
    """
    found = read_figure(question, now)
    return found if isinstance(found, Figure) else None


def read_figure(question: str, now: datetime | None = None) -> Figure | Literal["unclear"] | None:
    """The same, and whether it asks for a figure under a condition that is not understood."""
    now, question = now or datetime.now(UTC), question.strip()
    for lang, form in _ASKED.items():
        if found := form.match(question):
            unit = found["unit"] or ""
            of: Unit = (
                "authors" if not unit or re.fullmatch(_PEOPLE, unit, re.IGNORECASE) else "posts"
            )
            if of == "authors" and not _WROTE.match(found["rest"]):
                continue
            if re.fullmatch(_NOT_KEPT, unit, re.IGNORECASE):
                return "unclear"
            made = _counted(found["rest"], found["kind"], lang, of, now)
            return made or "unclear"
    if found_end := _end_of(question, now) or _most_of(question, now):
        return found_end
    bare = without_vague(question)
    timed = bare != question and (_end_of(bare, now) or _most_of(bare, now))
    return "unclear" if timed else None


def _counted(rest: str, kind: str | None, lang: Lang, of: Unit, now: datetime) -> Figure | None:
    """Of the posts that the rest of a question names; `kind` stands before them: Italian posts."""
    adjective = re.match(r"\s*(\w+)", rest)  # behind them in other languages: post italiani
    if kind is None and lang != "en" and adjective and language_of(adjective[1]):
        kind, rest = adjective[1], rest[adjective.end() :]
    spoken = language_of(kind) if kind else None
    if kind and not spoken:
        return None
    named = conditions(rest, now)
    operators = [*([f"lang:{spoken}"] if spoken else []), *named.operators]
    about = _REST.match(named.rest)
    said = about["about"] if about else ""
    before = words(about["before"] if about else named.rest)
    if any(w not in STOP[lang] and w not in STOP["en"] and w not in _SAYS_NOTHING for w in before):
        return None
    if sets_another(said) or not (said or operators or named.by or before or of == "posts"):
        return None
    if said and not told(said):
        return None
    return Figure(_query(told(said), operators), of, lang, named.by)


def _query(said: str, operators: list[str]) -> str:
    return " ".join([*([said] if said else []), *operators])


def _end_of(question: str, now: datetime) -> Figure | Literal["unclear"] | None:
    """When something was first or last said."""
    for lang, form in _ENDS.items():
        if found := form.match(question):
            groups = {name: text for name, text in found.groupdict().items() if text}
            said = next(text for name, text in groups.items() if name.startswith("about"))
            end = next(text for name, text in groups.items() if name.startswith("end")).lower()
            named = conditions(said, now)
            if not told(named.rest) or sets_another(named.rest):
                return "unclear"
            query = _query(told(named.rest), list(named.operators))
            first = end in ("first", "prima", "primera")
            return Figure(query, "posts", lang, end="first" if first else "last")
    return None


def _most_of(question: str, now: datetime) -> Figure | Literal["unclear"] | None:
    """Where, when or by whom most was written."""
    for by, form in _MOSTLY.items():
        if found := form.match(question):
            named = conditions(found["rest"] or found["rest2"] or found["about"] or "", now)
            if named.by or sets_another(named.rest):
                return "unclear"
            about = re.sub(rf"^\W*(?:{_ABOUT})\b", "", named.rest, flags=re.IGNORECASE)
            lang = _language(question)
            return Figure(_query(told(about), list(named.operators)), "posts", lang, by)
    return None


def _language(question: str) -> Lang:
    """By the word that it opens with."""
    if re.match(r"\W*(?:(?:in )?(?:quale|che)|chi)\b", question, re.IGNORECASE):
        return "it"
    spanish = re.match(r"\W*(?:(?:en |el )?qu[eé]|qui[eé]n)\b", question, re.IGNORECASE)
    return "es" if spanish else "en"
