"""JSON values from a file, one after another: one a line, or in an array, or printed over lines.

Nothing is held in memory but the value at hand, and one that is broken does not take the next
along.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Protocol, cast

from rookery.errors import BadInput
from rookery.ingest.laid_out import DEPTH, SHAPE, Kept, over_lines
from rookery.ingest.lines import LONGEST, TOO_LONG, encoding_of, lines
from rookery.ingest.opened import Opened
from rookery.ingest.protocol import RAW

Value = tuple[str, Any, str]
"""Where it stood, the value or the error why there is none, and its text, cut at `RAW`."""

_PIECE = 1 << 18  # characters read at a time
_NAME = re.compile(r"\ufeff?\s*(?:[A-Za-z_$][\w.$]*\s*=\s*)?")  # "window.YTD.tweets.part0 = "
_BETWEEN = re.compile(r"[\s,;]*")
_KEY = re.compile(r'\{\s{0,9}"[^"\\]{0,50}"')
_LONGEST_MARK = 200  # characters, of what begins a value
_AFTER = re.compile(r"\s*(?:[,\]]|\Z)")
_REPLACED = re.compile(r"\\x[89a-f][0-9a-f]")  # by "backslashreplace"
_WORD = re.compile(r"[^\s,;\[\]{}]*")


class Bytes(Protocol):
    """A binary stream; one read gives what is there."""

    def read1(self, size: int = -1, /) -> bytes: ...


def values(file: Opened, encoding: str) -> Iterator[Value]:
    """Every value of the file; those that are not JSON are errors in their place.

    The text is left out where it may be a piece of a value that is not for everybody to read.
    """
    if over_lines(file, encoding):
        encoding = encoding_of(file, encoding, end=b"}")  # they may all stand on one line
        broken = False
        for at, value, raw in in_stream(cast(Bytes, file.stream), file.name, encoding):
            broken = broken or isinstance(value, Exception)  # then where one ends is a guess
            yield at, value, "" if broken else raw
        return
    kept = Kept()
    for number, line, wrong in lines(file, encoding):
        if wrong or not line.isspace():
            value = ValueError(wrong) if wrong else parsed(line)
            yield f"{file.name}:{number}", value, kept.of(value, line)


def parsed(text: str) -> Any:
    """The value, or the error why there is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return ValueError(f"it is not JSON: {error.msg} (at column {error.colno})")
    except (ValueError, RecursionError) as error:
        return _said(error)


def in_stream(stream: Bytes, name: str, encoding: str = "utf-8") -> Iterator[Value]:
    """Values of arrays, or one after another, counted from 1 as `posts.json#1`.

    Raises BadInput where the text ends within a value, or nothing after one can be read.
    """
    return _Reader(stream, name, encoding).read()


class _Reader:
    """A window over the text, which slides from value to value."""

    def __init__(self, stream: Bytes, name: str, encoding: str) -> None:
        self._stream, self._name, self._encoding = stream, name, encoding
        self._to_text = codecs.getincrementaldecoder(encoding)("backslashreplace")
        self._decode = json.JSONDecoder().raw_decode
        self._window, self._at = "", 0
        self._ended = False
        self._broken: Exception | None = None
        self._next_one: re.Pattern[str] | None = None  # how another value begins

    def read(self) -> Iterator[Value]:
        self._more(_PIECE)
        name = _NAME.match(self._window)
        self._at = name.end() if name else 0
        number, inside = 0, False
        while self._skip():
            mark = self._window[self._at]
            if inside and mark == "]":
                self._at, inside = self._at + 1, False
            elif not inside and mark == "[":
                self._at, inside = self._at + 1, True
            else:
                number += 1
                yield f"{self._name}#{number}", *self._next(inside)
        if inside:
            raise BadInput(f"{self._name} ends in the middle, after record {number:,}.")

    def _skip(self) -> bool:
        """To the next value; false at the end."""
        while True:
            between = _BETWEEN.match(self._window, self._at)
            assert between is not None  # it matches nothing too
            self._at = between.end()
            if self._at < len(self._window):
                return True
            if not self._more(_PIECE):
                return False

    def _next(self, inside: bool) -> tuple[Any, str]:
        self._next_one = self._next_one or _beginning(self._window, self._at)
        size = _PIECE
        while True:
            try:
                value, end = self._decode(self._window, self._at)
                if end < len(self._window) or self._ended:
                    return self._take(end, value)
            except (ValueError, RecursionError) as error:
                if (close := self._close()) is not None:
                    return self._take(close, self._said(error))
                if self._ended:
                    if inside:
                        return self._take(self._another(), self._said(error))
                    return self._take(len(self._window), self._said(error))
            if len(self._window) - self._at > LONGEST:
                return self._take(self._another(), ValueError(TOO_LONG))
            self._more(size)
            size *= 2

    def _take(self, end: int, value: Any) -> tuple[Any, str]:
        raw = self._window[self._at : min(end, self._at + RAW)]
        if end - self._at > LONGEST:
            value = ValueError(TOO_LONG)
        self._at = end
        return value, raw

    def _said(self, error: Exception) -> Exception:
        """What is wrong; a byte that is of no letter stands in the window as it is replaced."""
        if isinstance(error, json.JSONDecodeError) and _REPLACED.match(error.doc, error.pos):
            return ValueError(f"it is not JSON, or not in {self._encoding}: {error.msg}")
        return _said(error)

    def _close(self) -> int | None:
        """Where what is broken here ends; `None` where that cannot be seen so far.

        A quote that is missing turns words and quotes around, so that brackets close anywhere:
        the beginning of another value like the first tells better.
        """
        end, mark = self._brackets(), self._find()
        if mark is not None and (end is None or end > mark or not _AFTER.match(self._window, end)):
            return mark
        return end

    def _find(self) -> int | None:
        """Where, after this, a value begins as the first one did."""
        assert self._next_one is not None  # there was a first one
        found = self._next_one.search(self._window, self._at + 1)
        return found.start("value") if found else None

    def _brackets(self) -> int | None:
        """Where the brackets that open here close."""
        if self._window[self._at] not in '{["':
            word = _WORD.match(self._window, self._at)
            end = word.end() if word else 0
            return max(end, self._at + 1) if end < len(self._window) or self._ended else None
        depth = 0
        for found in SHAPE.finditer(self._window, self._at):
            depth += DEPTH.get(found[0], 0)
            if depth <= 0:
                return found.end() if found.end() < len(self._window) or self._ended else None
        return None

    def _another(self) -> int:
        """The same, however far on."""
        while True:
            place = self._find()
            if place is not None:
                return place
            self._at = max(self._at, len(self._window) - _LONGEST_MARK)
            if not self._more(_PIECE):
                raise BadInput(
                    f"{self._name} is damaged: it ends within a record, and nothing after that "
                    "record can be read."
                )

    def _more(self, size: int) -> bool:
        """Slide the window on; false at the end. A break is told after all that came before."""
        if self._broken:
            raise self._broken
        pieces: list[str] = []
        while size > 0 and not self._ended:
            try:
                data = self._stream.read1(1 << 16)
            except Exception as error:  # noqa: BLE001  it is raised at the next call
                self._broken = error
                break
            self._ended = not data
            pieces.append(self._to_text.decode(data, final=not data))
            size -= len(pieces[-1])
        piece = "".join(pieces)
        if not piece and self._broken:
            raise self._broken
        self._window = self._window[self._at :] + piece
        self._at = 0
        return bool(piece)


def _beginning(window: str, at: int) -> re.Pattern[str]:
    """How values like the one at `at` begin: on a line as far in, or after another by their key."""
    _, feed, before = window[max(at - _LONGEST_MARK // 2, 0) : at].rpartition("\n")
    if feed and not before.strip():
        return re.compile(rf"\n{re.escape(before)}(?P<value>\{{)")
    key = _KEY.match(window, at)
    return re.compile(rf"\}}\s{{0,9}},\s{{0,9}}(?P<value>{re.escape(key[0] if key else '{')})")


def _said(error: Exception) -> Exception:
    if isinstance(error, json.JSONDecodeError):
        return ValueError(f"it is not JSON: {error.msg}")
    if isinstance(error, ValueError):  # all that `json` leaves to Python's own sentence
        return ValueError("it has a number of more digits than can be read")
    return error
