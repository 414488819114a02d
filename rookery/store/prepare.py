"""Posts to what the store keeps of them: analysed once, here, for the engine and for scoring.

Pure and parallel: a `Preparer` can run in any process and touches no store.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rookery.config import ConsentRow
from rookery.embed.protocol import Embedder
from rookery.post import ARROW
from rookery.store.lexicon import lexicon
from rookery.text import Analyser, detect_many, term_ids

FIELDS = ("title", "text", "tags", "author", "links", "alt")
BREAK = "\x1e"  # between fields in `terms`, so that no phrase reaches across
NOWHEN = np.iinfo(np.int64).min  # the time of a post without one
MARKS = {"hashtags": "#", "cashtags": "$", "mentions": "@", "labels": "="}  # how `marks` begin
PUBLIC, REPOST, REPLY = 1, 2, 4  # bits of `flags`

_MAX_TERMS = 4_000  # of a post, kept for scoring; the engine's index holds them all
_LONGEST_CODE = 8  # letters of a language's (RFC 5646): what is longer names none
_EMBED_CHARS = 1_000  # of a post that the embedder reads
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

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
COMMIT = pa.schema([("seq", pa.int64()), ("change", pa.string())])
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
class Prepared:
    """The same posts as rows of the store (without the commit) and for the forward index."""

    rows: pa.RecordBatch
    forward: pa.RecordBatch
    lexicon: pa.RecordBatch

    def take(self, keep: npt.NDArray[np.int64]) -> Prepared:
        """These rows alone, in this order."""
        if len(keep) == self.rows.num_rows and (keep == np.arange(len(keep))).all():
            return self
        index = pa.array(keep)
        rows = self.rows.take(index)
        return Prepared(rows, self.forward.take(index), lexicon(rows))


def key64(text: str) -> int:
    """A 64-bit key of an id or a handle."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def lang_code(lang: str | None) -> int:
    """A number for a language, the same everywhere; 0 for none."""
    return zlib.crc32(lang.encode()) % 65_535 + 1 if lang else 0


def audience_of(visibility: Sequence[str] | None, searchable: bool) -> str:
    """Who may read a post, as one string that the engine can index."""
    if not searchable:
        return "nobody"
    if visibility is None:
        return "public"
    # the separator and our own two words cannot be a group's name
    groups = {g.replace("\x1f", "") for g in visibility}
    return "\x1f".join(sorted(f"group {g}" if g in ("public", "nobody") else g for g in groups))


@dataclass(frozen=True, slots=True)
class PreparerSpec:
    """What a worker process needs to make the same `Preparer`."""

    default_lang: str
    consent: Mapping[str, ConsentRow]
    load_embedder: Callable[[], Embedder] | None

    def make(self) -> Preparer:
        embedder = self.load_embedder() if self.load_embedder else None
        return Preparer(self.default_lang, self.consent, embedder)


class Preparer:
    """Turns batches of posts (schema `ARROW`) into `Prepared`."""

    def __init__(
        self,
        default_lang: str,
        consent: Mapping[str, ConsentRow],
        embedder: Embedder | None,
    ) -> None:
        self._analyser = Analyser()
        self._default = default_lang
        self._consent = consent
        self._embedder = embedder

    @property
    def embedder(self) -> Embedder | None:
        return self._embedder

    def prepare(self, posts: pa.RecordBatch) -> Prepared:
        """Analyse, embed and derive; the order of rows is kept."""
        c = {name: posts.column(name).to_pylist() for name in _READ}
        at, version = _micros(posts, "created_at"), _version(posts)
        langs = self._languages(c)
        fields = self._fields(c, langs)
        terms = _joined(fields)
        searchable = self._searchable(c["source"], c["consent_search"])
        audience = [audience_of(v, s) for v, s in zip(c["visibility"], searchable, strict=True)]
        rows = pa.RecordBatch.from_arrays(
            [
                *posts.columns,
                pc.utf8_lower(posts.column("author")),
                pc.utf8_lower(posts.column("community")),
                pa.array(langs, pa.string()),
                pa.array(audience),
                pa.array(at, mask=at == NOWHEN),
                pa.array(version, mask=version == NOWHEN),
                pa.array(_marks(c), pa.list_(pa.string())),
                pa.array(_link_urls(c["links"]), pa.string()),
                terms,
            ],
            schema=pa.schema([*ARROW, *DERIVED]),
        )
        return Prepared(rows, self._forward(c, fields, langs, audience, at), lexicon(rows))

    def _languages(self, c: Mapping[str, list[Any]]) -> list[str | None]:
        langs = [said if said and len(said) <= _LONGEST_CODE else None for said in c["lang"]]
        unknown = [i for i, lang in enumerate(langs) if lang is None]
        texts = [f"{c['title'][i] or ''} {c['text'][i] or ''}" for i in unknown]
        for i, lang in zip(unknown, detect_many(texts), strict=True):
            langs[i] = lang
        return langs

    def _fields(
        self, c: Mapping[str, list[Any]], langs: Sequence[str | None]
    ) -> list[list[list[str]]]:
        """Terms by field, in the order of `FIELDS`: one list of lists a post."""
        terms, default = self._analyser.terms, self._default
        out = []
        for title, text, lang, tags, cash, handle, name, links, media in zip(
            c["title"], c["text"], langs, c["hashtags"], c["cashtags"], c["author"],
            c["author_name"], c["links"], c["media"], strict=True,
        ):  # fmt: skip
            lang = lang or default  # noqa: PLW2901  the analysis language, not the stated one
            tagged = [*(tags or ()), *(cash or ())]
            out.append(
                [
                    terms(title, lang) if title else [],
                    terms(text, lang) if text else [],
                    terms(" ".join(_CAMEL.sub(" ", t) for t in tagged), lang) if tagged else [],
                    terms(f"{handle} {name or ''}", default) if handle else [],
                    [t for x in links or () if x["title"] for t in terms(x["title"], lang)],
                    [t for m in media or () if m["alt"] for t in terms(m["alt"], lang)],
                ]
            )
        return out

    def _searchable(self, sources: Sequence[str], stated: Sequence[str | None]) -> list[bool]:
        fallback = self._consent["default"]
        return [
            (said or self._consent.get(source, fallback).search) == "yes"
            for source, said in zip(sources, stated, strict=True)
        ]

    def _forward(
        self,
        c: Mapping[str, list[Any]],
        fields: Sequence[Sequence[Sequence[str]]],
        langs: Sequence[str | None],
        audience: Sequence[str],
        at: npt.NDArray[np.int64],
    ) -> pa.RecordBatch:
        n = len(at)
        lengths = np.array([[len(f) for f in post] for post in fields], np.int64).reshape(n, -1)
        bounds = np.minimum(lengths.cumsum(axis=1), _MAX_TERMS)
        ids = term_ids([t for post in fields for f in post for t in f])
        starts = np.concatenate([[0], lengths.sum(axis=1).cumsum()])
        kept = bounds[:, -1] if n else np.zeros(0, np.int64)
        offsets = np.concatenate([[0], kept.cumsum()])
        index = np.arange(offsets[-1]) + np.repeat(starts[:-1] - offsets[:-1], kept)
        counts = [np.array([x or 0 for x in c[k]], float) for k in ("likes", "reposts", "replies")]
        heat = np.log1p(np.maximum(counts[0] + 2 * counts[1] + counts[2], 0))
        flags = [
            PUBLIC * (a == "public") | REPOST * (r is not None) | REPLY * (p is not None)
            for a, r, p in zip(audience, c["repost_of"], c["reply_to"], strict=True)
        ]
        handles = [h.lower() if h else None for h in c["author"]]
        vectors, dim = self._vectors(c, n)
        return pa.RecordBatch.from_arrays(
            [
                pa.array([key64(i) for i in c["id"]], pa.uint64()),
                pa.array([key64(h) if h else 0 for h in handles], pa.uint64()),
                pa.array([key64(r) if r else 0 for r in c["repost_of"]], pa.uint64()),
                pa.array(at),
                pa.array(heat.astype(np.float32)),
                pa.array(flags, pa.uint8()),
                pa.array([lang_code(lang) for lang in langs], pa.uint16()),
                _fixed(bounds.astype(np.uint16).ravel(), len(FIELDS)),
                pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(ids[index])),
                _fixed(vectors.ravel(), dim),
            ],
            schema=forward_schema(dim),
        )

    def _vectors(self, c: Mapping[str, list[Any]], n: int) -> tuple[npt.NDArray[np.int8], int]:
        if self._embedder is None:
            return np.zeros((n, 1), np.int8), 1
        texts = [
            f"{title} {text}"[:_EMBED_CHARS] if title else (text or "")[:_EMBED_CHARS]
            for title, text in zip(c["title"], c["text"], strict=True)
        ]
        return quantise(self._embedder.embed(texts)), self._embedder.dim


_READ = (
    "id", "source", "title", "text", "lang", "hashtags", "cashtags", "author", "author_name",
    "links", "media", "consent_search", "visibility", "likes", "reposts", "replies",
    "repost_of", "reply_to", "mentions", "labels",
)  # fmt: skip


def quantise(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Rows as int8, each scaled by its largest component: a cosine needs no scale. (n, d)."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
    scaled: npt.NDArray[np.int8] = np.rint(vectors * (127 / peak)).astype(np.int8)
    return scaled


def _marks(c: Mapping[str, list[Any]]) -> list[list[str] | None]:
    out: list[list[str] | None] = []
    for media, *lists in zip(c["media"], *(c[name] for name in MARKS), strict=True):
        found = [
            sign + value.lower()
            for sign, values in zip(MARKS.values(), lists, strict=True)
            for value in values or ()
        ]
        found += [f"has:{m['kind']}" for m in media or ()]
        out.append(found or None)
    return out


def _link_urls(links: Sequence[Any]) -> list[str | None]:
    return [" ".join(x["url"].lower() for x in some) if some else None for some in links]


def _joined(fields: Sequence[Sequence[Sequence[str]]]) -> pa.Array:
    gap = f" {BREAK} "
    return pa.array([gap.join(" ".join(f) for f in post if f) for post in fields], pa.string())


def _fixed(flat: npt.NDArray[Any], width: int) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(flat), width)


def _micros(posts: pa.RecordBatch, name: str) -> npt.NDArray[np.int64]:
    times: npt.NDArray[np.int64] = (
        posts.column(name).cast(pa.int64()).fill_null(int(NOWHEN)).to_numpy(zero_copy_only=False)
    )
    return times


def _version(posts: pa.RecordBatch) -> npt.NDArray[np.int64]:
    states = [_micros(posts, name) for name in ("created_at", "edited_at", "observed_at")]
    latest: npt.NDArray[np.int64] = np.maximum.reduce(states)
    return latest
