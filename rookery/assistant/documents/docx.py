"""Word documents (.docx): paragraphs, headings, lists and tables, in order; then the footnotes.

A .docx has no pages, only breaks: it is cut at those, and at paragraphs' ends, into pages of about
3,000 characters (paged.py). What Word itself hides or has struck out is not read.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from rookery.assistant.documents import markup
from rookery.assistant.documents.document import Limits
from rookery.assistant.documents.draft import Draft
from rookery.assistant.documents.kinds import broken, locked
from rookery.assistant.documents.layout import CELLS
from rookery.assistant.documents.paged import paged
from rookery.errors import Said, TooLarge

# An archive may say that it becomes this large. Word's own files become 3 to 30 times as large as
# they are; DEFLATE allows 1,032.
_MOST, _RATIO, _HARMLESS = 256 << 20, 120, 16 << 20
_PART = 48 << 20  # bytes of one part: its tree takes some ten times that
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SKIPPED = {_W + t for t in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tcPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_PICTURES = {_W + "drawing", _W + "pict", _W + "object"}
_HEADING = re.compile(r"heading ([1-6])|(title)", re.IGNORECASE)


def read(name: str, data: bytes, limits: Limits) -> Draft:
    """Raises TooLarge for a zip bomb before it is inflated, BadInput where it is broken."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _measured(name, data, archive)
            parts = _Parts(archive, name)
            document = parts.main()
            text = "\n\n".join(_Words(parts.headings()).blocks(document))
            notes = parts.footnotes()
            text = f"{text}\n\n{notes}" if notes else text
            draft = Draft(limits)
            draft.add_all(paged(text))
            if next(document.iter(*_PICTURES), None) is not None:
                draft.notes.append(Said("The pictures in this document were not read."))
            return draft
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, KeyError, EOFError, ValueError,
        OSError, NotImplementedError,
    ):  # fmt: skip
        raise broken(name, Said("a Word document")) from None


def _measured(name: str, data: bytes, archive: zipfile.ZipFile) -> None:
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise locked(name)
    total = sum(entry.file_size for entry in archive.infolist())
    if total > _MOST or (total > _HARMLESS and total > _RATIO * len(data)):
        raise _bomb(name)


def _bomb(name: str) -> TooLarge:
    return TooLarge(
        Said(
            "%(name)s unpacks to far more than a document holds and was not opened: save its text "
            "as a new .docx, and give that.",
            name=name,
        )
    )


class _Parts:
    """The XML files in the archive, each inflated no further than `_PART`."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._folder = "word"

    def main(self) -> Any:
        """The document's body, wherever the archive says that it is."""
        path = "word/document.xml"
        for relation in self._tree("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                path = relation.get("Target", path).lstrip("/")
        self._folder = posixpath.dirname(path)
        return self._tree(path)

    def headings(self) -> dict[str, int]:
        """The level of each style that is a heading: its name is English in every Word."""
        path = f"{self._folder}/styles.xml"
        levels: dict[str, int] = {}
        for style in self._tree(path).iter(_W + "style") if self._has(path) else ():
            named = style.find(_W + "name")
            form = _HEADING.fullmatch(named.get(_W + "val", "")) if named is not None else None
            if form:
                levels[style.get(_W + "styleId", "")] = int(form[1] or 1)
        return levels

    def footnotes(self) -> str:
        path = f"{self._folder}/footnotes.xml"
        if not self._has(path):
            return ""
        notes = self._tree(path).iter(_W + "footnote")
        words = _Words({})
        return "\n".join(
            f"[{note.get(_W + 'id')}] {' '.join(words.blocks(note)).strip()}"
            for note in notes
            if note.get(_W + "type") is None  # others are lines that part notes from the text
        )

    def _has(self, path: str) -> bool:
        return path in self._archive.namelist()

    def _tree(self, path: str) -> Any:
        with self._archive.open(path) as part:
            data = part.read(_PART + 1)  # what it says of its size may be a lie
        if len(data) > _PART:
            raise _bomb(self._name)
        data = data.replace(_STRICT.encode(), _W[1:-1].encode())
        return markup.xml(data)


class _Words:
    """The text of a part, a block at a time; headings and items marked as in Markdown."""

    def __init__(self, headings: dict[str, int]) -> None:
        self._headings = headings

    def blocks(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag == _W + "p":
                if text := self._paragraph(child):
                    yield text
            elif child.tag == _W + "tbl":
                yield "\n".join(self._rows(child))
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child)

    def _rows(self, table: Any) -> Iterator[str]:
        for row in table.iter(_W + "tr"):
            if next(row.iterancestors(_W + "tbl")) is not table:
                continue  # of a table in a cell, which is part of that cell
            cells = [c for c in row.iter(_W + "tc") if next(c.iterancestors(_W + "tr")) is row]
            texts = (" ".join(self.blocks(cell)) for cell in cells)
            line = CELLS.join(text.replace("\n", " ").replace("\f", " ") for text in texts)
            if line.replace("|", "").strip():
                yield line

    def _paragraph(self, paragraph: Any) -> str:
        text = "".join(self._runs(paragraph)).strip(" \t\n")
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        level = self._headings.get(style.get(_W + "val")) if style is not None else None
        if level and text.strip():
            text = f"{'#' * level} {text}"
        elif paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
            text = f"- {text}"
        broken_before = paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None
        return f"\f{text}" if broken_before else text

    def _runs(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED or child.find(f"{_W}rPr/{_W}vanish") is not None:
                continue
            if child.tag == _W + "t":
                yield child.text or ""
            elif child.tag == _W + "tab":
                yield "\t"
            elif child.tag in (_W + "br", _W + "cr"):
                yield "\f" if child.get(_W + "type") == "page" else "\n"
            elif child.tag == _W + "noBreakHyphen":
                yield "-"
            elif child.tag == _W + "footnoteReference":
                yield f"[{child.get(_W + 'id')}]"
            elif child.tag == _W + "p":  # in a text box
                yield "\n" + self._paragraph(child) + "\n"
            else:
                yield from self._runs(child)
