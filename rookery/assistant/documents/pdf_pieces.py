"""The pieces of text on a page of a PDF: where PDFium says that each character stands."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

from rookery.assistant.documents.layout import Piece, gap


def pieces(page: Any, textpage: Any) -> Iterator[Piece]:
    """Runs of characters of one line with no gap of a character's height, within the page."""
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation()
    box = raw.FS_RECTF()
    at = ctypes.byref(box)
    piece: Piece | None = None
    for index in range(raw.FPDFText_CountChars(textpage)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):  # PDFium's own: a new line
            if piece is not None:
                yield piece
            piece = None
            continue
        if code in (9, 32, 160):
            if piece is not None:
                piece.text += " "
            continue
        if not code or not raw.FPDFText_GetLooseCharBox(textpage, index, at):
            continue
        if box.left > right or box.right < left or box.bottom > top or box.top < bottom:
            continue  # nobody sees what stands beside the page
        sign = _upright(chr(code), box, turned)
        if piece is not None and (
            _far(piece, sign)
            # of text that runs upwards each character is on another line
            or (
                _below(piece, sign)
                and _is_level(raw.FPDFText_GetCharAngle(textpage, index), turned)
            )
        ):
            yield piece
            piece = None
        if piece is None:
            piece = sign
        else:
            piece.text += sign.text
            piece.left = min(piece.left, sign.left)  # where one writes from the right
            piece.right = max(piece.right, sign.right)
            piece.bottom = min(piece.bottom, sign.bottom)
            piece.top = max(piece.top, sign.top)
    if piece is not None:
        yield piece


def _upright(sign: str, box: Any, turned: int) -> Piece:
    """A character where it is seen on a page that is shown turned clockwise."""
    left, right, bottom, top = box.left, box.right, box.bottom, box.top
    if turned == 90:
        return Piece(sign, bottom, top, -right, -left)
    if turned == 180:
        return Piece(sign, -right, -left, -top, -bottom)
    if turned == 270:
        return Piece(sign, -top, -bottom, left, right)
    return Piece(sign, left, right, bottom, top)


def _far(piece: Piece, sign: Piece) -> bool:
    """On the same line, but with a gap between them."""
    return not _below(piece, sign) and gap(piece, sign) > sign.height


def _below(piece: Piece, sign: Piece) -> bool:
    """Or above: on another line, further than a superscript stands."""
    return abs(piece.middle - sign.middle) > 0.6 * sign.height


def _is_level(angle: float, turned: int) -> bool:
    return abs(math.cos(angle) - math.cos(math.radians(turned))) < 0.02
