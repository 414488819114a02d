"""Spans of time as questions name them, as operators of the query language. English, Italian and
Spanish; days are those of UTC, as the operators' are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

_WHILE = "(?:this|(?:in )?the (?:last|past)|last|past)"
_LAST = "(?:in )?(?:the )?(?:last|past)"
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


_SPANS: tuple[tuple[str, Operator], ...] = (
    (r"\b(?:yesterday|ieri|ayer)\b", lambda f, now: "during:yesterday"),
    (rf"\b(?:today|oggi|hoy)\b|\b{_LAST} 24 hours\b", lambda f, now: "within:1d"),
    (
        rf"\b{_WHILE} week\b|\bquesta settimana\b|\bla settimana scorsa\b|\besta semana\b"
        r"|\bla semana pasada\b",
        lambda f, now: "within:7d",
    ),
    (
        rf"\b{_WHILE} month\b|\bquesto mese\b|\bil mese scorso\b|\beste mes\b|\bel mes pasado\b",
        lambda f, now: "within:30d",
    ),
    (r"\bthis year\b|\bquest'anno\b|\beste año\b", lambda f, now: f"during:{now.year}"),
    (
        rf"\b{_LAST} (?P<n>\d{{1,3}}) days\b|\bnegli ultimi (?P<i>\d{{1,3}}) giorni\b"
        r"|\ben los [uú]ltimos (?P<e>\d{1,3}) d[ií]as\b",
        lambda f, now: f"within:{f['n'] or f['i'] or f['e']}d",
    ),
    (rf"\b{_LAST} (?P<n>\d{{1,3}}) hours\b", lambda f, now: f"within:{f['n']}h"),
    (rf"\b(?:{_SINCE}) (?P<date>{_DATE})\b", lambda f, now: f"since:{f['date']}"),
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
    rf"\b(?:{_MONTH}|{_DAY}|yesterday|tomorrow|ieri|domani|ayer|weekend|\d{{1,2}}[:.]\d\d"
    r"|hours?|days?|weeks?|months?|years?|ore|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]|horas?|d[ií]as?"
    r"|semanas?|meses|años?|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def spanned(text: str, now: datetime) -> tuple[str, str]:
    """The text without its span of time, and that as an operator; empty where it names none."""
    for form, operator in _SPANS:
        if found := re.search(form, text, re.IGNORECASE):
            return text[: found.start()] + text[found.end() :], operator(found, now)
    return text, ""


def names_a_time(text: str) -> bool:
    """Whether a time is named in it, which no span here has taken out."""
    return _LEFT.search(text) is not None
