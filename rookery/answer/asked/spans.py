"""Spans of time as questions name them, as operators of the query language. English, Italian and
Spanish; days are those of UTC, as the operators' are.

*This week* and *last week* are weeks of the calendar, from Monday on, as months are of it; *the
last week* is the seven days before now.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

_LAST = "(?:(?:in|during|over|within) )?(?:the |these )?(?:last|past)"
_ROLLING = "(?:(?:in|during|over|within) )?(?:the (?:last|past)|these last|past)"
_ULTIMO = r"(?:nell'|l')?ultim[ao]|(?:en )?(?:la|el) [uú]ltim[ao]"
_MONTHS = (
    "january|gennaio|enero", "february|febbraio|febrero", "march|marzo|marzo",
    "april|aprile|abril", "may|maggio|mayo", "june|giugno|junio", "july|luglio|julio",
    "august|agosto|agosto", "september|settembre|septiembre", "october|ottobre|octubre",
    "november|novembre|noviembre", "december|dicembre|diciembre",
)  # fmt: skip
_DAYS = (
    "monday|luned[iì]|lunes", "tuesday|marted[iì]|martes", "wednesday|mercoled[iì]|mi[eé]rcoles",
    "thursday|gioved[iì]|jueves", "friday|venerd[iì]|viernes", "saturday|sabato|s[aá]bado",
    "sunday|domenica|domingo",
)  # fmt: skip
_MONTH, _DAY = "|".join(_MONTHS), "|".join(_DAYS)
_SINCE = "since|from|after|da|dal|dalla|desde(?: el| la)?"
_DATE = r"\d{4}-\d{1,2}-\d{1,2}"
_YEAR = r"(?:,? (?:de )?(?P<year>20\d\d))?"
_DAY_OF_MONTH = (  # November 20th, the 20th of November, il 20 novembre, el 20 de noviembre
    rf"(?:(?P<m1>{_MONTH}) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:the |il |l'|el )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? (?P<m2>{_MONTH})){_YEAR}"
)
Operator = Callable[[re.Match[str], datetime], str]


def _last_day(name: str, now: datetime) -> str:
    """The last such day of the week before today."""
    day = next(n for n, names in enumerate(_DAYS) if re.fullmatch(names, name, re.IGNORECASE))
    back = (now.weekday() - day) % 7 or 7
    return f"{now - timedelta(days=back):%Y-%m-%d}"


def _month(name: str, year: str | None, now: datetime) -> str:
    """The last such month that has begun, or that of a year."""
    month = 1 + next(
        n for n, names in enumerate(_MONTHS) if re.fullmatch(names, name, re.IGNORECASE)
    )
    return f"{year or now.year - (month > now.month)}-{month:02}"


def _date(found: re.Match[str], now: datetime) -> str:
    """A day by its number and month: the last that has begun, or that of a year."""
    day = int(found["d1"] or found["d2"])
    month = int(_month(found["m1"] or found["m2"], "2000", now)[-2:])
    year = int(found["year"] or now.year - ((month, day) > (now.month, now.day)))
    return f"{year}-{month:02}-{day:02}"


def _monday(now: datetime, weeks: int = 0) -> str:
    return f"{now - timedelta(days=now.weekday() + 7 * weeks):%Y-%m-%d}"


def _month_before(now: datetime) -> str:
    return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"


_SPANS: tuple[tuple[str, Operator], ...] = (
    (r"\b(?:yesterday|ieri|ayer)\b", lambda f, now: "during:yesterday"),
    (rf"\b(?:today|oggi|hoy)\b|\b{_LAST} 24 hours\b", lambda f, now: "within:1d"),
    (
        rf"\b{_ROLLING} week\b|(?:\b|(?<=l'))(?:{_ULTIMO}) (?:settimana|semana)\b",
        lambda f, now: "within:7d",
    ),
    (
        r"\bthis week\b|\bquesta settimana\b|\besta semana\b",
        lambda f, now: f"since:{_monday(now)}",
    ),
    (
        r"\blast week\b|\b(?:la )?settimana scorsa\b|\bla scorsa settimana\b|\bla semana pasada\b",
        lambda f, now: f"since:{_monday(now, 1)} until:{_monday(now)}",
    ),
    (rf"\b{_ROLLING} month\b|(?:{_ULTIMO}) mese?\b", lambda f, now: "within:30d"),
    (
        r"\bthis month\b|\bquesto mese\b|\beste mes\b",
        lambda f, now: f"during:{now:%Y-%m}",
    ),
    (
        r"\blast month\b|\b(?:il |lo )?(?:scorso mese|mese scorso)\b|\bel mes pasado\b",
        lambda f, now: f"during:{_month_before(now)}",
    ),
    (r"\blast year\b|\bl'anno scorso\b|\bel año pasado\b", lambda f, now: f"during:{now.year - 1}"),
    (r"\bthis year\b|\bquest'anno\b|\beste año\b", lambda f, now: f"during:{now.year}"),
    (
        rf"\b{_LAST} (?P<n>\d{{1,3}}) days\b|\bnegli ultimi (?P<i>\d{{1,3}}) giorni\b"
        r"|\ben los [uú]ltimos (?P<e>\d{1,3}) d[ií]as\b",
        lambda f, now: f"within:{f['n'] or f['i'] or f['e']}d",
    ),
    (rf"\b{_LAST} (?P<n>\d{{1,3}}) hours\b", lambda f, now: f"within:{f['n']}h"),
    (rf"\b(?:{_SINCE}) (?P<date>{_DATE})\b", lambda f, now: f"since:{f['date']}"),
    (rf"\b(?:{_SINCE}) {_DAY_OF_MONTH}\b", lambda f, now: f"since:{_date(f, now)}"),
    (rf"\b(?:on )?{_DAY_OF_MONTH}\b", lambda f, now: f"during:{_date(f, now)}"),
    (rf"\b(?:on )?(?P<date>{_DATE})\b", lambda f, now: f"during:{f['date']}"),
    (
        rf"\b(?:{_SINCE}) (?P<day>{_DAY})\b",
        lambda f, now: f"since:{_last_day(f['day'], now)}",
    ),
    (
        rf"\b(?:(?:on|last|el|lo scorso) )*(?P<day>{_DAY})(?: scors[oa]| pasado)?\b",
        lambda f, now: f"during:{_last_day(f['day'], now)}",
    ),
    (
        rf"\b(?:{_SINCE}) (?P<month>{_MONTH})(?: (?:de )?(?P<year>20\d\d))?\b",
        lambda f, now: f"since:{_month(f['month'], f['year'], now)}",
    ),
    (
        rf"\b(?:in|during|a|ad|en|nel) (?P<month>{_MONTH})(?: (?:de )?(?P<year>20\d\d))?\b",
        lambda f, now: f"during:{_month(f['month'], f['year'], now)}",
    ),
    (r"\b(?:in|during|nel|en) (?P<year>20\d\d)\b", lambda f, now: f"during:{f['year']}"),
)
_LEFT = re.compile(
    rf"\b(?:{_MONTH}|{_DAY}|yesterday|tomorrow|ieri|domani|ayer|weekends?|weekdays?|\d{{1,2}}[:.]\d\d"
    r"|hours?|days?|weeks?|months?|years?|ore|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|horas?|d[ií]as?"
    r"|semanas?|meses|años?|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_OF_A_DAY = {  # parts of a day and of a year, which no operator has; alone they are words of posts
    "en": (
        r"nights?|nighttime|noon|midday|midnight|dawn|dusk|sunrise|sunset|dark|mornings?"
        r"|afternoons?|evenings?|daytime|lunch(?:time)?|breakfast|dinner|rush hour"
        r"|(?:(?:bank|public|school) )?holidays?|(?:high|low|off|peak)?[ -]?season"
        r"|workdays?|summers?|winters?|springs?|autumns?|fall|christmas|easter|new year|ramadan"
        r"|lent|halloween|term(?:[- ]time)?|past|future"
    ),
    "it": (
        r"notte|mezzogiorno|mezzanotte|alba|tramonto|mattin[ao]|pomeriggio|sera|pranzo|cena|feste"
        r"|festivi|feriali|fine settimana|estate|inverno|primavera|autunno|natale|pasqua|capodanno"
        r"|ferragosto|vacanze|passato"
    ),
    "es": (
        r"noches?|mediod[ií]a|medianoche|madrugadas?|amanecer|atardecer|ma[ñn]anas?|tardes?"
        r"|almuerzo|cena|festivos|feriados|fines? de semana|verano|invierno|primavera|otoño"
        r"|navidad(?:es)?|pascua|semana santa|vacaciones|pasado"
    ),
}
_AGAIN = re.compile(  # a day of every week, or a part of a day: no day that an operator has
    rf"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\b(?:every|each|ogni|cada|todos los|tutti i"
    rf"|tutte le|los|il|la|di)\s+(?:{_DAY}|s[aá]bados|domingos)\b(?! scors| pasad)"
    rf"|\b(?:{_DAY})\s+(?:nights?|mornings?|afternoons?|evenings?|sera|mattina|pomeriggio|notte"
    r"|por la|en la)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    rf"\b(?:at|by|on|in|over|during|through(?:out)?|after|before|around|until|till|since|from"
    rf"|every|each|any|this|last|next)\s+(?:the |that |(?:early|late|mid|most|all|some)[ -])*"
    rf"(?:{_OF_A_DAY['en']})(?=\W*$|\s+(?:and|or|but|not|in|on|at|of|about|mention\w*)\b)"
    rf"|\b(?:di|in|a|al|all['’]|alla|nel|nell['’]|nella|nei|nelle|durante|dopo|prima d\w+|per"
    rf"|ogni|d['’]|sotto)\s*(?:il |lo |la |l['’]|i |le |giorni )*(?:{_OF_A_DAY['it']})\b"
    rf"|\b(?:de|en|por|a|al|durante|después d\w+|antes d\w+|tras|cada|hacia)\s+(?:el |la |los "
    rf"|las |días )*(?:{_OF_A_DAY['es']})\b"
    r"|(?<=\w )(?:la|il) (?:sera|notte|mattina|mattino|pomeriggio)(?=\W*$)"
    r"|\b(?:nightly|daily|weekly|monthly|hourly)(?=\W*$)|\b(?:recently|lately|nowadays|these days"
    r"|currently|formerly|at the moment|of late|long ago|ultimamente|di recente|recentemente"
    r"|attualmente|[uú]ltimamente|recientemente|hace poco|actualmente)\b",
    re.IGNORECASE,
)


def spanned(text: str, now: datetime) -> tuple[str, str]:
    """The text without its span of time, and that as an operator; empty where it names none."""
    if _AGAIN.search(text):
        return text, ""
    for form, operator in _SPANS:
        if found := re.search(form, text, re.IGNORECASE):
            return text[: found.start()] + text[found.end() :], operator(found, now)
    return text, ""


def names_a_time(text: str) -> bool:
    """Whether a time is named in it, which no span here has taken out.

    >>> names_a_time("ferry on weekends"), names_a_time("ferry at night"), names_a_time("night bus")
    (True, True, False)
    """
    return any(form.search(text) for form in (_LEFT, _AGAIN, _VAGUE))


def without_vague(text: str) -> str:
    """The same without the first time of day or year, or so, that no operator has."""
    return _VAGUE.sub("", text, count=1)
