"""The pages' own words in the visitor's language, from Babel's catalogues under `locale/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import negotiate_locale
from babel.support import NullTranslations, Translations
from fastapi import Request

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "rookery"
LANGUAGES = {"en": "English", "it": "Italiano"}
FOR = "x-for"  # a header: for whom JSON is asked, a page or a program
COOKIE = "rookery_language"


def language_of(request: Request) -> str:
    """`hl=` where it is given, else the cookie's, else the first of Accept-Language we have."""
    for asked in (request.query_params.get("hl"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    wanted = _accepted(request.headers.get("accept-language", ""))
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or "en"


def language_for(request: Request) -> str:
    """Of the JSON that it asks for: a visitor's where a script of ours shows it, else English."""
    return language_of(request) if request.headers.get(FOR) == "page" else "en"


def _accepted(header: str) -> list[str]:
    weighted = []
    for place, part in enumerate(header[:500].split(",")):
        code, _, q = part.strip().partition(";q=")
        try:
            weighted.append((-float(q or 1), place, code.strip()))
        except ValueError:
            continue
    return [code for _, _, code in sorted(weighted) if code]


def N_(text: str) -> str:
    """Marks a text for the catalogues that is translated only where it is shown."""
    return text


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language; English texts stand in the templates themselves."""
    return Translations.load(FOLDER, [language], DOMAIN)


def language_name(code: str, language: str) -> str:
    """`it` as a person calls it in `language`; the code itself where nobody knows."""
    try:
        name = Locale.parse(code).get_language_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else code
