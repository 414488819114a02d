"""Which sentences of a file plainly say what is asked: they have nearly all that the question
tells, and a thing of the kind that it asks for.

A file has few sentences and no ranking, and what is fitted on long texts finds too little in it.
English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rookery.answer.composed.specific import holds_money, holds_time
from rookery.answer.reading.likeness import Likeness, Text
from rookery.answer.reading.numbers import numbers
from rookery.text import words

ENOUGH = 0.69  # of the question's telling words, by weight: of 77 questions over four files, 31
# without an answer, this took 10 more of the 46 with one and none of the others
_APART = 4  # words between a number and what it counts
_UNIT_OF: Sequence[tuple[str, str]] = (  # what a question measures, and the units it is told in
    (
        r"how long|for how long|quanto (?:tempo|dura)|cu[aá]nto (?:tiempo|dura)",
        r"seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|metres?|meters?|km|kilomet\w+"
        r"|miles?|feet|cm|mm|m|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|horas?|d[ií]as?"
        r"|semanas?|meses|años?|metros?|metri",
    ),
    (
        r"how tall|quanto è alt[oa]|cu[aá]nto mide",
        r"metres?|meters?|feet|foot|cm|m|metr[io]s?|[12]\.\d\d",
    ),
    (
        r"how (?:high|wide|broad|deep|far|thick|large|big)|quanto (?:è )?(?:alt|larg|profond)\w+",
        r"metres?|meters?|km|kilomet\w+|miles?|feet|foot|inch\w*|cm|mm|m|centimet\w+|metr[io]s?|hectares?|m[²2]"
        r"|square \w+",
    ),
    (
        r"how heavy|quanto pesa|cu[aá]nto pesa",
        r"kg|kilos?|kilogra\w+|tons?|tonn\w+|grams?|g|pounds?",
    ),
    (r"how loud|quanto rumore|cu[aá]nto ruido", r"dB|decibels?|decibel"),
    (r"how (?:hot|cold|warm)|temperature|temperatura", r"degrees?|°\w?|gradi|grados"),
    (
        r"how fast|speed|velocit[aà]|velocidad",
        r"knots?|km/h|mph|kph|nodi|nudos|metres? per\b|kilomet\w+",
    ),
    (r"how old", r"years?|months?"),
    (
        r"how often|ogni quanto|cada cu[aá]nto",
        r"times?|every|daily|weekly|monthly|yearly|ogni|volte|cada|veces",
    ),
)
_MANY = re.compile(
    r"\b(?:how many|how much|what (?:number|percent\w*|share)|quant[oaie]|cu[aá]nt[oa]s?)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow much (?:is|are|was|were)\b", re.IGNORECASE)
_PRICED = re.compile(
    r"\b(?:costs?|price|fees?|fine|rent|deposit|fare|pay|paid|costa(?:no)?|prezzo|tariffa|multa"
    r"|cuestan?|precio|tarifa)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:limit|maximum|minimum|most|limite|massim\w+|l[ií]mite|m[aá]xim\w+)\b", re.IGNORECASE
)
_LIMITED = re.compile(
    r"\b(?:limit\w*|maximum|minimum|at (?:most|least)|up to|(?:no|not(?: \w+){0,2})"
    r" (?:more|less|fewer|higher|longer|faster|later|larger|wider|heavier|older|younger|louder)"
    r" than|not exceed|no later than"
    r"|massim\w+|minim\w+|al più|fino a|non (?:più|oltre|superare)\b|non (?:deve|può) superare"
    r"|m[aá]xim\w+|m[ií]nim\w+|hasta|no (?:más|superar|exceder)\b)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:when|what (?:time|date|day|year|month)|deadline|quando|che ora|scadenza"
    r"|cu[aá]ndo|qu[eé] hora|plazo)\b",
    re.IGNORECASE,
)
_SAYS_OF = re.compile(
    r"^\W*(?:what|cosa|che cosa|qu[eé])\b.{0,60}?\b(?:says?|tells?|said|dice|dicono|cuenta)\b"
    r".{0,60}?\b(?:about|on|of|di|del|della|dei|su|sul|sulla|sobre|de|acerca)\b\s*(?P<of>.+)$",
    re.IGNORECASE,
)
_ASKED_BY_LISTED = """
how long high tall wide broad deep far thick large big loud heavy hot cold warm fast old often many
much when what which time date day year month deadline limit maximum minimum most least cost costs
price fee fees fine may can could should must take takes get gets got have has had do does did there
place pay paid allowed
quanto quanta quanti quante quando cosa ora scadenza limite costa costano prezzo tariffa multa può
possono cuánto cuánta cuántos cuántas cuándo hora plazo límite cuesta cuestan precio puede pueden
"""
ASKED_BY = frozenset(_ASKED_BY_LISTED.split())
_COUNTED = re.compile(r"\b(?:how many|quant[ie]|cu[aá]nt[oa]s) (\w{3,})", re.IGNORECASE)
_WHAT_IS = re.compile(
    r"^\W*(?:and )?what(?:['’]s| is| was| are| were) the (\w+)\b(?! of\b)", re.IGNORECASE
)
_IS = re.compile(r"\b(\w+) (?:is|was|are|were) (?!not\b|\w+ing\b)\w", re.IGNORECASE)
_PHONE = re.compile(
    r"\bnumber\b.{0,20}\b(?:ring|call|phone|dial|text)\b|\b(?:phone|telephone|hotline)\b"
    r"|\b(?:numero|n[uú]mero)\b.{0,30}\b(?:chiam\w+|telefon\w+|tel[eé]fono|llam\w+)",
    re.IGNORECASE,
)
_PHONED = re.compile(r"\+?\d{3,}(?:[ /-]\d{2,}){1,4}|\b\d{6,}\b")
_PRICED_THING = re.compile(
    r"\b(?:how much (?:is|are|was|were|do|does|did)|what (?:do|does|did)"
    r"|quanto costa(?:no)?|cu[aá]nto (?:cuestan?|vale))"
    r" (?P<of>.+?)(?= (?:costs?|on|at|in|for|from|to|en|in|al|alla|da|nel|del|di)\b|\W*$)",
    re.IGNORECASE,
)
_BEFORE = 2  # words between a number and what it plainly counts


def plainly(
    question: str, said: Sequence[str], read: Sequence[Text], likeness: Likeness, lang: str | None
) -> list[int]:
    """Their numbers, best first; `read` are the sentences read. None where no kind is asked for."""
    about = _SAYS_OF.search(question)
    asked = likeness.text(about["of"], lang) if about else telling(question, likeness, lang)
    if asked is None:
        return []
    covered = [likeness.covered(asked, text.terms, lang) for text in read]
    fit = [
        n
        for n, share in enumerate(covered)
        if share >= ENOUGH and (about or holds_kind(question, said[n], asked, likeness, lang))
    ]
    return sorted(fit, key=lambda n: -covered[n])


def telling(question: str, likeness: Likeness, lang: str | None) -> Text | None:
    """What a question speaks of, without the words that say what kind of thing is asked for."""
    asked = likeness.text(question, lang)
    told = tuple(w for w in asked.told if w not in ASKED_BY)
    return Text(asked.words, told, frozenset(likeness.stems(told, lang))) if told else None


def counting(question: str) -> bool:
    """Whether it asks how many of something there are."""
    return _COUNTED.search(question) is not None


def counts(
    question: str, said: str, likeness: Likeness, lang: str | None, *, far: bool = False
) -> bool:
    """Whether a number stands right before what a question counts: "3,900 signatures".

    `far`: or else near it.
    """
    counted = _COUNTED.search(question)
    if not counted:
        return False
    spoken = [w for part in said.split() for w in words(part.replace(",", ""))]
    stems = likeness.stems(spoken, lang)
    (stem,) = likeness.stems([counted[1].lower()], lang)
    before, after = (_APART, _APART + 1) if far else (_BEFORE, 0)
    return any(
        s == stem and any(map(_is_number, spoken[max(n - before, 0) : n + after]))
        for n, s in enumerate(stems)
    )


def _is_number(word: str) -> bool:
    return bool(numbers(word)) or _SPELT.fullmatch(word) is not None


def is_told(question: str, said: str, likeness: Likeness, lang: str | None) -> bool:
    """Whether "what is it?" is answered: "The film is rapeseed oil"."""
    asked = _WHAT_IS.match(question)
    if not asked:
        return False
    (stem,) = likeness.stems([asked[1].lower()], lang)
    return any(s == stem for s in likeness.stems([w.lower() for w in _IS.findall(said)], lang))


def priced_thing(question: str) -> str:
    """What a price is asked of: "single ticket" of "How much is a single ticket on the ferry?"."""
    found = _PRICED_THING.search(question)
    return found["of"] if found else ""


def prices(question: str) -> bool:
    """Whether it may ask for a price."""
    return _PRICED.search(question) is not None or _HOW_MUCH.search(question) is not None


def holds_kind(question: str, said: str, asked: Text, likeness: Likeness, lang: str | None) -> bool:
    """Whether a sentence has a thing of the kind that is asked for."""
    measured = next(
        (units for form, units in _UNIT_OF if re.search(rf"\b(?:{form})\b", question, re.I)), ""
    )
    if _PHONE.search(question):
        return _PHONED.search(said) is not None
    if _LIMIT.search(question):
        return _LIMITED.search(said) is not None and _numbered(said)
    if measured:
        return _numbered(said) and re.search(rf"(?:\b|\d)(?:{measured})\b", said, re.I) is not None
    if _PRICED.search(question):
        return holds_money(said)
    if _HOW_MUCH.search(question) and not holds_money(said):
        return False
    if _WHEN.search(question):
        return holds_time(said)
    return _MANY.search(question) is not None and _counts(said, asked, likeness, lang)


def _numbered(said: str) -> bool:
    return bool(numbers(said)) or _SPELT.search(said) is not None


_SPELT = re.compile(
    r"\b(?:thir|four|fif|six|seven|eigh|nine)teen\b|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ty\b"
    r"|\b(?:hundred|thousand|million|half|every|daily|weekly|monthly|once|twice)\b"
    r"|\b(?:venti|trenta|cento|mille|veinte|treinta|cien|mil)\b",
    re.IGNORECASE,
)


def _counts(said: str, asked: Text, likeness: Likeness, lang: str | None) -> bool:
    """Whether a number stands near something that is asked about."""
    spoken = words(said)
    stems = likeness.stems(spoken, lang)
    places = [n for n, word in enumerate(spoken) if numbers(word) or _SPELT.fullmatch(word)]
    named = [n for n, stem in enumerate(stems) if stem in asked.terms]
    return any(abs(a - b) <= _APART for a in places for b in named)
