"""Which questions are about a person's private matters, which nobody is told from posts.

Words of English, Italian and Spanish; who asks for a shop's address or an official's pay may ask.
"""

from __future__ import annotations

import re

_PERSON = r"(?:@\w+|\b[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*|\b(?i:he|she|they|him|her)\b)"
_MATTER = (
    r"home address|street address|phone number|mobile number|private number|e-?mail address"
    r"|passport|bank account|password|medical (?:records?|history)|diagnosis"
    r"|sexual(?:ity| orientation)"
    r"|salary|indirizzo di casa|numero di (?:telefono|cellulare)|stipendio|orientamento sessuale"
    r"|cartella clinica|direcci[oó]n de casa|n[uú]mero de (?:tel[eé]fono|m[oó]vil)|sueldo"
    r"|orientaci[oó]n sexual|historial m[eé]dico"
)
_STATES = (
    r"gay|lesbian|bisexual|trans(?:gender)?|pregnant|hiv[- ]positive|an? alcoholic|an? addict"
    r"|mentally ill|depressed|divorced|jewish|muslim|incinta|depress[oa]|musulman[oa]|ebre[oa]"
    r"|embarazada|deprimid[oa]|jud[ií][oa]"
)
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:where|in which (?:street|house)) (?i:does|do|is) {_PERSON} (?i:live|living|sleep)\b",
        rf"(?i:what|what's|which|give me|tell me|find).{{0,40}}{_PERSON}(?:'s|’s)? (?i:{_MATTER})",
        rf"(?i:{_MATTER}) (?i:of|for|di|de) {_PERSON}",
        rf"(?i:is|was) {_PERSON} (?i:{_STATES})\b",
        rf"(?i:who is|who's) {_PERSON} (?i:dating|sleeping with|married to)\b",
        rf"(?i:how much (?:does|do)) {_PERSON} (?i:earn|make|get paid)\b",
        rf"(?i:dove (?:abita|vive)|d[oó]nde vive) {_PERSON}",
        rf"(?i:con chi (?:sta|esce)|con qui[eé]n sale) {_PERSON}",
        rf"{_PERSON} (?i:è|es|est[aá]) (?i:{_STATES})\b",
    )
)


def is_private(question: str) -> bool:
    """Whether it asks for what is nobody's business of a person.

    >>> is_private("where does @ada live"), is_private("Where is the harbour office?")
    (True, False)
    """
    return any(form.search(question) for form in _FORMS)
