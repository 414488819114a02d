"""Templates to pages: an environment a language, with numbers and times as it writes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from rookery.answer.declining import declining
from rookery.assistant.attached import page_of
from rookery.errors import Said
from rookery.search.query import with_operator
from rookery.text import visible
from rookery.web import prose
from rookery.web.language import COOKIE, LANGUAGES, catalogue, language_name, language_of

HERE = Path(__file__).parent
STATIC = HERE / "static"
THEMES = ("light", "dark")
THEME_COOKIE = "rookery_theme"
YEAR = 365 * 86_400
_TYPED = re.compile("`([^`]+)`")
_LATELY = 7 * 86_400  # seconds within which "3 h" says more than a date


class Renderer:
    """Makes pages in the visitor's language and theme; `keyed` is whether there is any key."""

    def __init__(self, name: str, keyed: Callable[[], bool]) -> None:
        self._name, self._keyed = name, keyed
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def page(
        self, request: Request, template: str, values: dict[str, Any], *, status: int = 200
    ) -> Response:
        """A whole page; `hl=` in the address is kept for the next ones."""
        language = language_of(request)
        text = self.text(request, language, template, values)
        response = HTMLResponse(text, status, {"vary": "Accept, Accept-Language, Cookie"})
        if request.query_params.get("hl") in LANGUAGES:
            response.set_cookie(COOKIE, language, max_age=YEAR, samesite="lax")
        return response

    def part(self, request: Request, template: str, values: dict[str, Any]) -> str:
        """A piece of a page, in the visitor's language."""
        return self.text(request, language_of(request), template, values)

    def text(self, request: Request, language: str, template: str, values: dict[str, Any]) -> str:
        """The page as text."""
        theme = request.cookies.get(THEME_COOKIE)
        visitor = getattr(request.state, "visitor", None)
        shared: dict[str, Any] = {
            "name": self._name,
            "lang": language,
            "languages": LANGUAGES,
            "theme": theme if theme in THEMES else None,
            "path": request.url.path,
            "here": _without(request, "hl"),
            "back": _back(request),
            "sign_in": _sign_in(request),
            "visitor": visitor,
            "keyed": self._keyed(),
            "q": "",
        }
        made: str = self._environments[language].get_template(template).render(shared | values)
        return made


def _back(request: Request) -> str:
    """This address as it was asked for: an id may hold a slash or a question mark."""
    return f"{request.scope['raw_path'].decode('latin-1')}?{request.url.query}".rstrip("?")


def _sign_in(request: Request) -> str:
    """The address of the form for a key, which leads back to this page where it is one."""
    if request.method != "GET" or request.url.path == "/sign-in":
        return "/sign-in"
    return f"/sign-in?next={quote(_back(request))}"


def _without(request: Request, name: str) -> str:
    """This address without one parameter, ready for another."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != name]
    return f"{request.url.path}?{urlencode(kept)}&" if kept else f"{request.url.path}?"


def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
    made.filters |= {
        "number": lambda n: format_decimal(n, locale=language),
        "compact": lambda n: _compact(n, language),
        "ago": lambda t: ago(t, language),
        "moment": lambda t: format_datetime(t, "d MMM y, HH:mm", tzinfo=UTC, locale=language),
        "day": lambda t, dated=False: day(t, language, dated=dated),
        "iso": lambda t: f"{t.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "language": lambda code: language_name(code, language),
        "visible": visible,
        "said": lambda sentence: said(sentence, language),
        "user": prose.user,
        "prose": prose.prose,
        "marked": prose.marked,
        "plain": prose.plain,
        "host": prose.host_of,
        "author_path": prose.author_path,
        "page_path": page_path,
        "page_number": page_number,
        "post_path": prose.post_path,
        "community_path": prose.community_path,
        "label_path": lambda label: search_path(with_operator("", "label", label)),
        "tag_lang": tag_lang,
    }
    made.tests["web"] = prose.safe_link
    made.globals |= {
        "static": static,
        "search_path": search_path,
        "summary_path": summary_path,
        "operator": lambda name, value: with_operator("", name, value),
        "outward": prose.OUTWARD,
        "declining": declining,
    }
    return made


def _compact(number: int, language: str) -> str:
    from babel.numbers import format_compact_decimal

    whole = str(format_decimal(number, locale=language))
    if number < 10_000:
        return whole
    compact = str(format_compact_decimal(number, locale=language, fraction_digits=1))
    # Italian has no short form for thousands: CLDR's is then the number itself, ungrouped
    return whole if compact.isdecimal() else compact


def ago(time: datetime, language: str, now: datetime | None = None) -> str:
    """`3 h` within a week; beyond, the day, with its year where that is another."""
    now = now or datetime.now(UTC)
    seconds = (now - time).total_seconds()
    if abs(seconds) < 60:
        return str(catalogue(language).gettext("now"))
    if 0 <= seconds < _LATELY:
        return str(format_timedelta(now - time, format="narrow", threshold=1, locale=language))
    return day(time, language, now)


def day(time: datetime, language: str, now: datetime | None = None, *, dated: bool = False) -> str:
    """`26 Jun`, with its year where that is another or `dated`."""
    now, time = now or datetime.now(UTC), time.astimezone(UTC)
    form = "d MMM" if time.year == now.year and not dated else "d MMM y"
    return str(format_date(time, form, locale=language))


def words(sentence: Said | str, language: str) -> str:
    """A sentence in a language, as text."""
    if isinstance(sentence, str):
        return sentence
    gettext = catalogue(language).gettext
    return sentence.told(gettext, lambda n: str(format_decimal(n, locale=language)))


def said(sentence: Said | str, language: str) -> Markup:
    """A sentence in the language of the page, or marked as English where it has no translation."""
    if isinstance(sentence, str):
        return Markup('<span lang="en">{}</span>').format(visible(sentence))
    told = escape(visible(words(sentence, language)))
    if "`" in sentence.message:  # what is typed looks like it, here as in the documentation
        told = Markup(_TYPED.sub(r"<code>\1</code>", str(told)))
    return told


def page_path(id: str) -> str:
    """The address of a file's page that an answer cites."""
    found = page_of(id)
    return f"/chat/files/{found[0]}#page-{found[1]}" if found else ""


def page_number(id: str) -> int:
    """Its number in its file."""
    found = page_of(id)
    return found[1] if found else 0


def tag_lang(code: str | None) -> str:
    """A language tag that is fit for an attribute; empty is HTML's own word for unknown."""
    return code if code and code.replace("-", "").isalnum() and code.isascii() else ""


def search_path(query: str, **further: Any) -> str:
    """The address of a search; what is `None` or as it would be anyway is left out."""
    usual = {"order": "relevance", "offset": 0}
    kept = {k: v for k, v in further.items() if v is not None and usual.get(k) != v}
    return f"/search?{urlencode({'q': query} | kept)}"


def summary_path(**subject: Any) -> str:
    """The address of a summary; a day is what a trend is summed up over anyway."""
    kept = {
        name: f"{value:g}" if name == "hours" else value
        for name, value in subject.items()
        if (name, value) != ("hours", 24)
    }
    return f"/summary?{urlencode(kept)}"


@cache
def static(name: str) -> str:
    """The address of a file of ours, which changes when its content does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
