"""Reads every file of a home with the readers of its format: files are packed, `grep` is blind."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from lance.file import LanceFileReader

_KINDS = ("data", "_indices", "_transactions", "_versions", "_deletions", "gone.lance",
          "forward", "rejects", "cache", "cursors")  # fmt: skip


class Held:
    """What all files of a home hold at one moment, by the kind of file."""

    def __init__(self, home: Path) -> None:
        self._text: dict[str, list[bytes]] = defaultdict(list)
        self._numbers: dict[str, set[int]] = defaultdict(set)
        for path in sorted(p for p in home.rglob("*") if p.is_file()):
            kind = _kind(home, path)
            self._text[kind].append(path.read_bytes())
            for table in _tables(path):
                for name in table.column_names:
                    column = table.column(name)
                    if kind in (".arrow", ".df"):
                        self._numbers[f"{kind} {name}"].update(_numbers(column))
                    else:
                        self._text[kind].append(repr(column.to_pylist()).encode())

    def text(self, secret: str) -> set[str]:
        """In which kinds of file `secret` stands, unpacked or as it is."""
        return {k for k, some in self._text.items() if any(secret.encode() in s for s in some)}

    def number(self, number: int) -> set[str]:
        """In which columns of the forward index a term's or a post's id stands."""
        return {column for column, held in self._numbers.items() if number in held}


def most_tokens(home: Path) -> int:
    """Words in the largest part of the text index, which keeps them as an automaton."""
    found = home.glob("store/posts.lance/_indices/*/*_tokens.lance")
    tables = [table for path in found for table in _tables(path)]
    return max(table.column("_token_next_id")[0].as_py() for table in tables)


def _tables(path: Path) -> Iterator[pa.Table]:
    if path.suffix == ".lance":
        yield LanceFileReader(str(path)).read_all().to_table()
    elif path.suffix in (".arrow", ".words", ".df"):  # Lance writes deletions as Arrow too
        yield pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _kind(home: Path, path: Path) -> str:
    folders = path.relative_to(home).parts
    kind = next((f for f in folders if f in _KINDS), path.name)
    return path.name if kind == "_indices" else path.suffix if kind == "forward" else kind


def _numbers(column: Any) -> set[int]:
    flat = column.combine_chunks()
    while pa.types.is_list(flat.type) or pa.types.is_fixed_size_list(flat.type):
        flat = flat.flatten()
    if not pa.types.is_integer(flat.type) or flat.type.bit_width < 32:
        return set()
    return set(np.unique(flat.to_numpy(zero_copy_only=False)).tolist())
