"""Whether quotes touch what is asked: posts that share a number, or a common word and no more, with
a question are no answer to it. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rookery.answer.answered import Statement
from rookery.answer.composed.compose import with_who
from rookery.answer.composed.of_posts import asks_the_same
from rookery.answer.composed.plainly import ASKED_BY, counts
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Likeness, Text
from rookery.answer.reading.numbers import numbers
from rookery.text import STOP

_SHORT = 3  # telling words: a longer question is judged by the composer alone
_LEAST = 0.55  # of a short one's telling words, by weight, that some post quoted holds
_OF_TWO = 0.75  # of two: both, but where one hardly weighs
_NEAR = 0.45  # cosine of two words that say the same: won, win are .53, hurt, injured .48
_SAYS_LITTLE_LISTED = """
mean means meant know tell thing things many much long far tall high deep wide big old often get
got make going come go want need really actually please today now happen happened happens going
significa vuol dire sapere quanto alta alto lontano lungo grande adesso ora oggi
significa quiere decir sabe alto lejos largo grande ahora hoy
can could should would may might must shall let someone somebody anyone anybody people still ever
here already about exactly any some currently puedo puede posso può dovrei debo
"""
_SAYS_LITTLE = frozenset(_SAYS_LITTLE_LISTED.split()) | STOP["en"]
_LENGTH = (
    r"m|m[²2]|hectares?|met(?:re|er)s?|km|kilomet\w+|cm|mm|feet|foot|ft|inch\w*|miles?|metri"
    r"|chilometri|metros"
)
_TIME = (
    r"s|sec\w*|min\w*|hours?|h|days?|weeks?|months?|years?|or[ae]|giorn\w+|settiman\w+|mes[ei]"
    r"|ann[oi]"
    r"|horas?|días?|semanas?|meses|años?"
)
_UNITS: Mapping[str, str] = {
    r"how (?:tall|high|deep|wide|big|large)|quanto è (?:alt|profond|larg|grande)\w*"
    r"|(?:cómo|cuánto) de (?:alt|profund|anch|grande)\w*": _LENGTH,
    r"how far|quanto è lontan\w*|(?:a )?cuánto está": (rf"{_LENGTH}|{_TIME}"),
    r"how (?:heavy|much does \w+ weigh)|quanto pesa|cuánto pesa": (
        r"kg|kilo\w*|g|grams?|tonn?es?|tons?|lbs?|pounds?|stone|t|grammi|tonnellate|toneladas"
    ),
}
_ASKS = {re.compile(rf"^\W*(?:and |e |y )?(?:{form})\b", re.IGNORECASE): re.compile(
    rf"(?:\d|\b[a-z]+(?:y|teen|een|ee|ve|ne|o|ix|our|a|dred|ro|nto|i)\b)[\s-]?(?:and a half "
    rf"|a half )?(?:{unit})\b"
    rf"|\b[12][.,]\d\d\b|\b(?:an?|un|una|half an?) (?:{_TIME})\b", re.IGNORECASE)
    for form, unit in _UNITS.items()
}  # fmt: skip


def touches(
    question: str,
    told: Sequence[Statement],
    evidence: Sequence[Evidence],
    likeness: Likeness,
    lang: str | None,
) -> bool:
    """Whether what is quoted may be an answer at all."""
    cited = {id for statement in told for id in statement.cites}
    posts = [with_who(post, evidence) for post in evidence if post.id in cited]
    for form, measured in _ASKS.items():
        if form.match(question) and not any(measured.search(s.quoted or s.text) for s in told):
            return False
    asked = likeness.text(question, lang)
    little = _SAYS_LITTLE | ASKED_BY
    telling = [w for w in asked.told if w not in little and not numbers(w)]
    if not telling:
        return not numbers(question)  # who asks in common words alone is judged by the composer
    if len(telling) > _SHORT or _surely(question, told, evidence, likeness, lang):
        return True
    wanted = likeness.text(" ".join(telling), lang)
    least = _OF_TWO if len(wanted.told) == 2 else _LEAST
    return any(_held(wanted, post, likeness, lang) >= least for post in posts)


def _surely(
    question: str,
    told: Sequence[Statement],
    evidence: Sequence[Evidence],
    likeness: Likeness,
    lang: str | None,
) -> bool:
    """Whether it counts what is counted, or answers a post that asks the same."""
    if any(counts(question, s.quoted or s.text, likeness, lang) for s in told):
        return True
    cited = {id for statement in told for id in statement.cites}
    answered = {post.reply_to for post in evidence if post.id in cited}
    return any(
        post.id in answered and asks_the_same(question, post.text, likeness, lang)
        for post in evidence
    )


def _held(wanted: Text, post: str, likeness: Likeness, lang: str | None) -> float:
    """The share of telling words, by weight, that a post holds or says in another word."""
    said = likeness.text(post, lang)
    weights = likeness.weights(wanted)
    near = likeness.aligned(wanted, said) >= _NEAR
    stems = likeness.stems(wanted.told, lang)
    there = [w in said.words or s in said.terms for w, s in zip(wanted.told, stems, strict=True)]
    return float(sum(w for w, n, t in zip(weights, near, there, strict=True) if n or t))
