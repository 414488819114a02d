"""Words as people wrote them and how many public posts hold each: for completion and spelling.

One file beside each segment of the forward index. `#tag`, `@handle` and `~community` stand among
the words. It may lag a delete: whoever shows a word first asks the store for a post that has it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.store.fields import BodyWords, body_words
from rookery.text import distinct

SCHEMA = pa.schema([("word", pa.string()), ("count", pa.int32())])
NAMES = ("#", "@", "~")  # how tags, handles and communities begin
_MANY = 5_000  # posts: in a file of more, a word that stands once is most often a slip
_LONGEST, _LONGEST_NAME = 40, 200  # characters


COLUMNS = ("title", "text", "hashtags", "author_key", "community_key")


def lexicon(rows: pa.RecordBatch, body: BodyWords | None = None) -> pa.RecordBatch:
    """The words of the public posts among `rows` (columns of the store), in order.

    `body` has the words of all their titles and texts where those are known already.
    """
    return counted(rows, pc.equal(rows.column("audience"), "public"), body)


def counted(
    rows: pa.RecordBatch, among: pa.Array | None = None, body: BodyWords | None = None
) -> pa.RecordBatch:
    """The words of those of `rows` that are `among`, else of all, whoever may read them."""
    body = body or body_words(rows.column("title"), rows.column("text"))
    post, word = body.post, body.word
    if among is not None:
        shown = among.to_numpy(zero_copy_only=False)[post]
        post, word, rows = post[shown], word[shown], rows.filter(among)
    held = np.bincount(distinct(post << 32 | word) & 0xFFFFFFFF, minlength=len(body.words))
    least = 2 if rows.num_rows >= _MANY else 1
    at = pa.array(np.flatnonzero(held >= least))
    words = pa.table([body.words.take(at), pa.array(held).take(at)], SCHEMA.names)
    words = words.filter(pc.utf8_length(pc.field("word")) <= _LONGEST)
    tags = [t for ts in rows.column("hashtags").to_pylist() if ts for t in _distinct(ts)]
    # a name that stands once is a name
    named = (pa.array(tags, pa.string()), rows.column("author_key"), rows.column("community_key"))
    names = [_counted(sign, column) for sign, column in zip(NAMES, named, strict=True)]
    table = pa.concat_tables([words, *names]).cast(SCHEMA).sort_by("word").combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=SCHEMA)


def _distinct(tags: Sequence[str]) -> set[str]:
    return {tag.lower() for tag in tags}


def _counted(sign: str, column: pa.Array) -> pa.Table:
    """How many rows hold each value, `sign` before it."""
    counts = pc.value_counts(column.drop_null())
    values, numbers = counts.field("values"), counts.field("counts")
    spelt = pc.binary_join_element_wise(sign, values, "")
    table = pa.table([spelt, numbers], SCHEMA.names)
    return table.filter(pc.utf8_length(pc.field("word")) <= _LONGEST_NAME)


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

    def holding(self, prefix: str, some: Collection[str]) -> list[tuple[str, int]]:
        """The words that begin with `prefix` and hold any of `some` further on."""
        low, high = self._first(prefix), self._first(prefix + "\U0010ffff")
        if low == high or not some:
            return []
        pattern = "|".join(map(re.escape, sorted(some)))
        held = pc.match_substring_regex(self.words.slice(low, high - low), pattern)
        rows = low + np.flatnonzero(held.to_numpy(zero_copy_only=False))
        return [(self.words[int(i)].as_py(), int(self.counts[i])) for i in rows]

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
