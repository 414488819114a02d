"""Numbered lines of text from bytes, in the encoding that the file has or that was named."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import IO, Any, cast

from rookery.errors import BadInput
from rookery.ingest.opened import Opened, Stream

LONGEST = 10_000_000  # bytes of one record
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of the first lines so many may be damaged in a file that is of the encoding: one in ten, and in a
# short file two if they are the lesser part. Text of another encoding has more in most languages.
_STRAY, _STRAY_OF_FEW = 10, 2
_WIDE = 4  # a file whose every 4th byte or more is zero is UTF-16 or UTF-32 without a mark
TOO_LONG = f"the record is over {LONGEST // 1_000_000} MB"

Line = tuple[int, str, str | None]
"""Its number from 1, its text with the line feed, and what is wrong with it if anything is."""


def lines(file: Opened, encoding: str) -> Iterator[Line]:
    """Every line. A file that is not in `encoding` at all raises BadInput; one line is marked."""
    encoding = encoding_of(file, encoding)
    if one_byte_feed(encoding):
        head = file.stream.peek(4)
        alone = b"\n" not in head and b"\r" in head[:-1]  # as Macs before 2001 ended lines
        stream = io.BufferedReader(_Returns(file.stream)) if alone else file.stream
        yield from _byte_lines(stream, encoding)
        return
    wide = io.TextIOWrapper(cast(IO[bytes], file.stream), encoding, newline="\n")
    number = 0
    try:
        while line := wide.readline(LONGEST):
            number += 1
            if len(line) == LONGEST:
                while line and not line.endswith("\n"):
                    line = wide.readline(LONGEST)
                yield number, "", TOO_LONG
            else:
                yield number, line, None
    except UnicodeError as error:
        raise BadInput(
            f"{file.name} is not in {encoding} after line {number:,}: {_why(error)}."
        ) from None


class _Returns(io.RawIOBase):
    """Bytes whose carriage returns are line feeds."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def known_encoding(encoding: str) -> None:
    """Raises BadInput where there is no such encoding."""
    try:
        "".encode(encoding)
    except (LookupError, UnicodeError, ValueError):
        raise BadInput(
            f"There is no encoding {encoding!r}: utf-8, latin-1 and cp1252 are common ones."
        ) from None


def encoding_of(file: Opened, encoding: str, end: bytes = b"\n") -> str:
    """The encoding to read with: a mark at the beginning of the file wins over UTF-8.

    Raises BadInput where most of the first records, which end with `end`, that are not plain ASCII
    are not in it: a stray one is a matter of that record.
    """
    head = file.stream.peek(4)
    encoding = marked_encoding(head, encoding)
    if one_byte_feed(encoding):
        _check(head, encoding, end, file.name)
    return encoding


def marked_encoding(head: bytes, encoding: str) -> str:
    """The encoding that the mark at the beginning names, where UTF-8 would be read."""
    if codecs.lookup(encoding).name != "utf-8":
        return encoding
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def _check(head: bytes, encoding: str, end: bytes, name: str) -> None:
    if head and head.count(0) * _WIDE >= len(head):
        raise BadInput(
            f"{name} is not in {encoding}, as it has zero bytes between the letters: say which "
            "encoding it has, such as --encoding utf-16-le or --encoding utf-16-be."
        )
    *pieces, rest = head.split(end)
    whole = len(pieces)
    pieces += [rest] * bool(rest.strip())
    good, place, bad = 0, 0, list[int]()
    for number, piece in enumerate(pieces, 1):
        try:  # the rest may end within a letter
            decoder = codecs.getincrementaldecoder(encoding)()
            good += not decoder.decode(piece, final=number <= whole).isascii()
        except UnicodeError as error:
            bad.append(place + (error.start if isinstance(error, UnicodeDecodeError) else 0))
        place += len(piece) + len(end)
    few = min(_STRAY_OF_FEW, (len(pieces) - 1) // 2)
    if len(bad) > good and len(bad) > max(len(pieces) // _STRAY, few):
        line = head.count(b"\n", 0, bad[0]) + 1
        raise BadInput(
            f"{name} is not in {encoding} (at byte {bad[0] + 1:,}, on line {line:,}): say which "
            "encoding it has, such as --encoding latin-1 or --encoding cp1252."
        )


def one_byte_feed(encoding: str) -> bool:
    """Whether lines can be found before they are decoded."""
    try:
        return "a\n".encode(encoding) == b"a\n"
    except UnicodeError:
        return False


def _byte_lines(stream: Stream, encoding: str) -> Iterator[Line]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if number == 1 and encoding == "utf-8":
            line = line.removeprefix(codecs.BOM_UTF8)
        if len(line) > LONGEST:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST)
            yield number, "", TOO_LONG
            continue
        try:
            yield number, line.decode(encoding), None
        except UnicodeError as error:
            yield (
                number,
                line.decode(encoding, "backslashreplace"),
                f"it is not in {encoding}: {_why(error)}; say --encoding if the whole file is in "
                "another",
            )


def _why(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1:,} of the line ({error.reason})"
    return str(error)
