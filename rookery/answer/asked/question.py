"""What kind of thing a question asks for, by its words, and whether a sentence could hold that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from rookery.errors import BadInput, Said, TooLarge

Kind = Literal["person", "time", "amount", "place", "reason", "other"]

# The first that is met decides; words of English, Italian and Spanish.
_WORDS: Mapping[Kind, str] = {
    "person": r"\b(who|whose|whom|chi|qui[eé]n(?:es)?)\b",
    "amount": (
        r"\bhow (many|much|long|far|tall|big|old|often)\b|\bwhat (number|percent\w*|price)\b"
        r"|\b(quant[oaie]|cu[aá]nt[oa]s?)\b"
    ),
    "time": (
        r"\b(when|quando|cu[aá]ndo)\b|\bwhat (year|date|time|day)\b|\ba che ora\b"
        r"|\bqu[eé] hora\b"
    ),
    "place": r"\b(where|dove|d[oó]nde)\b|\bwhat (city|country|state|county|part)\b",
    "reason": (
        r"\bwhy\b|\bhow (do|did|does|is|are|was|can|to)\b|\bmeaning\b"
        r"|\bwhat (is|was|are|does|causes|happens|do|did)\b|\bperch[eé]\b|\bpor qu[eé]\b"
        r"|\b(come|c[oó]mo)\b"
    ),
}
_ASKS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _WORDS.items()}
LONGEST = 2_000  # characters
_FEWEST = 3  # words of a question
_OPERATOR = re.compile(r'\w:\S|"|\bOR\b|(?:^|\s)-\w')
_OPENS = re.compile(
    r"¿|\b(who|whose|what|when|where|why|which|how|is|are|was|were|do|does|did|has|have|can|should"
    r"|chi|cosa|che cosa|quando|dove|perch[eé]|come|quale|quant[oaie]"
    r"|qui[eé]n|qu[eé]|cu[aá]ndo|d[oó]nde|por qu[eé]|c[oó]mo|cu[aá]l|cu[aá]nt[oa]s?)\b",
    re.IGNORECASE,
)
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
    "|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre|diciembre"
)
_DAYS = (
    "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|tomorrow|yesterday|tonight"
    "|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica|oggi|domani|ieri"
    "|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|hoy|ma[nñ]ana|ayer"
)
_TIME = re.compile(
    rf"\b(1\d\d\d|20\d\d)\b|\b({MONTHS})\b|\b({_DAYS})\b|\b\d{{1,2}}[:.]\d\d\b"
    r"|\b\d{1,2} ?[ap]m\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[^\W\d_a-zà-ÿ][^\W\d_]+|@\w+", re.MULTILINE)
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million)\b"
    r"|\b(un[oa]|due|tre|quattro|cinque|dieci|cento|mille|dos|tres|cuatro|cinco|diez|cien|mil)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(because|due to|so that|since|therefore|causes?|caused|means?|refers?|defined|called|by|to"
    r"|perch[eé]|poich[eé]|siccome|significa|causa|porque|ya que|debido|significa|para)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind:
    """What is asked for.

    >>> kind_of("Who won the regatta?")
    'person'
    """
    return next((kind for kind, pattern in _ASKS.items() if pattern.search(question)), "other")


def is_asked(query: str) -> bool:
    """Whether somebody types a question into a search box, and not words or filters.

    >>> is_asked("when does the last ferry leave"), is_asked("last ferry from:ada")
    (True, False)
    """
    typed = query.strip()
    if len(typed.split()) < _FEWEST or _OPERATOR.search(typed):
        return False
    return typed.endswith("?") or _OPENS.match(typed) is not None


def fits(kind: Kind, sentence: str) -> float:
    """How far a sentence holds a thing of that kind: 0 to 1, and .5 where any might."""
    match kind:
        case "person":
            return min(len(_NAME.findall(sentence)), 3) / 3
        case "time":
            return float(_TIME.search(sentence) is not None)
        case "amount":
            return float(_NUMBER.search(sentence) is not None)
        case "place":
            return float(_NAME.search(sentence) is not None)
        case "reason":
            return float(_BECAUSE.search(sentence) is not None)
        case "other":
            return 0.5


def asked(question: str) -> str:
    """The question as it is taken; raises BadInput where there is none or it is too long."""
    if not question.strip():
        raise BadInput(Said("There is no question: write what you want to know."))
    if len(question) > LONGEST:
        raise TooLarge(
            Said(
                "A question has at most %(most)s characters, and this has %(n)s: ask in fewer "
                "words.",
                most=LONGEST,
                n=len(question),
            )
        )
    return " ".join(question.split())
