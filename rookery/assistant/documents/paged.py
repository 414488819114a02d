"""Text without pages of its own, in pages that can be cited.

About 3,000 characters each, a printed page: cut at a paragraph's end, else at a line's, else at a
word's. A form feed is a page break.
"""

from __future__ import annotations

from collections.abc import Iterator

_FULL = 3000  # characters
_BORDERS = ("\n\n", "\n", " ")


def paged(text: str) -> Iterator[str]:
    """The pages of `text`, in order, none empty."""
    for part in text.split("\f"):
        begin = 0
        while begin < len(part):
            end = _end(part, begin)
            if (page := part[begin:end].strip("\n").rstrip()).strip():
                yield page
            begin = end


def _end(text: str, begin: int) -> int:
    """Where the page that begins there ends."""
    full = begin + _FULL
    if len(text) <= full:
        return len(text)
    for border in _BORDERS:
        # an early border leaves a page nearly empty: then a lesser one is better
        cut = text.rfind(border, begin + _FULL // 2, full)
        if cut > 0:
            return cut + len(border)
    return full
