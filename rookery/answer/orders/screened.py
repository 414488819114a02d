"""Many patterns over one text: each is tried only where a word that it cannot do without stands.

A pattern of alternatives costs time for every letter of a text, a word that is looked for hardly
any: of long posts the check takes a tenth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _parser  # type: ignore[attr-defined]  # Python's own reading of a pattern
from typing import Any

_FLAGS = re.IGNORECASE | re.DOTALL
_LEAST = 2  # letters of a word that is looked for


class Screened:
    """Patterns of small letters that are searched in any case."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._all = [(re.compile(pattern, _FLAGS), needed(pattern)) for pattern in patterns]
        self._words = frozenset().union(*(words for _, needs in self._all for words in needs))

    def found(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The first match of each pattern that has one, with the pattern's place."""
        low = text.lower()
        there = {word for word in self._words if word in low}
        for number, (pattern, needs) in enumerate(self._all):
            if any(map(there.isdisjoint, needs)):
                continue
            if match := pattern.search(text):
                yield number, match

    def any(self, text: str) -> bool:
        """Whether one of them matches."""
        return next(self.found(text), None) is not None


def needed(pattern: str) -> tuple[frozenset[str], ...]:
    """Words of which every match has one of each set; none where that cannot be told.

    >>> [sorted(words) for words in needed(r"\\b(?:dear|hello) there\\b")]
    [['dear', 'hello'], [' there']]
    """
    return tuple(_of_sequence(_parser.parse(pattern, _FLAGS)))


def _of_sequence(parsed: Any) -> list[frozenset[str]]:
    """What each of its parts needs, where that can be told."""
    needs: list[frozenset[str]] = []
    run = ""
    for op, value in [*parsed, (None, None)]:
        if str(op) == "LITERAL":
            run += chr(value).lower()
            continue
        if len(run) >= _LEAST:
            needs.append(frozenset([run]))
        run = ""
        needs += _of_part(str(op), value)
    return needs


def _best(needs: Sequence[frozenset[str]]) -> frozenset[str] | None:
    """The set whose shortest word is longest."""
    return max(needs, key=lambda need: (min(map(len, need)), -len(need)), default=None)


def _of_part(op: str, value: Any) -> list[frozenset[str]]:
    if op == "SUBPATTERN":
        return _of_sequence(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return _of_sequence(value[2])
    if op == "BRANCH":
        each = [_best(_of_sequence(branch)) for branch in value[1]]
        known = [need for need in each if need is not None]
        return [frozenset().union(*known)] if len(known) == len(each) else []
    return []
