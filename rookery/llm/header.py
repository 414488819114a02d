"""What a GGUF says of itself, read without loading it; one that is cut short or damaged is told.

So a damaged model is named in a sentence before a process is started for it. Layout: ggml's
`docs/gguf.md`; nothing but the standard library is needed.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rookery.errors import BadInput, NotFound

_MAGIC, _VERSIONS = b"GGUF", (2, 3)
_MOST_KEYS, _MOST_TENSORS, _MOST_SIDES = 1 << 16, 1 << 20, 4  # beyond them a count is damage
_TEXT, _LIST = 8, 9  # the kinds of value that have a length of their own
_FIXED = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
# numbers in a block and bytes of it, by ggml's number for the kind of tensor; others are not sized
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    9: (32, 40), 10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
    15: (256, 292), 16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18),
    21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
    28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
    40: (64, 36), 41: (128, 18),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Header:
    """A GGUF's own account: of a whole model, or of a LoRA adapter for one."""

    path: Path
    size: int  # bytes of the file
    architecture: str
    values: dict[str, Any]  # its keys; lists are left out
    tensors: int

    @property
    def adapter(self) -> bool:
        return bool(self.values.get("general.type") == "adapter")

    @property
    def context(self) -> int:
        """Tokens that the model was made for; 0 where it does not say."""
        return self._number("context_length")

    def cache_bytes(self, tokens: int) -> int:
        """The memory that keys and values of `tokens` take, in half precision, at the most."""
        heads, width = self._number("attention.head_count"), self._number("embedding_length")
        answering = self._number("attention.head_count_kv") or heads
        one = width // heads if heads else 0
        keys = self._number("attention.key_length") or one
        values = self._number("attention.value_length") or one
        return tokens * self._number("block_count") * answering * (keys + values) * 2

    def _number(self, name: str) -> int:
        value = self.values.get(f"{self.architecture}.{name}", 0)
        return value if isinstance(value, int) else 0


def read(path: Path) -> Header:
    """Raises NotFound where there is no such file, BadInput where it is no whole GGUF."""
    try:
        with path.open("rb") as file:
            if file.read(4) != _MAGIC:
                raise BadInput(f"{path} is no GGUF file: name the model's file that ends in .gguf.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _header(path, _Reader(data))
    except FileNotFoundError:
        raise NotFound(f"There is no model {path}: name a GGUF file that is there.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder: name the GGUF file in it.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    except _Short:
        raise BadInput(f"{path} is cut short or damaged: get the model again.") from None


class _Short(Exception):
    """The file ends, or makes no sense, before its header does."""


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data, self._at = data, 4
        self.size = len(data)

    @property
    def at(self) -> int:
        return self._at

    def fixed(self, form: str) -> Any:
        (value,) = struct.unpack_from("<" + form, self._data, self._skip(struct.calcsize(form)))
        return value

    def text(self) -> str:
        length = self.fixed("Q")
        begin = self._skip(length)
        return self._data[begin : begin + length].decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        """A value; of a list nothing but its length in bytes is looked at."""
        if kind in _FIXED:
            return self.fixed(_FIXED[kind])
        if kind == _TEXT:
            return self.text()
        if kind != _LIST:
            raise _Short
        inner, count = self.fixed("I"), self.fixed("Q")
        if inner in _FIXED:
            self._skip(count * struct.calcsize(_FIXED[inner]))
        elif inner == _TEXT and count <= self.size:
            for _ in range(count):
                self._skip(self.fixed("Q"))
        else:  # lists of lists are not known to llama.cpp either
            raise _Short
        return None

    def _skip(self, length: int) -> int:
        """Goes on by `length` bytes, and gives where they began."""
        begin = self._at
        if length > self.size - begin:
            raise _Short
        self._at += length
        return begin


def _header(path: Path, reader: _Reader) -> Header:
    version, tensors, keys = reader.fixed("I"), reader.fixed("Q"), reader.fixed("Q")
    if version not in _VERSIONS:
        raise BadInput(f"{path} is a GGUF of version {version}, and only 2 and 3 are known.")
    if tensors > _MOST_TENSORS or keys > _MOST_KEYS:
        raise _Short
    values = {}
    for _ in range(keys):
        name = reader.text()
        value = reader.value(reader.fixed("I"))
        if value is not None:
            values[name] = value
    ends = [_end_of_tensor(reader) for _ in range(tensors)]
    step = values.get("general.alignment", 32)
    if not isinstance(step, int) or step < 1:
        raise _Short
    begin = -(-reader.at // step) * step
    if not tensors or begin + max(ends) > reader.size:
        raise _Short
    architecture = values.get("general.architecture")
    if not isinstance(architecture, str):
        raise BadInput(f"{path} does not say of what kind its model is: get another one.")
    return Header(path, reader.size, architecture, values, tensors)


def _end_of_tensor(reader: _Reader) -> int:
    """Where the tensor's bytes end, counted from where the first tensor's begin."""
    reader.text()
    sides = reader.fixed("I")
    if sides > _MOST_SIDES:
        raise _Short
    numbers = 1
    for _ in range(sides):
        numbers *= reader.fixed("Q")
    per, size = _BLOCKS.get(reader.fixed("I"), (1, 0))
    return int(reader.fixed("Q")) + numbers // per * size
