"""The lines of a text put together: where one broke in the middle of a sentence, the next goes on.

Posts are wrapped by hand or by a program, and a PDF has no other ends than its lines'. Poems,
lists, prices, headings and rows of tables are lines of their own. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"\r\n|\r|\n")
_QUOTING = re.compile(r"^(?:>\s?)+")
_ITEM = re.compile(
    r"(?:[-*•·+]|\(?\d{1,3}[.)]|\(?[A-Za-z]\)|\[[ xX]?\]|#|\||☐|✓|✔|➡|→|https?:)(?:\s|\w|$)"
)
_DASHED = re.compile(r"[–—]\s")  # an item where several lines have one, else a dash in a sentence
_ROW = re.compile(r"\s\|\s|\t|\S {3,}\S")
_ENDED = re.compile(r"(?:[.!?…。！？؟]|[^\w\s,;&/%$€£\-–—+'’\"”»)(\[\]*_])[\"'”’»)\]*_]*$")
_SHORTENED = re.compile(  # no sentence ends on these
    r"(?:^|\s)(?:mr|mrs|ms|dr|st|nr|approx|e\.g|i\.e|vs|prof|sig|sigg|dott|sra?|p\.es|[A-Z])\.$",
    re.IGNORECASE,
)
_COLON = re.compile(r":[\"'”’»)\]*_]*$")
_SMALL = re.compile(r"[\"'“‘«(\[*_]*[a-zà-ÿ]")
_DIGIT = re.compile(r"[\"'“‘«(\[*_]*\d")
_BEGUN = re.compile(r"(?:^|[.!?…]\s+)[\"'“‘«(\[¿¡*_]*(?:([A-ZÀ-Ý])|[a-zà-ÿ])")
_LAST = re.compile(r"([\w'’]+)[,\"'“(]*$")
_FIRST = re.compile(r"[\"'“‘«(\[*_]*([\w'’]+)")
# a word that no sentence ends on: what it leads to stands in the next line
_HANGING_LISTED = """
a an the of to and or but nor that which whose with from for by as than into onto upon if whether
because since although while when where is are was were be been being has have had will would can
could shall should may might must very our their your its my his every no not never
il lo gli le un uno una di del dello della dei degli delle da dal dalla dai nel nella nei nelle con
per tra fra e ed o ma che non è sono era erano essere ha hanno se quando dove perché al allo alla ai
el la los las unos unas de y u pero que en por para sin sobre es son fue fueron ser ni cuando donde
porque su sus nuestro nuestra mi tu muy nunca
"""
_HANGING = frozenset(_HANGING_LISTED.split())
# and one that goes on with what was begun
_GOING_ON_LISTED = """
of to and or but nor that which who whose whom with from for by as than into because since although
while until about between under over is are was were has have had will would can could
di del della dei delle da dal dalla con per tra e ed o ma che è sono era ha hanno
de del y o pero que con por para sin sobre es son fue ha han
"""
_GOING_ON = frozenset(_GOING_ON_LISTED.split())
_NARROW, _WIDE = (
    45,
    50,
)  # characters of the widest line: prose is rarely wrapped at fewer than these
_RAGGED = 0.15  # of the width: a line so much shorter may still have been broken
_FEW = 3  # lines, of which none goes on in small letters and hardly one ends: a list


@dataclass(frozen=True, slots=True)
class Line:
    """One or several lines of a text that are read as one."""

    text: str
    apart: bool  # an empty line stands before it


def lines(text: str) -> Iterator[Line]:
    """The text's own lines, those that were broken in the middle put together again."""
    capitals = _writes_capitals(text)
    for raw in _blocks(text):
        block = _Block(raw, capitals)
        whole, apart = raw[0], True
        for former, line in pairwise(raw):
            if block.goes_on(former, line):
                whole = f"{whole} {line}"
            else:
                yield Line(whole, apart)
                whole, apart = line, False
        yield Line(whole, apart)


def _blocks(text: str) -> Iterator[list[str]]:
    """Its lines between empty ones, without the marks of what is quoted."""
    block: list[str] = []
    for raw in _LINE.split(text):
        if line := _QUOTING.sub("", raw.strip()):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


class _Block:
    """Lines between empty ones, looked at as a whole once."""

    def __init__(self, block: Sequence[str], capitals: bool) -> None:
        self._capitals = capitals  # whoever wrote it begins sentences with them
        self._width = max(map(len, block))
        self._dashed = sum(_DASHED.match(line) is not None for line in block) > 1
        self._small = _SMALL.match(block[0]) is not None
        # several lines, each begun anew, of which hardly one ends as a sentence does
        ended = sum(_ENDED.search(line) is not None for line in block)
        self._listed = len(block) >= _FEW and ended <= 1 and not any(map(_SMALL.match, block))
        # some wide line of it plainly goes on in the next
        self._wrapped = self._width >= _NARROW and any(
            not _ENDED.search(a) and _SMALL.match(b) and self._full(a, b)
            for a, b in pairwise(block)
        )

    def goes_on(self, former: str, line: str) -> bool:
        """Whether a sentence that a line began goes on in the next."""
        if _ITEM.match(line) or _ROW.search(line) or _ROW.search(former) or former[0] in "#|":
            return False
        if self._dashed and _DASHED.match(line):
            return False
        if _SHORTENED.search(former):
            return True
        if _ENDED.search(former) or _COLON.search(former):
            # of one paragraph all the same, and its sentences are told apart by their stops
            return self._wrapped and not self._listed and self._full(former, line, 0.0)
        if _hangs(former, line):
            return True
        if not _SMALL.match(line):
            begun = self._wrapped or (self._width >= _WIDE and not _DIGIT.match(line))
            return begun and not self._listed and self._full(former, line)
        first = _FIRST.match(line)
        if self._capitals or (first and first[1].lower() in _GOING_ON):
            return True
        return self._full(former, line) and (self._width >= _NARROW or not self._small)

    def _full(self, former: str, line: str, slack: float = _RAGGED) -> bool:
        """Whether the next line's first word had no room in this one."""
        needed = len(former) + 1 + len(line.split(maxsplit=1)[0])
        return needed > self._width * (1 - slack)


def _hangs(former: str, line: str) -> bool:
    """By its last word, by a bracket that is open, or by a comma before a small letter."""
    last = _LAST.search(former)
    if last and last[1].lower() in _HANGING:
        return not former.endswith(",") or _SMALL.match(line) is not None
    if former.count("(") > former.count(")") or former.count("“") > former.count("”"):
        return True
    return former.endswith((",", ";")) and _SMALL.match(line) is not None


def _writes_capitals(text: str) -> bool:
    """Whether whoever wrote it begins sentences with capitals: then a small letter goes on."""
    begun = [
        found[1] is not None for block in text.split("\n\n") for found in _BEGUN.finditer(block)
    ]
    return sum(begun) > 1 and sum(begun) > len(begun) / 2
