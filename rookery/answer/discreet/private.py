"""Which questions are about a person's private matters, which nobody is told from posts.

Told by its words: a form of `matters` with a person of `somebody` in its place, or a word that is
private beside anybody's name. Who asks for a shop's address or an official's pay may ask.
"""

from __future__ import annotations

import re

from rookery.answer.asked.somebody import (
    OFFICE,
    THAT,
    as_handles,
    begins_with_somebody,
    ends_with_somebody,
    named_alone,
    persons_in,
    plain,
    somebody,
)
from rookery.answer.discreet.matters import CLOSE, FORMS, OPENLY, WHOEVER

_HIS = re.compile(r"\b(?:he|she|him|her|his|lui|lei|él|ella)\b", re.IGNORECASE)
_AN_EVENT = re.compile(  # how ill the town is after Ida
    r"\b(?:the|our|this) (?:town|city|island|harbour|street|school|people|sea|water|fish)\b.*"
    r"\b(?:after|since|during|before) [A-ZÀ-Þ]\w+\W*$"
)


def is_private(question: str) -> bool:
    """Whether it asks for what is nobody's business of a person.

    >>> is_private("where does nettie live"), is_private("Where is the harbour office?")
    (True, False)
    >>> is_private("Gary's phone?"), is_private("What is the library's phone number?")
    (True, False)
    >>> is_private("Does Mr Banerjee need oxygen?"), is_private("Does the ship need oxygen?")
    (True, False)
    """
    said = as_handles(" ".join(re.sub("[¿¡]", " ", question).split()).rstrip("?!. "))
    if WHOEVER.search(said) or any(_of_somebody(m) for form in FORMS for m in form.finditer(said)):
        return True
    return CLOSE.search(said) is not None and not OPENLY.search(said) and _names_somebody(said)


def persons_of(question: str) -> frozenset[str]:
    """The names in a question, in small letters.

    >>> sorted(persons_of("Is Mr Banerjee ill?"))
    ['banerjee']
    """
    said = as_handles(question)
    return frozenset(
        plain(name).removeprefix("@")
        for names in persons_in(said)
        for name in names
        if name != OFFICE
    )


def _names_somebody(said: str) -> bool:
    return _HIS.search(said) is not None or bool(persons_in(_AN_EVENT.sub(" ", said)))


def _of_somebody(match: re.Match[str]) -> bool:
    found = match.groupdict()
    public = found.get("public") is not None
    loud = match.string.isupper()
    for place, told in _PLACES.items():
        if (who := found.get(place)) is not None:
            return told(who.split(), public=public, loud=loud)
    names = (found.get("owns") or found["said"]).split()
    cut = max((n for n, name in enumerate(names) if name.lower() in THAT), default=-1)
    return ends_with_somebody(names[cut + 1 :], public=public, loud=loud)


_PLACES = {"who": somebody, "first": begins_with_somebody, "of": named_alone}
