"""Words as people wrote them and how many public posts hold each: for completion and spelling.

One file beside each segment of the forward index. `#tag`, `@handle` and `~community` stand among
the words. It may lag a delete: whoever shows a word first asks the store for a post that has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.text import words

SCHEMA = pa.schema([("word", pa.string()), ("count", pa.int32())])
NAMES = ("#", "@", "~")  # how tags, handles and communities begin
_MANY = 5_000  # posts: in a file of more, a word that stands once is most often a slip
_LONGEST, _LONGEST_NAME = 40, 200  # characters


COLUMNS = ("title", "text", "hashtags", "author_key", "community_key")


def lexicon(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The words of the public posts among `rows` (columns of the store), in order."""
    return counted(rows.filter(pc.equal(rows.column("audience"), "public")))


def counted(rows: pa.RecordBatch | pa.Table) -> pa.RecordBatch:
    """The words of all of `rows` (`COLUMNS` of the store), whoever may read them, in order."""
    counts: Counter[str] = Counter()
    lists = [rows.column(name).to_pylist() for name in COLUMNS]
    for title, text, tags, author, community in zip(*lists, strict=True):
        held = set(words(text or ""))
        if title:
            held.update(words(title))
        held.update(f"#{t.lower()}" for t in tags or ())
        if author:
            held.add(f"@{author}")
        if community:
            held.add(f"~{community}")
        counts.update(held)
    least = 2 if rows.num_rows >= _MANY else 1
    kept = sorted((w, n) for w, n in counts.items() if _is_kept(w, n, least))
    return pa.RecordBatch.from_arrays(
        [pa.array([w for w, _ in kept], pa.string()), pa.array([n for _, n in kept], pa.int32())],
        schema=SCHEMA,
    )


def _is_kept(word: str, count: int, least: int) -> bool:
    if word.startswith(NAMES):  # a name that stands once is a name
        return len(word) <= _LONGEST_NAME
    return count >= least and len(word) <= _LONGEST


class Lexicon:
    """All words in order, with their counts; lookups by prefix."""

    def __init__(self, parts: Sequence[Path | pa.RecordBatch]) -> None:
        tables = [_table(part) for part in parts]
        merged = pa.concat_tables([SCHEMA.empty_table(), *tables])
        merged = merged.group_by("word").aggregate([("count", "sum")])
        if merged.num_rows > _MANY:
            named = pc.match_substring_regex(merged.column("word"), f"^[{''.join(NAMES)}]")
            merged = merged.filter(pc.or_(named, pc.greater(merged.column("count_sum"), 1)))
        merged = merged.sort_by("word")
        self.words: pa.Array = _one(merged.column("word"), pa.string())
        self.counts: npt.NDArray[np.int64] = _one(merged.column("count_sum"), pa.int64()).to_numpy()

    def __len__(self) -> int:
        return len(self.words)

    def count(self, word: str) -> int:
        """How many of the posts hold `word`."""
        at = self._first(word)
        return int(self.counts[at]) if at < len(self) and self.words[at].as_py() == word else 0

    def starting(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The most common words that begin with `prefix`."""
        low, high = self._first(prefix), self._first(prefix + "\U0010ffff")
        counts = self.counts[low:high]
        best = np.argsort(-counts, kind="stable")[:limit]
        return [(self.words[low + int(i)].as_py(), int(counts[i])) for i in best]

    def _first(self, word: str) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].as_py() < word:
                low = middle + 1
            else:
                high = middle
        return low


def _table(part: Path | pa.RecordBatch) -> pa.Table:
    if isinstance(part, Path):
        return pa.ipc.open_file(pa.memory_map(str(part))).read_all()
    return pa.Table.from_batches([part])


def _one(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    joined = column.combine_chunks()
    return joined.cast(kind) if isinstance(joined, pa.Array) else pa.array([], kind)
