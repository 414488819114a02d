"""Languages by the names that people have for them, in those that questions are understood in."""

from __future__ import annotations

from functools import cache

from babel import Locale

_SPOKEN = ("en", "it", "es")


def language_named(name: str) -> str | None:
    """The code of a language.

    >>> language_named("Italian"), language_named("español"), language_named("haste")
    ('it', 'es', None)
    """
    return _names().get(name.lower())


@cache
def _names() -> dict[str, str]:
    return {
        name.lower(): code
        for spoken in _SPOKEN
        for code, name in Locale(spoken).languages.items()
        if len(code) == 2
    }
