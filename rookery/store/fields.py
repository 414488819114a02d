"""The words of a batch of posts, field by field: split, stemmed and laid end to end.

What the engine indexes, what scoring reads and what completion offers all come from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.store.rows import BODY, BREAK, FIELDS
from rookery.text import Numbered, Vocabulary, runs

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
COLUMNS = ("hashtags", "cashtags", "author", "author_name", "links", "media")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The words of one field of n posts, whose items (its tags, titles, texts) stand apart."""

    said: Numbered
    apart: npt.NDArray[np.int64]  # how many ends of items stand before each word in its post
    gaps: npt.NDArray[np.int64]  # (n,) such ends between words of each post


@dataclass(frozen=True, slots=True)
class BodyWords:
    """The words of title and text as they were written, for a batch of posts."""

    post: npt.NDArray[np.int64]  # which post each word stands in
    word: npt.NDArray[np.int32]  # its number
    words: pa.Array  # by number


def split_fields(
    vocabulary: Vocabulary, posts: pa.RecordBatch, columns: Mapping[str, list[Any]]
) -> list[FieldWords]:
    """The words of each of `FIELDS`; `columns` has `COLUMNS` of `posts` as Python values."""
    items = _items(columns)
    return [
        _listed(vocabulary, items[field])
        if field in items
        else _whole(vocabulary.split(posts.column(field)))
        for field in FIELDS
    ]


def _whole(said: Numbered) -> FieldWords:
    return FieldWords(
        said, np.zeros(len(said.numbers), np.int64), np.zeros(len(said.lengths), np.int64)
    )


def _listed(vocabulary: Vocabulary, items: Sequence[Sequence[str]]) -> FieldWords:
    flat = vocabulary.split(pa.array([text for held in items for text in held], pa.string()))
    post = np.repeat(np.arange(len(items)), [len(held) for held in items])
    spoken = flat.lengths > 0
    many = np.bincount(post[spoken], minlength=len(items))  # items with words
    before = spoken.cumsum() - spoken - (many.cumsum() - many)[post]
    lengths = np.bincount(post, flat.lengths, len(items)).astype(np.int64)
    return FieldWords(
        Numbered(flat.numbers, lengths),
        np.repeat(before, flat.lengths),
        np.maximum(many - 1, 0),
    )


class FieldTerms:
    """The terms of n posts, from the words of their fields (see `split_fields`).

    `langs` says how each post is to be stemmed, authors' names by `default`.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        split: Sequence[FieldWords],
        langs: Sequence[str | None],
        default: str,
    ) -> None:
        stems = [
            vocabulary.stems(held.said.numbers, default)
            if field == "author"
            else _stemmed(vocabulary, held.said, langs)
            for field, held in zip(FIELDS, split, strict=True)
        ]
        self._vocabulary = vocabulary
        self._body = [held.said for held in split[: BODY + 1]]
        self.lengths = np.stack([held.said.lengths for held in split], axis=1)  # (n, fields)
        self._laid, self._ends = self._lay(split, stems, vocabulary.stem(BREAK))

    def _lay(
        self, split: Sequence[FieldWords], stems: Sequence[npt.NDArray[np.int32]], gap: int
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """All fields of the first post, then of the next; `gap` between two fields or two items."""
        first = (np.cumsum(self.lengths > 0, axis=1) == 1) | (self.lengths == 0)
        laid_out = self.lengths + np.stack([held.gaps for held in split], axis=1)
        room = laid_out + ~first
        ends = room.cumsum()
        laid = np.full(ends[-1] if len(ends) else 0, gap, np.int32)
        begins = ends.reshape(room.shape) - laid_out
        for field, (held, numbers) in enumerate(zip(split, stems, strict=True)):
            laid[runs(begins[:, field], self.lengths[:, field]) + held.apart] = numbers
        return laid, ends.reshape(room.shape)[:, -1]

    def joined(self) -> pa.Array:
        """What the engine indexes: the stems of each post in one string."""
        spelt = self._vocabulary.terms.take(pa.array(self._laid))
        offsets = pa.array(np.concatenate([[0], self._ends]), pa.int32())
        return pc.binary_join(pa.ListArray.from_arrays(offsets, spelt), " ")

    def ids(self, most: int) -> tuple[npt.NDArray[np.uint16], pa.Array]:
        """What scoring reads: where each field ends (n, fields), and up to `most` ids a post."""
        bounds = np.minimum(self.lengths.cumsum(axis=1), most)
        whole = self.lengths.sum(axis=1)
        kept = bounds[:, -1] if len(bounds) else np.zeros(0, np.int64)
        numbers = self._laid[self._laid != self._vocabulary.stem(BREAK)]
        ids = self._vocabulary.ids[numbers[runs(whole.cumsum() - whole, kept)]]
        offsets = pa.array(np.concatenate([[0], kept.cumsum()]), pa.int32())
        return bounds.astype(np.uint16), pa.ListArray.from_arrays(offsets, pa.array(ids))

    def body(self) -> BodyWords:
        """The words of title and text."""
        return _body(self._vocabulary, self._body)


def body_words(titles: pa.Array, texts: pa.Array) -> BodyWords:
    """The words of title and text of posts that are stored already."""
    vocabulary = Vocabulary()
    return _body(vocabulary, [vocabulary.split(column) for column in (titles, texts)])


def _body(vocabulary: Vocabulary, fields: Sequence[Numbered]) -> BodyWords:
    return BodyWords(
        np.concatenate([np.repeat(np.arange(len(f.lengths)), f.lengths) for f in fields]),
        np.concatenate([f.numbers for f in fields]),
        vocabulary.words,
    )


def _items(c: Mapping[str, list[Any]]) -> dict[str, list[list[str]]]:
    """What stands apart in the fields that are lists, and in an author's names."""
    return {
        "tags": [
            [_CAMEL.sub(" ", tag) for tag in (*(tags or ()), *(cash or ()))]
            for tags, cash in zip(c["hashtags"], c["cashtags"], strict=True)
        ],
        "author": [
            [handle, name or ""] if handle else []
            for handle, name in zip(c["author"], c["author_name"], strict=True)
        ],
        "links": [[link["title"] or "" for link in links or ()] for links in c["links"]],
        "alt": [[one["alt"] or "" for one in media or ()] for media in c["media"]],
    }


def _stemmed(
    vocabulary: Vocabulary, held: Numbered, langs: Sequence[str | None]
) -> npt.NDArray[np.int32]:
    """The stems of a field, each post's by its own language."""
    names = list(dict.fromkeys(langs))
    if len(names) == 1:
        return vocabulary.stems(held.numbers, names[0])
    code = {lang: n for n, lang in enumerate(names)}
    of_post = np.fromiter((code[lang] for lang in langs), np.int16, len(langs))
    of_word = np.repeat(of_post, held.lengths)
    out = np.empty(len(held.numbers), np.int32)
    for lang, n in code.items():
        where = np.flatnonzero(of_word == n)
        if len(where):
            out[where] = vocabulary.stems(held.numbers[where], lang)
    return out
