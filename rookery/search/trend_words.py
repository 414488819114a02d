"""A trend's term, which is counted as a number, as people write it."""

from __future__ import annotations

import re

import numpy as np

from rookery.post import Post
from rookery.text import Analyser, term_ids, words

PAIR = np.uint64(0x9E3779B97F4A7C15)  # mixes two term ids (Knuth's multiplicative hashing)


def as_written(post: Post, lang: str | None, wanted: int, analyser: Analyser) -> str:
    """The word or pair of words of `post`, stemmed as `lang`, whose id is `wanted`, in its own
    capitals.
    """
    for part in (post.title or "", post.text):
        said = words(part)
        ids = term_ids(analyser.terms(part, lang)).astype(np.uint64)
        single = np.flatnonzero(ids == np.uint64(wanted))
        if len(single):
            return _in_text(part, said[int(single[0])])
        pairs = (ids[:-1] * PAIR) ^ (ids[1:] << np.uint64(32))
        double = np.flatnonzero(pairs == np.uint64(wanted))
        if len(double):
            return _in_text(part, *said[int(double[0]) : int(double[0]) + 2])
    return ""


def _in_text(text: str, *said: str) -> str:
    """`said` as `text` has it; a capital that begins a sentence is none of the word's own."""
    found = re.search(r"[\W_]+".join(map(re.escape, said)), text, re.IGNORECASE)
    if found is None:
        return " ".join(said)
    before = text[: found.start()].rstrip("\"'“”‘’(*_ ")
    starts = not before or before[-1] in ".!?:;…\n" or text[: found.start()].endswith("\n")
    shown = " ".join(re.findall(r"[^\W_]+(?:['’.][^\W_]+)*", found[0])) or " ".join(said)
    return shown.lower() if starts and shown[1:] == shown[1:].lower() else shown
