"""PDF by PDFium: each page's text in lines, and pages that are pictures by OCR."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from rookery.assistant.documents import ocr
from rookery.assistant.documents.document import Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import broken, locked
from rookery.assistant.documents.layout import written
from rookery.assistant.documents.pdf_pieces import pieces
from rookery.errors import Said

_FEW = 20  # characters: a scan with a page number or a stamp on it is still a picture
_SIDE = 1800  # pixels of a rendered page's longer side: about 155 dpi of A4
_BROKEN_WORD = re.compile(  # over two lines; PDFium has other signs for some hyphens
    "(?P<begin>[^\\W\\d_]{2,})(?P<sign>[-\u2010\x02\ufffe\u00ad])\n"
    "(?P<end>[a-zß-ÿ]{2,})(?P<after>\\S*)(?P<gap> ?)"
)
_COMPOUND = re.compile(  # what is joined to the next word by a hyphen that belongs to it
    r"(?:well|self|non|ex|half|all|so|by|mid|part|full|high|low|long|short|old|new|cross|north|south"
    r"|east|west|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)",
    re.IGNORECASE,
)


def read(name: str, data: bytes, limits: Limits) -> Draft:
    """Raises BadInput where it is locked or broken."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise locked(name) from None
        raise broken(name, Said("a PDF")) from None
    if not count:
        raise broken(name, Said("a PDF"))
    draft = Draft(limits)
    pictures = _Pictures(limits)
    going = True
    for number in range(min(count, limits.pages)):
        try:
            page = pdf[number]
            text = _text(page)
            if len(text.strip()) < _FEW and _has_picture(page, raw):
                text = pictures.read(page, number + 1) or text
            page.close()
        except pypdfium2.PdfiumError:
            text = ""
            draft.notes.append(Said("Page %(page)s is broken and was not read.", page=number + 1))
        going = draft.add(text)
        if not going:
            break
    if going:
        draft.unread(count)
    draft.notes += pictures.notes()
    return draft


class _Pictures:
    """Pages that are pictures: read by OCR while there is time, and told of."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._began = time.monotonic()
        self._slowest = limits.seconds / 6  # of the first page nothing is known
        self._read: list[int] = []
        self._left: list[int] = []

    def read(self, page: Any, number: int) -> str:
        begin = time.monotonic()
        # the whole file is lost if the time runs out within a page
        fits = begin - self._began + 2 * self._slowest < self._limits.seconds
        if not ocr.installed() or len(self._read) >= self._limits.recognised or not fits:
            self._left.append(number)
            return ""
        scale = min(_SIDE / max(*page.get_size(), 1.0), 4.0)
        image = page.render(scale=scale).to_pil()
        text = ocr.recognised(image)
        took = time.monotonic() - begin
        self._slowest = max(took, self._slowest if self._read else 0.0)
        self._read.append(number)
        return text

    def notes(self) -> Iterator[Said]:
        if self._read:
            yield Said(
                "Pages that are pictures, read by OCR, which may err: %(pages)s.",
                pages=_ranges(self._read),
            )
        if self._left and ocr.installed():
            yield Said(
                "Pages that are pictures and were not read: %(pages)s.", pages=_ranges(self._left)
            )
        elif self._left:
            yield Said(
                "Pages that are pictures and were not read: %(pages)s. To read pictures: "
                "in a clone, pip install -c constraints.txt '.[ocr]'",
                pages=_ranges(self._left),
            )


def _ranges(numbers: list[int]) -> str:
    """
    >>> _ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}–{b}" if b > a else str(a) for a, b in spans)


def _has_picture(page: Any, raw: Any) -> bool:
    """Pictures, or text drawn as outlines: anything on the page that is not text."""
    for index in range(min(raw.FPDFPage_CountObjects(page), 10_000)):
        kind = raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index))
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            return True
    return False


def _text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        text = written(list(pieces(page, textpage)))
    finally:
        textpage.close()
    return whole_words(text)


def whole_words(text: str) -> str:
    """Words that were broken at a line's end in one, at the end of the line where they begin.

    >>> whole_words("the engin-\\neer of a well-\\nknown firm")
    'the engineer\\nof a well-known\\nfirm'
    """

    def one(found: re.Match[str]) -> str:
        begin, end = found["begin"], found["end"]
        hyphen = found["sign"] in "-\u2010" and (
            _COMPOUND.fullmatch(begin) or re.search(rf"\b{begin}-{end}\b", text, re.IGNORECASE)
        )
        return f"{begin}{'-' if hyphen else ''}{end}{found['after']}" + (
            "\n" if found["gap"] else ""
        )

    return _BROKEN_WORD.sub(one, text)
