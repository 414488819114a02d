"""Languages by the names that people have for them, in those that questions are understood in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from babel import Locale

from rookery.text import detect_question

_SPOKEN = ("en", "it", "es")


def language_named(name: str) -> str | None:
    """The code of a language.

    >>> language_named("Italian"), language_named("español"), language_named("haste")
    ('it', 'es', None)
    """
    return _names().get(name.lower())


def asked_in(question: str, before: Sequence[str] = ()) -> str | None:
    """The language of a question; of one that tells none, that of the last before it.

    >>> asked_in("Nell?", ["¿Quién está perdido?"])
    'es'
    """
    lang = detect_question(question)
    return lang or (asked_in(before[-1], before[:-1]) if before else None)


@cache
def _names() -> dict[str, str]:
    return {
        name.lower(): code
        for spoken in _SPOKEN
        for code, name in Locale(spoken).languages.items()
        if len(code) == 2
    }
