"""Posts to what the store keeps of them: analysed once, here, for the engine and for scoring.

Pure and parallel: a `Preparer` can run in any process and touches no store.
"""

from __future__ import annotations

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
from rookery.store.fields import COLUMNS, FieldTerms, split_fields
from rookery.store.prepared import Prepared
from rookery.store.rows import (
    BODY,
    DERIVED,
    MARKS,
    NOWHEN,
    PUBLIC,
    REPLY,
    REPOST,
    fixed_lists,
    forward_schema,
    keys64,
    lang_code,
    quantise,
)
from rookery.text import Numbered, Vocabulary, by_model, surely_english

_MAX_TERMS = 4_000  # of a post, kept for scoring; the engine's index holds them all
_LONGEST_CODE = 8  # letters of a language's (RFC 5646): what is longer names none
_EMBED_CHARS = 1_000  # of a post that the embedder reads
_READ = {
    "id", "source", "title", "text", "lang", "consent_search", "visibility", "repost_of",
    *MARKS, *COLUMNS,
}  # fmt: skip


def audience_of(visibility: Sequence[str] | None, searchable: bool) -> str:
    """Who may read a post, as one string that the engine can index."""
    if not searchable or (visibility is not None and not len(visibility)):
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
        self._vocabulary = Vocabulary(default_lang)
        self._default = default_lang
        self._consent = consent
        self._embedder = embedder

    @property
    def embedder(self) -> Embedder | None:
        return self._embedder

    def prepare(self, posts: pa.RecordBatch) -> Prepared:
        """Analyse, embed and derive; the order of rows is kept."""
        c = {name: posts.column(name).to_pylist() for name in _READ}
        if self._vocabulary.full:
            self._vocabulary.clear()
        split = split_fields(self._vocabulary, posts, c)
        langs = self._languages(c, [held.said for held in split][: BODY + 1])
        # a post whose language nobody knows is stemmed as the network's own
        stemmed_as = [lang or self._default for lang in langs]
        fields = FieldTerms(self._vocabulary, split, stemmed_as, self._default)
        searchable = self._searchable(c["source"], c["consent_search"])
        audience = [audience_of(v, s) for v, s in zip(c["visibility"], searchable, strict=True)]
        rows = self._rows(posts, c, langs, audience, fields)
        prepared = Prepared(rows, self._forward(posts, c, rows, fields))
        prepared.count(fields.body())
        return prepared

    def _rows(
        self,
        posts: pa.RecordBatch,
        c: Mapping[str, list[Any]],
        langs: Sequence[str | None],
        audience: Sequence[str],
        fields: FieldTerms,
    ) -> pa.RecordBatch:
        at, version = _micros(posts, "created_at"), _version(posts)
        return pa.RecordBatch.from_arrays(
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
                fields.joined(),
            ],
            schema=pa.schema([*ARROW, *DERIVED]),
        )

    def _languages(self, c: Mapping[str, list[Any]], body: Sequence[Numbered]) -> list[str | None]:
        langs = [said if said and len(said) <= _LONGEST_CODE else None for said in c["lang"]]
        english = surely_english(self._vocabulary, body)
        langs = [
            "en" if lang is None and sure else lang
            for lang, sure in zip(langs, english.tolist(), strict=True)
        ]
        unknown = [i for i, lang in enumerate(langs) if lang is None]
        texts = (f"{c['title'][i] or ''} {c['text'][i] or ''}" for i in unknown)
        for i, lang in zip(unknown, by_model(texts), strict=True):
            langs[i] = lang
        return langs

    def _searchable(self, sources: Sequence[str], stated: Sequence[str | None]) -> list[bool]:
        fallback = self._consent["default"]
        return [
            (said or self._consent.get(source, fallback).search) == "yes"
            for source, said in zip(sources, stated, strict=True)
        ]

    def _forward(
        self,
        posts: pa.RecordBatch,
        c: Mapping[str, list[Any]],
        rows: pa.RecordBatch,
        fields: FieldTerms,
    ) -> pa.RecordBatch:
        likes, reposts, replies = (_counts(posts, k) for k in ("likes", "reposts", "replies"))
        heat = np.log1p(np.maximum(likes + 2 * reposts + replies, 0))
        flags = (
            PUBLIC * _flag(pc.equal(rows.column("audience"), "public"))
            | REPOST * _flag(posts.column("repost_of").is_valid())
            | REPLY * _flag(posts.column("reply_to").is_valid())
        )
        code = {lang: lang_code(lang) for lang in rows.column("lang_key").unique().to_pylist()}
        langs = [code[lang] for lang in rows.column("lang_key").to_pylist()]
        bounds, ids = fields.ids(_MAX_TERMS)
        vectors = self._vectors(c, len(flags))
        return pa.RecordBatch.from_arrays(
            [
                pa.array(keys64(c["id"])),
                pa.array(keys64([handle and handle.lower() for handle in c["author"]])),
                pa.array(keys64(c["repost_of"])),
                pa.array(_micros(posts, "created_at")),
                pa.array(heat.astype(np.float32)),
                pa.array(flags),
                pa.array(langs, pa.uint16()),
                fixed_lists(bounds),
                ids,
                fixed_lists(vectors),
            ],
            schema=forward_schema(vectors.shape[1]),
        )

    def _vectors(self, c: Mapping[str, list[Any]], n: int) -> npt.NDArray[np.int8]:
        if self._embedder is None:
            return np.zeros((n, 1), np.int8)
        texts = [
            f"{title} {text}"[:_EMBED_CHARS] if title else (text or "")[:_EMBED_CHARS]
            for title, text in zip(c["title"], c["text"], strict=True)
        ]
        return quantise(self._embedder.embed(texts))


def _marks(c: Mapping[str, list[Any]]) -> list[list[str] | None]:
    out: list[list[str] | None] = [None] * len(c["media"])
    for sign, values in ((sign, c[name]) for name, sign in MARKS.items()):
        for at, held in enumerate(values):
            if held:
                marks = out[at] = out[at] or []
                marks += [sign + value.lower() for value in held]
    for at, media in enumerate(c["media"]):
        if media:
            marks = out[at] = out[at] or []
            marks += [f"has:{m['kind']}" for m in media]
    return out


def _link_urls(links: Sequence[Any]) -> list[str | None]:
    return [" ".join(x["url"].lower() for x in some) if some else None for some in links]


def _counts(posts: pa.RecordBatch, name: str) -> npt.NDArray[np.float64]:
    counts: npt.NDArray[np.float64] = posts.column(name).cast(pa.float64()).fill_null(0).to_numpy()
    return counts


def _flag(mask: pa.Array) -> npt.NDArray[np.uint8]:
    flags: npt.NDArray[np.uint8] = mask.to_numpy(zero_copy_only=False).astype(np.uint8)
    return flags


def _micros(posts: pa.RecordBatch, name: str) -> npt.NDArray[np.int64]:
    times: npt.NDArray[np.int64] = (
        posts.column(name).cast(pa.int64()).fill_null(int(NOWHEN)).to_numpy(zero_copy_only=False)
    )
    return times


def _version(posts: pa.RecordBatch) -> npt.NDArray[np.int64]:
    states = [_micros(posts, name) for name in ("created_at", "edited_at", "observed_at")]
    latest: npt.NDArray[np.int64] = np.maximum.reduce(states)
    return latest
