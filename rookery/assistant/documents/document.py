"""A document as the assistant has it, and how much of one is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rookery.errors import Said

Kind = Literal["pdf", "image", "docx", "html", "markdown", "text"]


@dataclass(frozen=True)
class Page:
    number: int  # from 1, as people count them
    text: str


@dataclass(frozen=True)
class Document:
    name: str
    kind: Kind
    pages: tuple[Page, ...]
    notes: tuple[Said, ...]  # what a person must know: what was not read, or how


@dataclass(frozen=True)
class Limits:
    size: int = 20 << 20  # bytes of the file; more is refused
    pages: int = 200  # the first are read, with a note
    seconds: float = 60.0  # of the clock; then it is given up
    # bytes of address space: recognising one full page takes 1.1 GiB of it, 0.8 GiB of memory
    memory: int = 2 << 30
    characters: int = 2_000_000  # of all pages; then it is cut, with a note
    pixels: int = 40_000_000  # of a picture, by its header; more is refused
    recognised: int = 20  # pages of a PDF that are pictures: OCR takes seconds for each
