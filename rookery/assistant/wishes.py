"""Wishes for writing help, known by their words: draft, rewrite, translate or explain a text that
the person gives. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASK = (
    r"(?:(?:please|could you|can you|would you|i want you to|i need you to|puoi|potresti|per favore"
    r"|por favor|puedes|podrías|me puedes)\s+)*"
)
_MAKE = (
    r"(?:(?:help me|aiutami|ay[uú]dame) (?:to )?(?:write|draft|compose|with|a scrivere|a comporre"
    r"|con"
    r"|a escribir|a redactar)|draft|compose|pen|make up|come up with|create|invent|write(?: (?:me"
    r"|us))?"
    r"|scriv(?:i|imi|ere)|compon(?:i|imi)|invent(?:a|ami)|crea(?:mi)?|redigi|prepara(?:mi)?"
    r"|butta giù"
    r"|escrib(?:e|ir)|escr[ií]be(?:me|nos)|redacta(?:r|me)?|red[aá]ctame|comp[oó]n(?:me)?"
    r"|inv[eé]ntame)"
)
_A = r"(?:(?:an?|the|some|my|our|una|un|uno|il|la|lo|mio|mia|el|mi|unos?|unas?)\s+|un['’]|l['’])"
_WRITINGS = (
    r"(?:posts?|repl(?:y|ies)|messages?|announcements?|texts?|toots?|tweets?|captions?|poems?"
    r"|haikus?"
    r"|limericks?|sonnets?|verses?|rhymes?|lyrics|songs?|story|stories|tales?|letters?|e-?mails?"
    r"|speech(?:es)?|toast|essays?|articles?|blogs?|headlines?|slogans?|invitations?|reviews?|bio"
    r"|cover letter|obituary|advert(?:s|isement)?|risposta|messaggio|annuncio|testo|poesia"
    r"|filastrocca"
    r"|canzone|storia|storiella|racconto|favola|lettera|mail|discorso|articolo|biglietto|didascalia"
    r"|invito|recensione|respuesta|mensaje|anuncio|texto|publicaci[oó]n|tuit|poema|poes[ií]a"
    r"|canci[oó]n"
    r"|historia|cuento|relato|carta|correo|discurso|art[ií]culo|invitaci[oó]n|reseña)"
)
_CHANGES = (
    r"(?:(?:sum up|summari[sz]e) (?:this(?! (?:day|week|month|year)\b)|the following)|re-?write"
    r"|rephrase|paraphrase|shorten|simplify"
    r"|improve|proof-?read|polish|translate|make (?:this|it) \w+|edit (?:this|my)"
    r"|(?:correct|fix|check) (?:this|the (?:spelling|grammar|text)|my (?:\w+ )?(?:text|spelling"
    r"|grammar"
    r"|english|italian|spanish|writing|sentences?|post|message|letter|reply))"
    r"|explain (?:this|the following)|explain(?=\s*:)"
    r"|riassumi (?:questo(?! mese\b)|il seguente)|riscrivi|parafrasa|accorcia|semplifica|migliora"
    r"|correggi|traduci"
    r"|spiega(?:mi)? (?:questo|il seguente)|resume (?:esto|el siguiente)|reescribe|acorta"
    r"|simplifica"
    r"|mejora|corrige|traduce|expl[ií]ca(?:me)? (?:esto|el siguiente))"
)
_CHANGED = rf"{_ASK}{_CHANGES}"  # a text that is given
_MADE = rf"{_ASK}{_MAKE}\s+{_A}?(?:(?!(?:of|di|de)\b)[\w'’-]+\s+){{0,3}}{_WRITINGS}"  # a new one
_ASKED = re.compile(
    rf"^\W*(?P<wish>(?:{_CHANGED}|(?P<new>{_MADE}))\b[^:\n]{{0,400}}?)(?::|\n|$)", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:about|on|saying|that says|su|sul|sulla|sobre|acerca de|che dice|que dice)\b"
    r"\s+(?P<text>.+)$",
    re.IGNORECASE,
)
_LONGEST = 200  # characters of a wish, as the task has it


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
    if not text and found["new"]:  # nothing more need be given: a letter to the council
        text = wish
    return Wish(wish[:_LONGEST].strip(), text)
