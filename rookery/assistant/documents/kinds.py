"""What a file is, told by what is in it; its name decides only among kinds of text."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from rookery.assistant.documents.document import Kind
from rookery.errors import BadInput, Said

_IMAGES = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|BM.{4}\0{4}", re.DOTALL
)
# what people give by mistake, and the beginning of each
_OTHERS: tuple[tuple[re.Pattern[bytes], Said], ...] = (
    (re.compile(rb"MZ"), Said("a Windows program")),
    (re.compile(rb"\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe"), Said("a program")),
    (re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd"), Said("an archive")),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]|OggS|fLaC|RIFF....WAVE", re.DOTALL), Said("a recording")),
    (re.compile(rb"....ftyp(?:hei|mif|avi)", re.DOTALL), Said("a HEIC or AVIF picture")),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI", re.DOTALL), Said("a video")),
    (re.compile(rb"SQLite format 3\0"), Said("a database")),
)
_WRITTEN = (  # in signs that are text
    (re.compile(rb"\{\\rtf"), Said("a Rich Text file")),
    (re.compile(rb"%!PS"), Said("a PostScript file")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and a .docx with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ZIPPED: tuple[tuple[str, Said], ...] = (
    ("xl/", Said("an Excel workbook")),
    ("ppt/", Said("a PowerPoint presentation")),
    ("META-INF/container.xml", Said("an e-book")),
    ("content.xml", Said("an OpenDocument file")),
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_SUFFIXES: dict[str, Kind] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip


def kind_of(name: str, data: bytes) -> Kind:
    """Raises BadInput, which names what it is instead, where it cannot be read."""
    if data.lstrip().startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b"endobj" in data):
        return "pdf"
    if _IMAGES.match(data):
        return "image"
    if data.startswith(_OLE):
        raise locked(name) if _LOCKED in data else _refused(name, Said("an old Office file"))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(name, data)
    text = decoded(data)
    for form, what in _OTHERS if text is None else _WRITTEN:
        if form.match(data):
            raise _refused(name, what)
    if text is None:
        raise _refused(name, Said("neither text nor a form that is known here"))
    if _HTML.match(text[:4096]):
        return "html"
    return _SUFFIXES.get(PurePath(name).suffix.lower(), "text")


def decoded(data: bytes) -> str | None:
    """The text of a file that says nothing of its characters; `None` where it is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    # a control now and then is somebody's terminal; binary data has one in nine
    controls = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\x1b")
    strange = "\0" in text or (controls + text.count("\ufffd")) * 200 > len(text)
    return None if strange else text


def locked(name: str) -> BadInput:
    return BadInput(
        Said(
            "%(name)s is locked with a password: save it without one, and give it again.", name=name
        )
    )


def broken(name: str, what: Said) -> BadInput:
    return BadInput(
        Said(
            "%(name)s is %(what)s that is broken: open it where it was made, save it anew, and "
            "give it again.",
            name=name,
            what=what,
        )
    )


def _refused(name: str, what: Said) -> BadInput:
    return BadInput(
        Said(
            "%(name)s is %(what)s, which cannot be read here: give a PDF, a picture, a Word "
            "document (.docx), HTML, Markdown or plain text.",
            name=name,
            what=what,
        )
    )


def _zipped(name: str, data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise broken(name, Said("a ZIP archive")) from None
    if "[Content_Types].xml" in inside and any(n.startswith("word/") for n in inside):
        return "docx"
    for begin, what in _ZIPPED:
        if any(n.startswith(begin) for n in inside):
            raise _refused(name, what)
    raise _refused(name, Said("a ZIP archive"))
