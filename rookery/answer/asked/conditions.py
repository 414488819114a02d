"""What a question for a figure counts by and leaves out, taken from its words one by one: a time, a
language, a community, an author, what is not to be in it. English, Italian and Spanish.

What is left over is what the posts must say; a word in it that sets a further condition makes the
question one that is not understood: a figure that leaves a condition out is a wrong figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rookery.answer.asked.languages import language_named
from rookery.answer.asked.spans import names_a_time, spanned
from rookery.search.results import By
from rookery.text import STOP, words

_EACH = r"(?:per|by|each|every|a|in (?:which|what)|ogni|in qual[ie]|al|por|cada|en qu[eé])"
_BY: tuple[tuple[str, By], ...] = (
    (rf"\b{_EACH} (?:day|giorno|d[ií]a)\b", "day"),
    (rf"\b{_EACH} (?:communit(?:y|ies)|comunit[aà]|comunidad(?:es)?)\b", "community"),
    (rf"\b{_EACH} (?:languages?|lingu[ae]|idiomas?|lenguas?)\b", "language"),
)
_OF = re.compile(
    r"\b(?:by|from|does|do|did|has|have|had|di|de|da|ha|por"
    r"|tiene)\s+@(?P<who>[\w.-]*\w(?:@[\w.-]*\w)?)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:\b(?:and|but|e|ed|ma|y|pero)\s+)?\b(?:(?:that |which |who |che |que )?(?:not|without"
    r"|excluding|except(?: for)?|leaving out|don['’]t|do not|didn['’]t|did not|non|senza|tranne"
    r"|escluso|sin|no|excepto|salvo))\s+(?:mention\w*\s+|talk\w*\s+|wr[io]te\s+|say\w*\s+"
    r"|parl\w+\s+|menzion\w+\s+|habl\w+\s+|mencion\w+\s+|about\s+|the word\s+)*(?P<what>[^?!.;]+)",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:(?:is|are|were|written|scritt[ie]|sono|escrit[oa]s|está[n]?)\s+)*(?:in|en)\s+"
    r"(?P<name>#?[\w-]+)(?P<called>\s+(?:language|community))?\b",
    re.IGNORECASE,
)
_IN_COMMUNITY = re.compile(
    r"\b(?:in the|in|nella|en la)\s+(?:(?P<before>#?[\w-]+)\s+community"
    r"|(?:community|comunit[aà]|comunidad)\s+(?:of\s+|di\s+|de\s+)?(?P<behind>#?[\w-]+))",
    re.IGNORECASE,
)
_NO_PLACE = frozenset(
    ["total", "all", "general", "here", "tutto", "totale", "todo", "the", "a", "an", "this", "that",
     "which", "what", "il", "la", "lo", "le", "los", "las", "el", "un", "una", "qui", "questo",
     "questa", "este", "esta", "aquí", "aqui", "my", "our", "their", "any", "every", "front"]
)  # fmt: skip
_CLAUSE_LISTED = """
have has had got get gets more less fewer least most than while when whenever if because before
between until during with only ever never per each every photo photos picture pictures image images
video videos link links likes reposts replies followers
hanno più meno mentre quando se perché prima tra fra durante con solo mai foto immagini
tienen más menos mientras cuando si porque antes entre durante sólo solo nunca imágenes
"""
_CLAUSE = frozenset(_CLAUSE_LISTED.split())
_TAIL = re.compile(
    r"\s*\b(?:have (?:there )?been(?: posted| written| made)?|(?:were|are|is) there|there (?:are"
    r"|were)"
    r"|in (?:total|all)|in tutto|in totale|en total|so far|finora|hasta ahora|here|altogether"
    r"|ci sono"
    r"|hay|qui|aquí|were (?:posted|written)|are posted)\b\s*(?=\W*$)",
    re.IGNORECASE,
)
_OR = re.compile(r"\b(?:or|oppure|o)\b", re.IGNORECASE)
_FEWEST, _SHORTEST = 4, 6  # letters of a name, and of one whose ending may be another
_ALL_STOPS = STOP["en"] | STOP["it"] | STOP["es"]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What was taken from a question, and what is left of it."""

    rest: str
    operators: tuple[str, ...]
    by: By | None


def conditions(text: str, now: datetime) -> Conditions:
    """All that it names, wherever that stands in it.

    >>> conditions("mention the ferry in Italian, not the swan", datetime(2026, 1, 1)).operators
    ('lang:it', '-swan')
    """
    operators, rest, by = list[str](), f" {text.strip(' ?!.')}", None
    for form, named in _BY:
        if found := re.search(form, rest, re.IGNORECASE):
            rest, by = _without(rest, found), named
            break
    rest, span = spanned(rest, now)
    if found := _OF.search(rest):
        operators.append(f"from:{found['who']}")
        rest = _without(rest, found)
    if found := _IN_COMMUNITY.search(rest):
        operators.append(f"community:{(found['before'] or found['behind']).lstrip('#')}")
        rest = _without(rest, found)
    for found in reversed(list(_IN.finditer(rest))):
        name = found["name"]
        if lang := language_of(name):
            operators.append(f"lang:{lang}")
        elif name.lower() in _NO_PLACE or names_a_time(found[0]):
            continue
        else:
            operators.append(f"community:{name.lstrip('#')}")
        rest = _without(rest, found)
    rest = _TAIL.sub(" ", rest)
    if found := _NOT.search(rest):
        operators += _left_out(found["what"])
        rest = rest[: found.start()]
    return Conditions(" ".join(rest.split()), (*operators, *([span] if span else [])), by)


def told(said: str) -> str:
    """The telling words, with OR between those that a question puts so."""
    parts = [" ".join(w for w in words(part) if w not in _ALL_STOPS) for part in _OR.split(said)]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return "".join(parts)
    return "(" + " OR ".join(f"({part})" if " " in part else part for part in parts) + ")"


def sets_another(rest: str) -> bool:
    """Whether what is left names a condition that is not understood."""
    return names_a_time(rest) or not _CLAUSE.isdisjoint(words(rest))


def language_of(name: str) -> str | None:
    """The code of a language, also as people call what is written in it: italiani, italianas."""
    low = name.lower()
    if low.endswith("ones"):
        low = low.removesuffix("ones")
    stems = (low, low[:-1], *(low[:-1] + end for end in "oe"), *(low[:-2] + end for end in "oe"))
    if len(low) < _FEWEST:  # "ci" is a name of Twi, and means there
        return None
    cut = stems if len(low) > _SHORTEST else stems[:1]
    return next((code for stem in cut if (code := language_named(stem))), None)


def _left_out(what: str) -> Iterator[str]:
    """The words that no post may have: one, or a few in a row."""
    for part in re.split(r"\b(?:or|nor|and|e|o|né|y|ni)\b", what, flags=re.IGNORECASE):
        said = [word for word in words(part) if word not in _ALL_STOPS]
        if said:
            yield f"-{said[0]}" if len(said) == 1 else f'-"{" ".join(said)}"'


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
