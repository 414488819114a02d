"""Wishes for writing help, known by their words: draft, rewrite, translate or explain a text that
the person gives. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEADS = (
    # to change a text that is given
    r"(?:please |could you |can you |puoi |per favore |por favor |puedes )*"
    r"(?:(?:sum up|summari[sz]e) (?:this|the following)|re-?write|rephrase|shorten|improve"
    r"|proof-?read|polish|translate|make (?:this|it) \w+"
    r"|correct (?:this|the (?:spelling|grammar))|explain (?:this|the following)"
    r"|riassumi (?:questo|il seguente)|riscrivi|accorcia|migliora|correggi|traduci"
    r"|spiega(?:mi)? (?:questo|il seguente)|resume (?:esto|el siguiente)|reescribe|acorta|mejora"
    r"|corrige|traduce|expl[ií]ca(?:me)? (?:esto|el siguiente))",
    # to make a new one
    r"(?:please |could you |can you |puoi |per favore |por favor |puedes )*"
    r"(?:help me (?:write|draft)|draft|write(?: me)?|scrivi(?:mi)?|aiutami a scrivere"
    r"|escribe|escr[ií]beme|redacta|ay[uú]dame a escribir)\s+"
    r"(?:an?|the|un[oa']?|el|la|my|mio|mi)\s*(?:\w+\s+){0,2}"
    r"(?:post|reply|message|announcement|text|toot|tweet|caption|risposta|messaggio|annuncio|testo"
    r"|respuesta|mensaje|anuncio|texto|publicaci[oó]n)",
)
_ASKED = re.compile(
    rf"^\W*(?P<wish>(?:{'|'.join(_LEADS)})\b[^:\n]{{0,160}}?)(?::|\n|$)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:about|on|saying|that says|su|sul|sulla|sobre|acerca de|che dice|que dice)\b"
    r"\s+(?P<text>.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done, and with which text; the text may be empty."""

    wish: str
    text: str


def wish_of(said: str) -> Wish | None:
    """The wish in a person's words; `None` where they ask for something else.

    >>> wish_of("Translate into Italian: the ferry is late")
    Wish(wish='Translate into Italian', text='the ferry is late')
    >>> wish_of("Who wrote the announcement?") is None
    True
    """
    found = _ASKED.match(said)
    if found is None:
        return None
    wish, text = found["wish"].strip(), said[found.end() :].strip().strip('"“”«»')
    if not text and (about := _ABOUT.search(said)):
        text = about["text"].strip()
    return Wish(wish, text)
