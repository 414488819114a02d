"""The sentences of a file over its pages, each where it begins, and those to be quoted together.

A page's end is no sentence's end either; what stands on every page, as a program printed it there,
is of none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rookery.answer.reading.sentences import LONGEST, Part, whole_parts
from rookery.answer.reading.taken_back import together

_AROUND = 14  # sentences on each side that one may have to be quoted with
_EDGE = 3  # lines at the top and at the bottom of a page
_PRINTED = re.compile(  # by a browser, or a number of a page
    r"(?:file|https?)://\S+\s+\d+/\d+|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d\d(?:\s?[AP]M)?"
    r"|\W*(?:(?:page|pagina|p[aá]gina|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|di|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_ENDED = re.compile(r"[.!?…:][\"'”’»)\]*_]*$")
_SMALL = re.compile(r"[\"'“‘«(]*[a-zà-ÿ]")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a file."""

    page: int  # on which it begins, from 1
    part: Part

    @property
    def text(self) -> str:
        return self.part.text


def told_on(pages: Sequence[str], lang: str | None, *, printed: bool) -> list[Told]:
    """All sentences of pages, in order; `printed` where a page may have a head and a foot."""
    found: list[Told] = []
    common = _common(pages) if printed else frozenset[str]()
    for number, page in enumerate(pages, 1):
        text = _without(page, common) if printed else page
        for place, part in enumerate(whole_parts(text, lang)):
            goes_on = not place and found and _SMALL.match(part.text) and not part.bullet
            if goes_on and not _ENDED.search(found[-1].text):
                before = found.pop()
                longer = replace(before.part, text=f"{before.text} {part.text}")
                found.extend(Told(before.page, piece) for piece in _short(longer))
            else:
                found.extend(Told(number, piece) for piece in _short(part))
    return found


def neighbours(told: Sequence[Told], number: int) -> range | None:
    """The sentences that must be quoted with one; `None` where they are too long together."""
    begin, end = max(0, number - _AROUND), min(len(told), number + _AROUND)
    some = told[begin:end]
    run = together([t.text for t in some], [t.part.begins for t in some], number - begin)
    return range(begin + run.start, begin + run.stop) if run else None


def _short(part: Part) -> Iterator[Part]:
    """A sentence without an end in pieces, cut between two words, each with a sign of that."""
    text, first = part.text, True
    while len(text) > LONGEST:
        piece = text[: LONGEST - 2].rsplit(" ", 1)[0] or text[: LONGEST - 2]
        yield replace(
            part, text=f"{piece}…" if first else f"…{piece}…", begins=first and part.begins
        )
        text, first = text[len(piece) :].lstrip(), False
    yield part if first else replace(part, text=f"…{text}", begins=False, apart=False)


def _common(pages: Sequence[str]) -> frozenset[str]:
    """Lines at the edges of at least two pages and of every second, whatever their digits."""
    seen = Counter[str]()
    for page in pages:
        lines = [line.strip() for line in page.split("\n") if line.strip()]
        seen.update({_plain(line) for line in (*lines[:_EDGE], *lines[_EDGE:][-_EDGE:])})
    return frozenset(line for line, n in seen.items() if n > 1 and n >= len(pages) / 2)


def _plain(line: str) -> str:
    """Without its digits, which count pages; a sentence keeps them."""
    return line if line.endswith((".", "!", "?")) else _DIGITS.sub("0", line)


def _without(page: str, common: frozenset[str]) -> str:
    lines = page.split("\n")
    filled = [n for n, line in enumerate(lines) if line.strip()]
    edge = {*filled[:_EDGE], *filled[_EDGE:][-_EDGE:]}
    kept = (
        line
        for n, line in enumerate(lines)
        if n not in edge or not (_plain(line.strip()) in common or _PRINTED.fullmatch(line.strip()))
    )
    return "\n".join(kept)
