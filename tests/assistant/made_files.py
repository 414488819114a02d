"""Files as people have them, made here byte by byte: PDF, pictures, .docx."""

from __future__ import annotations

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO

Placed = tuple[float, float, str]  # points from the left and from below, and what stands there


def pdf(pages: Sequence[str]) -> bytes:
    """A4 pages of Latin text, a line for each line."""
    return placed_pdf(
        [
            [(72, 770 - 16 * number, line) for number, line in enumerate(page.split("\n"))]
            for page in pages
        ]
    )


def placed_pdf(pages: Sequence[Sequence[Placed]], password: str | None = None) -> bytes:
    """Text in 12 points of Helvetica, in the order in which it is given."""
    streams = [
        b"".join(
            b"BT /F1 12 Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET\n" % (x, y, _escaped(text))
            for x, y, text in page
        )
        for page in pages
    ]
    return _pdf(streams, b"/Font << /F1 3 0 R >>", _FONT, password)


def scanned_pdf(pictures: Sequence[tuple[int, int, bytes]]) -> bytes:
    """A page for each picture: its width, its height and its grey pixels."""
    bodies = [
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (width, height, len(packed := zlib.compress(pixels)), packed)
        for width, height, pixels in pictures
    ]
    names = b" ".join(b"/I%d %d 0 R" % (n, 4 + n) for n in range(len(bodies)))
    streams = [b"q 595 0 0 842 0 0 cm /I%d Do Q" % n for n in range(len(bodies))]
    return _pdf(streams, b"/XObject << %s >>" % names, _FONT, None, bodies)


def docx(document: str, **parts: str | bytes) -> bytes:
    """A minimal .docx whose body is `document`; `parts` are further files by path."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{document}</w:body></w:document>"
    )
    return zipped({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS,
                   "word/document.xml": body, **parts})  # fmt: skip


def zipped(files: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it has so many pixels, whatever it has."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    )


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf(
    streams: Sequence[bytes], resources: bytes, font: bytes, password: str | None,
    further: Sequence[bytes] = (),
) -> bytes:  # fmt: skip
    """Objects: 1 catalog, 2 page tree, 3 font, `further`, then a page and its stream in turn."""
    first = 4 + len(further)
    lock = _Lock(password) if password else None
    pages = range(first, first + 2 * len(streams), 2)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(streams), b" ".join(b"%d 0 R" % number for number in pages)),
        font,
        *further,
    ]
    for number, stream in zip(pages, streams, strict=True):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << %s >> "
            b"/Contents %d 0 R >>" % (resources, number + 1)
        )
        held = lock.encrypted(stream, number + 1) if lock else stream
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(held), held))
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = lock.trailer() if lock else b""
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\n" % (
        len(objects) + 1, table, len(objects) + 1, extra,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(out)  # fmt: skip


class _Lock:
    """The oldest lock of PDF (RC4 of 40 bits): what it takes to be opened by nobody."""

    _PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
    _ID = bytes(16)

    def __init__(self, password: str) -> None:
        padded = (password.encode() + self._PAD)[:32]
        self._owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
        rights = struct.pack("<i", -4)
        self._key = hashlib.md5(padded + self._owner + rights + self._ID).digest()[:5]
        self._user = _rc4(self._key, self._PAD)

    def encrypted(self, stream: bytes, number: int) -> bytes:
        key = hashlib.md5(self._key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]
        return _rc4(key, stream)

    def trailer(self) -> bytes:
        one, owner, user = (part.hex() for part in (self._ID, self._owner, self._user))
        lock = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{owner}> /U <{user}>"
        return f"/ID [<{one}> <{one}>] /Encrypt << {lock} >> ".encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
