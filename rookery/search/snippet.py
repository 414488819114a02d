"""The part of a text that shows why it was found, its query words marked. Plain text out."""

from __future__ import annotations

import re
from collections.abc import Collection

from rookery.search.results import Span
from rookery.text import Analyser, places

LENGTH = 280  # characters: a post of the usual length is shown whole
_READ = 6_000  # characters of a text that are searched for the best part
_LINK = re.compile(r"https?://\S+")


def marked(
    text: str, stems: Collection[str], analyser: Analyser, lang: str | None, *, length: int = LENGTH
) -> tuple[Span, ...]:
    """`text`, cut to about `length` characters around most of the query's words."""
    hits = _hits(text, stems, analyser, lang)
    start, end = _window(text, hits, length)
    spans: list[Span] = []
    at = start
    if start:
        spans.append(Span("…"))
    for low, high in hits:
        if low < start or high > end:
            continue
        if low > at:
            spans.append(Span(text[at:low]))
        spans.append(Span(text[low:high], hit=True))
        at = high
    if at < end:
        spans.append(Span(text[at:end]))
    if end < len(text):
        spans.append(Span("…"))
    return tuple(spans)


def _hits(
    text: str, stems: Collection[str], analyser: Analyser, lang: str | None
) -> list[tuple[int, int]]:
    if not stems:
        return []
    wanted = frozenset(stems)
    links = [m.span() for m in _LINK.finditer(text, 0, _READ)] if "http" in text else []
    term = analyser.of(lang)
    hits: list[tuple[int, int]] = []
    for found, start, end in places(text, _READ):
        if wanted.isdisjoint(term[word] for word in found):
            continue
        if any(low <= start < high for low, high in links):
            continue
        if hits and hits[-1][1] == start:  # a script without spaces
            hits[-1] = (hits[-1][0], end)
        else:
            hits.append((start, end))
    return hits


def _window(text: str, hits: list[tuple[int, int]], length: int) -> tuple[int, int]:
    if len(text) <= length * 1.25:
        return 0, len(text)
    best, start = -1, 0
    for low, _ in hits:
        inside = {text[a:b].lower() for a, b in hits if low <= a and b <= low + length}
        if len(inside) > best:
            best, start = len(inside), low
    if start:  # a little of what comes before, from the beginning of a word
        start = max(text.rfind(" ", 0, max(start - length // 5, 1)) + 1, 0)
    end = min(start + length, len(text))
    if end < len(text):
        cut = text.rfind(" ", start, end)
        end = cut if cut > start + length // 2 else end
    return start, end
