"""Rows to the texts that a model may learn from, with the count of what went and why."""

from __future__ import annotations

import hashlib
import html
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pyarrow as pa

from rookery.llm.turns import plain
from rookery.text import detect_many, visible
from rookery.train.corpus import Kind
from rookery.train.masked import masked, unlinked
from rookery.train.quality import RULES, Looked, broken

EMPTY, LANGUAGE, NEAR = "no text", "another language", "near-duplicate"


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept of the text that is read."""

    languages: tuple[str, ...] = ("en",)  # none: every language, and what has none
    kept_back: float = 0.01  # share of threads set apart for evaluation
    links: bool = False  # whether their addresses stay


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is fit to be learned from."""

    id: str
    mark: str  # of what its source said, before anything was taken from it
    said: str
    kept_back: bool


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The texts of some rows, and how many were removed by each rule or had something masked."""

    texts: list[Text]
    removed: Counter[str]
    masked: Counter[str]


def said(title: str | None, text: str | None) -> str:
    """A post or an article as one text, as it is before anything is taken from it."""
    return "\n\n".join(part for part in (title, text) if part and part.strip())


def cleaned(rows: pa.Table, kind: Kind, rules: Rules) -> Cleaned:
    """Filter by quality and language, and mask what tells how to reach somebody."""
    c = {name: rows.column(name).to_pylist() for name in rows.column_names}
    whole = [said(*both) for both in zip(c["title"], c["text"], strict=True)]
    texts = [_tidy(text) for text in whole]
    langs = [found or stated for found, stated in zip(detect_many(texts), c["lang"], strict=True)]
    removed: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    kept = []
    for at, (text, lang) in enumerate(zip(texts, langs, strict=True)):
        if not text:
            removed[EMPTY] += 1
        elif why := broken(Looked(text, lang), RULES[kind]):
            removed[why] += 1
        elif rules.languages and lang not in rules.languages:
            removed[LANGUAGE] += 1
        else:
            shown, links = (text, 0) if rules.links else unlinked(text)
            shown, emails, phones = masked(shown)
            hidden.update({"links": links, "e-mail addresses": emails, "phone numbers": phones})
            mark = mark_of(whole[at])
            id_ = c["id"][at] or f"text {mark}"
            apart = is_kept_back(c["thread"][at] or id_, rules.kept_back)
            kept.append(Text(id_, mark, shown, apart))
    return Cleaned(kept, removed, +hidden)


def mark_of(text: str) -> str:
    """Differs where the text does; the name of one that has no id."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def is_kept_back(thread: str, share: float) -> bool:
    """Whether a thread is set apart for evaluation: the same for everyone, before anything is fit.

    >>> sum(is_kept_back(f"t{n}", 0.1) for n in range(1_000))
    106
    """
    said = f"kept back {thread}".encode("utf-8", "replace")
    number = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "little")
    return number < share * 2**64


def _tidy(text: str) -> str:
    """Composed characters, no controls, entities or marks of ours, at most one empty line."""
    if "&" in text:
        text = html.unescape(text)
    text = plain(visible(unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))
    lines = [" ".join(line.split(" ")).rstrip() for line in text.split("\n")]
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip()
