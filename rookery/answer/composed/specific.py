"""What a question names or asks for that its quotes must hold, or they do not answer it.

Figures and names that are asked about; a price, an hour or a count of something where that is
asked for; and of a short question most of its words. Words of English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rookery.answer.asked.question import MONTHS, fits
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.numbers import numbers
from rookery.text import STOP, words

_SHORT, _LEAST = 3, 0.55  # telling words, and the share of them, by weight, that one quote holds
_APART = 4  # words between a count and what is counted
_UNDER = 3  # figures: fewer are said in words too, or number a line or a page
_CAPITAL = re.compile(r"(?<![\w@#'’])[A-ZÀ-Ý][\w'’-]*(?: [A-ZÀ-Ý][\w'’-]*)*")
_OPENS = re.compile(r"(?:^|[.!?:¿¡«\"“]\s*|\n)$")  # a word after it has its capital of the place
_NO_NAME_LISTED = """
i i'm i've i'd i'll mr mrs ms dr pdf english italian spanish french german italiano inglese
spagnolo español inglés new year's
monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
fridays saturdays sundays january february march april may june july august september october
november december
"""
_NO_NAME = frozenset(_NO_NAME_LISTED.split())
_YES_OR_WHO = re.compile(
    r"^\W*(?:is|are|was|were|did|does|do|has|have|who)\b", re.IGNORECASE
)  # where a sentence on one of the words alone says nothing
_PRICE = re.compile(
    r"\bhow much (?:is|are|does .{1,60} cost|do .{1,60} cost)\b|\b(?:price|cost) of\b"
    r"|\bwhat (?:does|do|did) .{1,60} (?:cost|pay)\b|\bhow much\b.{1,40}\b(?:cost|pay|paid)\b"
    r"|\bquanto (?:costa|costano|si paga)\b|\bcu[aá]nto (?:cuesta|cuestan|vale)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:how much|what|price|cost\w*|pay\w*|paid|quanto|paga\w*|cu[aá]nto|cuesta\w*|vale)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[€£$]\s?\d|\b\w+ (?:pounds?|euros?|crowns?|quid|pence|dollars?)\b"
    r"|(?:^|[.!?:] )(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)"
    r"(?=[.!]|$)"
    r"|\b(?:paid|costs?|sold for|pagat\w|pagué) (?:two|three|four|five|six|seven|eight|nine|ten"
    r"|twelve|fifteen|twenty|due|tre|cinque|dieci|dos|tres|cinco|diez)\b"
    r"|\b(?:entry|admission|is|are|it['’]s|for|,) free\b|\b(?:gratis|gratuit\w*)\b"
    r"|\d(?![\d.,:]*\d)(?!\s?(?:h|ore|min\w*|%|per ?cent|tonn\w*|kg|mm|cm|m|km|[ap]m|l|people|anni"
    r"|[a-z]+s)\b)(?<!:\d\d)",
    re.IGNORECASE,
)
_HOUR = re.compile(r"\b(?:what|which) time\b|\ba che ora\b|\bqu[eé] hora\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bo['’]clock\b|\b(?:noon|midnight|midday|dusk"
    r"|dawn)\b|\b(?:half|quarter) (?:past|to)\b(?! death)"
    r"|\b(?:at|from|till|until|by|alle|dalle|a las?|desde las?)"
    r" (?:\d{1,2}(?!\d|[.,]\d{3}|\s?(?:%|°|degrees|gradi|grados|euros?|crowns|pounds|km|kg|knots"
    r"|per))"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|mezz|due|tre|quattro"
    r"|cinque|sei|sette|otto|nove|dieci|undici|dodici|una|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve|diez|once|doce)|\b(?:mezzanotte|mezzogiorno|mediodía|medianoche)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?:what|which|what['’]s the|what is the)(?: \w+){0,2} (?:pressure|temperature|height|weight"
    r"|speed|depth|width|length|percentage)\b|\b(?:che|qu[eé]) (?:temperatura|pressione|presi[oó]n"
    r"|altezza|altura|peso|velocit[aà]|velocidad)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"^\W*(?:and |e |y )?(?:when|quando|cu[aá]ndo)\b", re.IGNORECASE)
_SOME_TIME = re.compile(
    r"\d(?:st|nd|rd|th)\b|\d/\d|\d (?:days?|giorni|días)\b"
    r"|\b(?:week|month|year|spring|summer|autumn|winter|soon"
    r"|now|already|morning|afternoon|evening|night|sunset|sunrise|high water|low water"
    r"|settiman|mes[ei]|ann[oi]|mattin|pomeriggio|sera|notte|alba|tramonto"
    r"|semana|año|primavera|estate|verano|autunno|otoño|inverno|invierno|presto|pronto|tarde|noche"
    r"|amanecer)",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of |de )?(?:{MONTHS})|(?:{MONTHS}) \d|\d{{4}}-\d\d-\d\d"
    r"|\d{1,2}/\d{1,2}/\d{2,4})\b",
    re.IGNORECASE,
)
_NO_MONTH = re.compile(r"\b(?:may|march)\b")  # in small letters
_DATED = re.compile(r"\d(?:st|nd|rd|th)\b|\d/\d|\b(?:dusk|dawn|noon|midnight|alba|tramonto)\b")
_WHO = re.compile(r"^\W*(?:who|chi|qui[eé]n(?:es)?) ", re.IGNORECASE)
_WHO_DID = re.compile(
    r"^\W*(?:who|chi|qui[eé]n(?:es)?) (?:ha |han |has |have )?(\w+)", re.IGNORECASE
)
_DOES = re.compile(r"(?<!\w)(?P<who>[A-ZÀ-Ý@]\w{2,}) (?:has |had |ha |)?(?P<did>[a-zà-ÿ]+)")
_NOBODY_LISTED = """
nobody who somebody someone anybody everyone everybody nessuno chi qualcuno nadie quien alguien she
they the this that these those there then and but when what where
"""
_NOBODY = frozenset(_NOBODY_LISTED.split())
_MYSELF = frozenset(("i", "we", "i've", "we've", "ho", "abbiamo", "he", "hemos"))
_BEFORE = 3  # words between who writes and what they did
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Ý][^\W\d_]+|@\w+", re.MULTILINE)
_DAY = re.compile(
    r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b|\b(luned[iì]|marted[iì]|mercoled[iì]"
    r"|gioved[iì]|venerd[iì]|sabato|domenica|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado"
    r"|domingo)s?\b",
    re.IGNORECASE,
)
_ALL_DAYS = re.compile(
    r"\b(?:every ?day|daily|all week|weekends?|seven days|7 days|tutti i giorni|ogni giorno"
    r"|fine settimana"
    r"|todos los días|cada día|fin de semana|diario)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d+\s?%")
_ENDS = re.compile(r"\b(?:finish|close|end|chiude|finisce|cierra|termina|acaba)\b", re.IGNORECASE)
_END = re.compile(  # an hour to begin at tells no hour to end at
    r"\b(?:finish|clos|end|until\b|till\b|to \d|chiu|fino\b|finisc|cierr|hasta\b|termin|acab)"
    r"|\d\s?[-–—]\s?\d",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:how many|quant[ie]|cu[aá]nt[oa]s) (\w{3,})", re.IGNORECASE)


def lacking(
    question: str,
    quotes: Sequence[str],
    whole: Sequence[str],
    likeness: Likeness,
    lang: str | None,
) -> bool:
    """Whether quotes do not hold what a question names; `whole` are their posts, with who wrote.

    What is asked for must stand in the quotes; what is named may stand in the rest of a post.
    """
    return (
        _names_another(question, " ".join(whole), likeness, lang)
        or not _holds_what_is_asked(question, quotes, likeness, lang)
        or _barely_touched(question, whole, likeness, lang)
    )


def holds_money(said: str) -> bool:
    """Whether an amount of money may stand in it."""
    return _MONEY.search(said) is not None


def holds_hour(said: str) -> bool:
    """Whether an hour of the day does."""
    return _CLOCK.search(said) is not None


def holds_time(said: str) -> bool:
    """Whether an hour, a day, a month or a year does."""
    said = _NO_MONTH.sub(" ", said)
    return holds_hour(said) or fits("time", said) == 1.0 or _DATED.search(said) is not None


def dated(said: str) -> int:
    """How far it tells when: 2 by an hour or a date, 1 by a day's name or the like, else 0."""
    if holds_hour(said) or _DATE.search(said):
        return 2
    return int(holds_time(said))


def asks_when(question: str) -> bool:
    """Whether it asks for a time, by its beginning or by "what time"."""
    return _WHEN.search(question) is not None or _HOUR.search(question) is not None


def by_whom(question: str, said: str, likeness: Likeness, lang: str | None) -> bool:
    """Whether somebody is said to have done it: "I fitted that lock", "Walter wrote it"."""
    did = _WHO_DID.match(question)
    if not did:
        return False
    spoken = words(said)
    (verb,) = likeness.stems([did[1].lower()], lang)
    stems = likeness.stems(spoken, lang)
    named = (m for m in _DOES.finditer(said) if m["who"].lower() not in _NOBODY)
    if verb in likeness.stems([m["did"].lower() for m in named], lang):
        return True
    return any(
        s == verb and not _MYSELF.isdisjoint(spoken[max(n - _BEFORE, 0) : n])
        for n, s in enumerate(stems)
    )


def _names_another(question: str, told: str, likeness: Likeness, lang: str | None) -> bool:
    """A figure, a name or a day that nobody speaks of."""
    if any(len(n) >= _UNDER and n not in numbers(told) for n in numbers(question)):
        return True
    low = told.lower()
    days = [found[0].lower().rstrip("s") for found in _DAY.finditer(question)]
    if any(not re.search(rf"\b{day[:3]}", low) for day in days) and not _ALL_DAYS.search(told):
        return True
    said = likeness.text(told, lang).terms | frozenset(words(told))
    return any(not _named(name, said, low, likeness, lang) for name in _names(question))


def _holds_what_is_asked(
    question: str, quotes: Sequence[str], likeness: Likeness, lang: str | None
) -> bool:
    """Whether a price, an hour, a time, a measure, a count or a name stands in the quotes."""
    if _PRICE.search(question):
        about = likeness.text(_PAID.sub(" ", question), lang).terms
        return any(
            _MONEY.search(quote) and (about & likeness.text(quote, lang).terms) for quote in quotes
        )
    if _HOUR.search(question):
        ends = _ENDS.search(question)
        return any(_CLOCK.search(q) and (not ends or _END.search(q)) for q in quotes)
    if _WHEN.search(question):
        said = (_SOME_TIME.search(q) or _CLOCK.search(q) for q in quotes)
        return any(said) or any(fits("time", quote) for quote in quotes)
    if _MEASURE.search(question):
        return any(map(re.compile(r"\d").search, quotes))
    if counted := _COUNT.search(question):
        return any(_counts(quote, counted[1].lower(), likeness, lang) for quote in quotes)
    if _WHO.search(question):
        asked = {w for name in _names(question) for part in name for w in words(part)}
        return any(
            by_whom(question, quote, likeness, lang)
            or any(set(words(n)) - asked for n in _NAME.findall(quote))
            for quote in quotes
        )
    return True


def _barely_touched(
    question: str, whole: Sequence[str], likeness: Likeness, lang: str | None
) -> bool:
    """Whether no post holds most of a short question, of which each word tells much."""
    asked = likeness.text(question, lang)
    if not _YES_OR_WHO.search(question) or len(asked.told) > _SHORT:
        return False
    held = (likeness.covered(asked, likeness.text(post, lang).terms, lang) for post in whole)
    return max(held, default=0.0) < _LEAST


def _names(question: str) -> Iterator[list[str]]:
    """Words with a capital that is not of the sentence's beginning; those in a row together."""
    for found in _CAPITAL.finditer(question):
        parts = found[0].split()
        if _OPENS.search(question[: found.start()]):
            parts = parts[1:]
        kept = [p for p in parts if p.lower() not in _NO_NAME and len(p.strip("'’-")) > 1]
        if kept:
            yield kept


def _named(
    name: Sequence[str], said: frozenset[str], low: str, likeness: Likeness, lang: str | None
) -> bool:
    """Whether any word of a name is said, also within another (a handle, a compound)."""
    parts = [w for part in name for w in words(re.sub(r"['’]s?$", "", part))]
    parts = [p for p in parts if p not in STOP["en"]] or parts
    stems = likeness.stems(parts, lang)
    return not parts or any(p in low or s in said for p, s in zip(parts, stems, strict=True))


def _counts(quote: str, what: str, likeness: Likeness, lang: str | None) -> bool:
    """Whether a number stands near what is counted, or counts nothing that is named."""
    said = words(_PERCENT.sub(" ", quote))
    (stem,) = likeness.stems([what], lang)
    stems = likeness.stems(said, lang)
    places = [n for n, word in enumerate(said) if numbers(word)]
    named = [n for n, s in enumerate(stems) if s == stem]
    if not named:
        return bool(places)
    return any(abs(a - b) <= _APART for a in places for b in named)
