"""Disagreement in plain text, where no page can badge it: what says otherwise is led by that."""

from __future__ import annotations

from collections.abc import Mapping

from rookery.answer.answered import Statement

_OTHERWISE: Mapping[str, str] = {
    "en": "says otherwise:",
    "it": "dice altro:",
    "es": "dice lo contrario:",
}


def in_plain_text(statement: Statement, lang: str | None) -> str:
    """Its words, in the answer's language or else English.

    >>> in_plain_text(Statement("@ada: “No.”", ("p",), otherwise=True), "it")
    'dice altro: @ada: “No.”'
    """
    if not statement.otherwise:
        return statement.text
    return f"{_OTHERWISE.get(lang or '', _OTHERWISE['en'])} {statement.text}"
