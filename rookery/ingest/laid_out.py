"""How the JSON of a file is laid out, a value a line or over lines; and which text of a record that
cannot go in is surely no piece of something larger, which may say that not everybody may read it.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from typing import Any, cast

from rookery.errors import BadInput
from rookery.ingest.lines import LONGEST, marked_encoding, one_byte_feed
from rookery.ingest.opened import Opened, Stream
from rookery.ingest.protocol import RAW

# strings, also one that the text cuts, so that no bracket in one is counted
SHAPE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
DEPTH = {"{": 1, "[": 1, "}": -1, "]": -1}
_BLANK = "\ufeff \t\r\n"
_SURE = 2  # lines: no value holds so many whole objects without a comma between


def over_lines(file: Opened, encoding: str) -> bool:
    """Whether the file is an array, or begins with an object that is printed over several lines."""
    head = file.stream.peek(4)
    encoding = marked_encoding(head, encoding)
    text = _text(head, encoding)
    if not text.startswith("{"):
        return text.startswith("[")
    if one_byte_feed(encoding) and b"\n" not in head and b"\r" not in head:
        text = _text(_first_line(file), encoding)
    first, _, rest = text.partition("\n")
    return not _is_json(first) and bool(rest.strip()) and _goes_on(text, len(first))


def _text(head: bytes, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)("replace").decode(head).lstrip(_BLANK)
    except UnicodeError:  # one that needs a mark at the beginning, or is for other things than text
        raise BadInput(
            f"The file cannot be read as {encoding}: name the encoding that it is in, such as "
            "--encoding utf-16-le, or leave --encoding away."
        ) from None


def _first_line(file: Opened) -> bytes:
    """The first line, which the head does not hold, with the head of what follows if that tells
    more; all of it stays there to be read.
    """
    line, stream = file.stream.readline(LONGEST + 1), file.stream
    file.stream = cast(Stream, io.BufferedReader(_Before(line, stream), len(line) or 1))
    return line if _is_json(line) else line + stream.peek(4)


class _Before(io.RawIOBase):
    """Bytes that were read already, and then the rest."""

    def __init__(self, read: bytes, stream: Stream) -> None:
        self._read, self._stream = read, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read[: len(buffer)]
        self._read = self._read[len(data) :]
        data = data or self._stream.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _is_json(text: str | bytes) -> bool:
    try:
        json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return False
    except (ValueError, RecursionError):  # a number too long, or too deep: its brackets close
        return True
    return True


def _goes_on(text: str, line: int) -> bool:
    """Whether the value that begins in the first line, of this length, goes on after it.

    Where a line was cut, JSON breaks where the object of the next line begins.
    """
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        at = len(text) - len(text[error.pos :].lstrip())
        return at > line and not (text[at : at + 1] == "{" and text[at - 1] == "\n")
    except (ValueError, RecursionError):
        return False
    return end > line


class Kept:
    """What may be kept of the text of values that stand a line each."""

    def __init__(self) -> None:
        self._objects = _SURE  # since a line that was a piece of something

    def of(self, value: Any, line: str) -> str:
        """The line's text, cut, or nothing."""
        if isinstance(value, dict):
            self._objects += 1
        elif not isinstance(value, list) and not _is_object(line):
            self._objects = 0
        return line[:RAW] if self._objects >= _SURE else ""


def _is_object(line: str) -> bool:
    """Whether a line that is no JSON has at least all brackets of an object, and nothing around."""
    line, depth = line.strip(_BLANK), 0
    for found in SHAPE.finditer(line):
        depth += DEPTH.get(found[0], 0)
        if depth <= 0:
            return found[0] == "}" and found.end() == len(line) and line[0] == "{"
    return False
