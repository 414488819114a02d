"""Pieces of text on a page, put into lines: rows of a table stay rows, columns of prose columns.

The pieces come in the order in which the page was written, which is mostly the order of reading;
only tables are often written a column at a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

CELLS = " | "
_LEFTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)  # Hebrew, Arabic and their like
_SHORT = 40  # characters: a cell; a line of a column of prose is longer


@dataclass(slots=True)
class Piece:
    """Text without a gap; upwards is more, as in PDF."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def gap(one: Piece, other: Piece) -> float:
    """Between two pieces of a line, whichever is first."""
    return max(other.left - one.right, one.left - other.right)


def written(pieces: Sequence[Piece]) -> str:
    """The page's text, an empty line between paragraphs."""
    rows = _rows(pieces)
    of = {index: number for number, row in enumerate(rows) for index in row}
    table = {number for number in range(len(rows)) if _is_row(pieces, rows, number)}
    lines: list[str] = []
    last: Piece | None = None
    done: set[int] = set()
    for index, piece in enumerate(pieces):
        if index in done:
            continue
        row = rows[of[index]] if of[index] in table else [index]
        done.update(row)
        cells = _in_order([pieces[i] for i in row])
        # one line with gaps is justified text, or a title and its page
        sign = CELLS if _beside(rows, of[index]) else " "
        if last is not None and _apart(last, piece):
            lines.append("")
        lines.append(_joined(cells, sign))
        last = piece
    return "\n".join(lines)


def _rows(pieces: Sequence[Piece]) -> list[list[int]]:
    """The pieces' numbers by line, from above; those of a line as they were written."""
    rows: list[list[int]] = []
    begin: Piece | None = None
    for index in sorted(range(len(pieces)), key=lambda i: -pieces[i].middle):
        piece = pieces[index]
        if begin is not None and _level(begin, piece):
            rows[-1].append(index)
        else:
            rows.append([index])
            begin = piece
    return [sorted(row) for row in rows]


def _level(one: Piece, other: Piece) -> bool:
    """On one line; text that runs up the margin is on none of those beside it."""
    small, large = sorted((one.height, other.height))
    return abs(one.middle - other.middle) < 0.5 * small and large < 2.5 * small


def _is_row(pieces: Sequence[Piece], rows: Sequence[list[int]], number: int) -> bool:
    row = rows[number]
    if len(row) < 2:
        return False
    if row[-1] - row[0] == len(row) - 1:  # written as one line
        return True
    # written a column at a time: a table where lines above or below are of cells too
    beside = [rows[n] for n in (number - 1, number + 1) if 0 <= n < len(rows)]
    return _cells(pieces, row) and any(_cells(pieces, other) for other in beside)


def _cells(pieces: Sequence[Piece], row: Sequence[int]) -> bool:
    return len(row) > 1 and all(len(pieces[i].text) <= _SHORT for i in row)


def _beside(rows: Sequence[list[int]], number: int) -> bool:
    """Whether the line above or below has cells too."""
    return any(len(rows[n]) > 1 for n in (number - 1, number + 1) if 0 <= n < len(rows))


def _in_order(cells: list[Piece]) -> list[Piece]:
    """As one reads them."""
    leftwards = any(_LEFTWARDS.search(cell.text) for cell in cells)
    return sorted(cells, key=lambda cell: -cell.right if leftwards else cell.left)


def _joined(cells: Sequence[Piece], sign: str) -> str:
    text = cells[0].text.strip()
    for former, cell in pairwise(cells):
        text += (sign if gap(former, cell) > 0.8 * cell.height else " ") + cell.text.strip()
    return text


def _apart(former: Piece, piece: Piece) -> bool:
    """Whether a paragraph or a column ended between them."""
    down = former.bottom - piece.top
    return down > 0.6 * min(former.height, piece.height) or piece.middle > former.top
