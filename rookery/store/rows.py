"""What the store keeps of a post: its row, its entry in the forward index, and names for both."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rookery.post import ARROW

FIELDS = ("title", "text", "tags", "author", "links", "alt")
BODY = FIELDS.index("text")  # a term's document frequency counts title and text
BREAK = "\x1e"  # between fields in `terms`, so that no phrase reaches across
NOWHEN = np.iinfo(np.int64).min  # the time of a post without one
MARKS = {"hashtags": "#", "cashtags": "$", "mentions": "@", "labels": "="}  # how `marks` begin
PUBLIC, REPOST, REPLY = 1, 2, 4  # bits of `flags`

Addresses = npt.NDArray[np.uint64]  # fragment << 32 | row

DERIVED = pa.schema(
    [
        ("author_key", pa.string()),  # the handle in lower case
        ("community_key", pa.string()),
        ("lang_key", pa.string()),  # stated by the source, else detected
        ("audience", pa.string()),  # "public", "nobody", or the groups that may read it
        ("at", pa.int64()),  # created, microseconds since 1970
        ("version", pa.int64()),  # of the post's state, microseconds since 1970
        ("marks", pa.list_(pa.string())),  # #tags, $tags, @mentions, =labels, has:KIND, lower case
        ("link_urls", pa.string()),  # in lower case, space between
        ("terms", pa.string()),  # stems of all fields, space between
    ]
)
SAID = {  # consent column to the column with the version of its author's last word of it
    "consent_search": "search_said",
    "consent_answer": "answer_said",
    "consent_train": "train_said",
    "consent_ads": "ads_said",
}
COMMIT = pa.schema(
    [
        ("seq", pa.int64()),  # the number of the change that this state came by
        ("change", pa.string()),
        ("born", pa.int64()),  # of the change by which its present readers first had the post
        *((name, pa.int64()) for name in SAID.values()),  # null: never, a yes is the operator's
    ]
)
ROWS: pa.Schema = pa.schema([*ARROW, *DERIVED, *COMMIT])
"""A row of the store: the post, what was derived from it, and the commit that wrote it."""


def forward_schema(dim: int) -> pa.Schema:
    """What scoring needs of a post; `dim` is the embedder's, 1 (of zeros) without vectors."""
    return pa.schema(
        [
            ("key", pa.uint64()),  # of the id
            ("author", pa.uint64()),  # of the author's key, 0 where unknown
            ("origin", pa.uint64()),  # of the post that this one reposts, else 0
            ("at", pa.int64()),
            ("engagement", pa.float32()),  # ln(1 + likes + 2 reposts + replies)
            ("flags", pa.uint8()),
            ("lang", pa.uint16()),  # a code of `lang_key`, 0 where unknown
            ("bounds", pa.list_(pa.uint16(), len(FIELDS))),  # where each field ends in `terms`
            ("terms", pa.list_(pa.uint32())),
            ("vector", pa.list_(pa.int8(), dim)),  # scaled by its largest component
        ]
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of the forward index in the order that was asked for; n rows, d the vectors' width."""

    key: npt.NDArray[np.uint64]  # (n,)
    author: npt.NDArray[np.uint64]  # (n,)
    origin: npt.NDArray[np.uint64]  # (n,)
    at: npt.NDArray[np.int64]  # (n,) microseconds
    engagement: npt.NDArray[np.float32]  # (n,)
    flags: npt.NDArray[np.uint8]  # (n,)
    lang: npt.NDArray[np.uint16]  # (n,) 0 where unknown
    bounds: npt.NDArray[np.int64]  # (n, fields) where each field ends within its post
    offsets: npt.NDArray[np.int64]  # (n + 1,) where each post begins in `terms`
    terms: npt.NDArray[np.uint32]
    vector: npt.NDArray[np.int8]  # (n, d)


def key64(text: str) -> int:
    """A 64-bit key of an id or a handle."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def keys64(texts: Sequence[str | None]) -> npt.NDArray[np.uint64]:
    """The key of each, 0 for none; shape (n,)."""
    blake, none = hashlib.blake2b, bytes(8)
    keys = [blake(t.encode(), digest_size=8).digest() if t else none for t in texts]
    return np.frombuffer(b"".join(keys), "<u8")


def lang_code(lang: str | None) -> int:
    """A number for a language, the same everywhere; 0 for none."""
    return zlib.crc32(lang.encode()) % 65_535 + 1 if lang else 0


def quantise(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Rows as int8, each scaled by its largest component: a cosine needs no scale. (n, d)."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    scaled: npt.NDArray[np.int8] = np.rint(vectors * (127 / peak)).astype(np.int8)
    return scaled


def fixed_lists(matrix: npt.NDArray[np.generic]) -> pa.Array:
    """A matrix (n, d) as a column of lists of one length."""
    return pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1])


def matrix(column: pa.Array) -> npt.NDArray[np.generic]:
    """A column of lists of one length as a matrix (n, d), without a copy."""
    width = column.type.list_size
    values = column.values.to_numpy(zero_copy_only=True)
    rows: npt.NDArray[np.generic] = values[column.offset * width :].reshape(-1, width)
    return rows[: len(column)]
