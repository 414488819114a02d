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
        needs = [needed(pattern) for pattern in patterns]
        self._all = [(re.compile(p, _FLAGS), n) for p, n in zip(patterns, needs, strict=True)]

    def found(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The first match of each pattern that has one, with the pattern's place."""
        low = text.lower()
        there: dict[str, bool] = {}
        for number, (pattern, words) in enumerate(self._all):
            if words is not None and not any(_stands(word, low, there) for word in words):
                continue
            if match := pattern.search(text):
                yield number, match

    def any(self, text: str) -> bool:
        """Whether one of them matches."""
        return next(self.found(text), None) is not None


def needed(pattern: str) -> frozenset[str] | None:
    """Words of which every match has one; `None` where that cannot be told.

    >>> sorted(needed(r"\\b(?:hey|hi) there\\b") or ())
    [' there']
    """
    return _of_sequence(_parser.parse(pattern, _FLAGS))


def _stands(word: str, low: str, there: dict[str, bool]) -> bool:
    if word not in there:
        there[word] = word in low
    return there[word]


def _of_sequence(parsed: Any) -> frozenset[str] | None:
    """The best of what its parts need: the one whose shortest word is longest."""
    needs: list[frozenset[str]] = []
    run = ""
    for op, value in [*parsed, (None, None)]:
        if str(op) == "LITERAL":
            run += chr(value).lower()
            continue
        if len(run) >= _LEAST:
            needs.append(frozenset([run]))
        run = ""
        if (need := _of_part(str(op), value)) is not None:
            needs.append(need)
    return max(needs, key=lambda need: (min(map(len, need)), -len(need)), default=None)


def _of_part(op: str, value: Any) -> frozenset[str] | None:
    if op == "SUBPATTERN":
        return _of_sequence(value[3])
    if op in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return _of_sequence(value[2])
    if op == "BRANCH":
        each = [_of_sequence(branch) for branch in value[1]]
        known = [need for need in each if need is not None]
        return frozenset().union(*known) if len(known) == len(each) else None
    return None
