"""The head of a GGUF file: what model it is, and whether the file is whole.

Read by hand, since the base install has no `gguf`. Layout: ggml's `docs/gguf.md`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from rookery.errors import BadInput, Said

_STRING, _ARRAY, _BOOL = 8, 9, 7
_FORMS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_KEPT = 1 << 20  # characters of a value; longer ones, such as templates, are said to be there
_MOST = 1 << 20  # keys or tensors: no model has so many
_DEEPEST = 4  # arrays in arrays
# ggml's types: numbers in a block, and its bytes
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110),
    22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8),
    29: (256, 56), 30: (1, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself."""

    architecture: str
    kind: str  # `model`, or `adapter`
    name: str | None
    licence: str | None
    context: int | None


def read_header(path: Path) -> Header:
    """Raises BadInput where the file is no GGUF, is damaged, or lacks its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise BadInput(Said("%(path)s is no GGUF file.", path=str(path)))
        try:
            values, whole = _Reader(file, size).read()
        except EOFError:
            raise _cut(path) from None
        except (ValueError, OverflowError, MemoryError, struct.error):
            raise BadInput(
                Said("%(path)s is damaged: its head cannot be read.", path=str(path))
            ) from None
    if whole > size:
        raise _cut(path)
    architecture = _text(values.get("general.architecture"))
    if architecture is None:
        raise BadInput(Said("%(path)s does not say which architecture it has.", path=str(path)))
    context = values.get(f"{architecture}.context_length")
    return Header(
        architecture,
        _text(values.get("general.type")) or "model",
        _text(values.get("general.name")),
        _text(values.get("general.license")),
        context if isinstance(context, int) else None,
    )


def _cut(path: Path) -> BadInput:
    return BadInput(Said("%(path)s is cut short: its end is missing.", path=str(path)))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._size = file, size

    def read(self) -> tuple[dict[str, Any], int]:
        """The values, and how long the file is to be at the least."""
        (version,) = self._take("I")
        if version not in (2, 3):
            raise ValueError(version)
        tensors, keys = self._take("QQ")
        if max(tensors, keys) > _MOST:
            raise ValueError("counts")
        values: dict[str, Any] = {}
        for _ in range(keys):
            key = self._string()
            values[key] = self._value(self._take("I")[0])
        ends = [self._tensor() for _ in range(tensors)]
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment <= 0:
            raise ValueError("alignment")
        data = -(-self._file.tell() // alignment) * alignment
        return values, data + max(ends) if ends else self._file.tell()

    def _take(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self._bytes(struct.calcsize(f"<{form}")))

    def _bytes(self, count: int) -> bytes:
        if count > self._size:  # longer than the file: never asked of memory
            raise EOFError
        data = self._file.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def _skip(self, count: int) -> None:
        if self._file.tell() + count > self._size:
            raise EOFError
        self._file.seek(count, 1)

    def _string(self) -> str:
        (length,) = self._take("Q")
        if length <= _KEPT:
            return self._bytes(length).decode("utf-8", "replace")
        self._skip(length)
        return "…"

    def _value(self, kind: int, depth: int = 0) -> Any:
        if kind == _STRING:
            return self._string()
        if kind != _ARRAY:
            return self._take(_form(kind))[0]
        if depth > _DEEPEST:
            raise ValueError("depth")
        inner, count = self._take("IQ")
        if inner in (_STRING, _ARRAY):
            for _ in range(count):
                self._value(inner, depth + 1)
        else:
            self._skip(count * struct.calcsize(f"<{_form(inner)}"))
        return None

    def _tensor(self) -> int:
        """Where its data end, counted from where all data begin."""
        self._string()
        (dimensions,) = self._take("I")
        if dimensions > 8:
            raise ValueError("dimensions")
        numbers = 1
        for length in self._take("Q" * dimensions):
            numbers *= length
        kind, offset = self._take("IQ")
        block, size = BLOCKS.get(kind, (1, 0))  # of a type that is new we know where it begins
        return int(offset) + numbers // block * size


def _form(kind: int) -> str:
    if kind not in _FORMS:
        raise ValueError(kind)
    return _FORMS[kind]
