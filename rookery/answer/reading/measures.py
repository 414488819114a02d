"""What can be measured of a question beside the sentences that may answer it: of each of them, and
of all together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rookery.answer.asked.question import Kind, fits, kind_of
from rookery.answer.reading.likeness import Floats, Likeness, Text, joined
from rookery.answer.reading.sentences import Sentence
from rookery.text import STOP

_FUNCTION = frozenset[str]().union(*STOP.values())
_ASKING = ("?", "؟", "？")  # as Arabic and Chinese write it too
_KINDS: Sequence[Kind] = ("person", "time", "amount", "reason", "other")
_TOGETHER = 3  # sentences that are read as one by the semantic embedder


@dataclass(frozen=True, slots=True)
class Beside:
    """A question and n sentences, compared."""

    asked: str
    question: Text
    sentences: Sequence[Sentence]
    texts: Sequence[Text]
    covered: Floats  # the share of the question's words that each has, by weight (n,)
    aligned: Floats  # the mean cosine of the question's words with the nearest of each (n,)
    cosine: Floats  # of the whole, by static vectors (n,)
    closer: Floats | None  # by the semantic embedder, where there is one (n,)
    wider: Floats | None  # of each with the two that follow it, in one text (n,)
    covered_by_all: float
    anywhere: Floats  # the cosine of each of the question's words with the nearest of all (q,)


def beside(
    asked: str,
    sentences: Sequence[Sentence],
    likeness: Likeness,
    lang: str | None = None,
    *,
    one_text: bool = False,
    closely: bool = True,
) -> Beside:
    """Compare them; there is at least one sentence.

    Those of one text are read in a row too; not `closely`, by the static vectors alone.
    """
    question = likeness.text(asked, lang)
    texts = [likeness.text(s.text, lang) for s in sentences]
    every = joined(texts)
    said = [s.text for s in sentences]
    near = likeness.static([asked, *said]).astype(float)
    closer = wider = None
    if closely and likeness.semantic is not None:
        rows = [" ".join(said[i : i + _TOGETHER]) for i in range(len(said))] if one_text else []
        vectors = likeness.semantic.embed([asked, *said, *rows]).astype(float)
        cosines = vectors[1:] @ vectors[0]
        closer, wider = cosines[: len(said)], cosines[len(said) :] if one_text else None
    weights = likeness.weights(question)
    return Beside(
        asked,
        question,
        sentences,
        texts,
        np.array([likeness.covered(question, t.terms, lang) for t in texts]),
        np.array([float(likeness.aligned(question, t) @ weights) for t in texts]),
        near[1:] @ near[0],
        closer,
        wider,
        likeness.covered(question, every.terms, lang),
        likeness.aligned(question, every),
    )


def nearness(found: Beside) -> Floats:
    """How near each sentence comes to the question. (n,)

    The whole counts as much as both of the words: ROUGE-L of the best three on ClapNQ 1-150 was
    .526 with all alike and .532 so, .545 and .553 with the semantic embedder.
    """
    whole = found.cosine if found.closer is None else found.closer
    near: Floats = (found.covered + found.aligned + 2 * whole) / 4
    return near


def of_each(found: Beside) -> Mapping[str, Floats]:
    """How far each sentence speaks to the question; n values a name. The best post came first."""
    kind = kind_of(found.asked)
    posts = np.array([s.post for s in found.sentences])
    values = {
        "covered": found.covered,
        "aligned": found.aligned,
        "near": found.cosine,
        "covered in its post": _most(found.covered, posts),
        "aligned in its post": _most(found.aligned, posts),
        "holds what is asked": np.array([fits(kind, s.text) for s in found.sentences]),
        "asks": asks(found),
        "place of its post": np.log1p(posts),
        "words": np.log1p([len(t.words) for t in found.texts]),
    }
    if found.closer is not None:
        values |= {"closer": found.closer, "closer in its post": _most(found.closer, posts)}
    return values


def of_all(found: Beside, speaks: Floats) -> Mapping[str, float]:
    """How far all sentences together may hold the answer; `speaks` is how far each does. (n,)"""
    n, kind = len(found.sentences), kind_of(found.asked)
    covered, aligned = _falling(found.covered), _falling(found.aligned)
    best = int(np.argmax(speaks))
    lengths = np.array([len(t.words) for t in found.texts], float)
    told = [s.text for s in found.sentences]
    values: dict[str, float] = {
        "speaks best": float(np.log(speaks[best] / (1 - speaks[best]))),
        "covered by all": found.covered_by_all,
        "covered by the best": covered[0],
        "covered by two": covered[:2].mean(),
        "covered on average": covered.mean(),
        "covered by the first": found.covered[0],
        "pairs of words": _pairs(found),
        "aligned with all": float(found.anywhere.mean()),
        "aligned at least": float(found.anywhere.min(initial=1.0)),
        "aligned with the best": aligned[0],
        "near the best": found.cosine.max(),
        "near on average": found.cosine.mean(),
        "near the first": found.cosine[0],
        "holds what is asked": fits(kind, told[best]),
        **{f"asks a {k}": float(kind == k) for k in _KINDS},
        "asked by others": float((found.covered * asks(found)).max()),
        "sentences": np.log(n),
        "words a sentence": np.log1p(lengths.mean()),
        "words of the longest": np.log1p(lengths.max()),
        "words": np.log1p(lengths.sum()),
        "capitals": float(np.mean([sum(map(str.isupper, t)) / len(t.split()) for t in told])),
        "digits": float(np.mean([sum(map(str.isdigit, t)) / len(t.split()) for t in told])),
        "prose": float(np.mean([_prose(t) for t in found.texts])),
        "prose of the best": _prose(found.texts[best]),
        "place of the best": best / n,
        "words asked": float(len(found.question.told)),
    }  # fmt: skip
    if found.closer is not None:
        closer = _falling(found.closer)
        values |= {
            "closer to the best": closer[0],
            "closer to two": closer[:2].mean(),
            "closer on average": closer.mean(),
            "closer to the first": found.closer[0],
        }
    if found.wider is not None:
        values |= {
            "closer to three in a row": found.wider.max(),
            "closer to rows on average": found.wider.mean(),
        }
    return {name: float(value) for name, value in values.items()}


def asks(found: Beside) -> Floats:
    """1 for each sentence that is a question itself. (n,)"""
    return np.array([float(s.text.rstrip("\"'”’ ").endswith(_ASKING)) for s in found.sentences])


def _falling(values: Floats) -> Floats:
    return np.sort(values)[::-1]


def _most(values: Floats, posts: npt.NDArray[np.int64]) -> Floats:
    """Of each the greatest of its post."""
    most = np.zeros(posts.max() + 1)
    np.maximum.at(most, posts, values)
    spread: Floats = most[posts]
    return spread


def _prose(text: Text) -> float:
    """The share of function words, which tables and lists hardly have."""
    return len(_FUNCTION.intersection(text.words)) / max(len(set(text.words)), 1)


def _pairs(found: Beside) -> float:
    """The share of the question's pairs of neighbours that are neighbours somewhere."""
    asked = found.question.words
    wanted = set(pairwise(asked))
    said = {pair for t in found.texts for pair in pairwise(t.words)}
    return len(wanted & said) / max(len(wanted), 1)
