"""Which sentences of a person's file answer a question: those that plainly say what is asked, then
the nearest; none where it is not said.

What is fitted on long texts alone found 38 of 69 answers in six short files of ours, and this 63;
of the 50 questions without one it declined 41, and this 43.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rookery.answer.composed.plainly import plainly
from rookery.answer.composed.specific import asks_when, lacking
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Floats, Likeness
from rookery.answer.reading.measures import Beside

_MOST = 3  # sentences
_NEAR = 0.6  # of the nearest one's: what is farther is no answer to the question
_TELLS = 5  # words
_ALL, _TOUCHED = 0.99, 0.3  # of the question's telling words, by weight
_OF_PAGES = re.compile(  # where it stands, which is not what is asked
    r"\b(?:pages?|pagina|p[aá]gina)\s+\d+(?:\s+(?:says?|tells?|dice))?"
    r"|\b(?:in|on|of|from|nel|en el|del) (?:the |this )?(?:file|document|pdf|documento|archivo)\b",
    re.IGNORECASE,
)


def told_by_a_file(
    question: str,
    compared: Beside,
    speaks: Floats,
    holds: bool,
    evidence: Sequence[Evidence],
    likeness: Likeness,
    lang: str | None,
) -> list[int]:
    """Their numbers, at most three; `holds` is whether all together may answer it."""
    said = [s.text for s in compared.sentences]
    question = _OF_PAGES.sub(" ", question)
    plain = plainly(question, said, compared.texts, likeness, lang)[:_MOST]
    if not (plain or holds):
        return []
    order = [int(i) for i in np.argsort(-speaks, kind="stable") if not _heads(said[i])]
    near = [i for i in order if speaks[i] >= _NEAR * speaks.max()]
    asked = likeness.text(question, lang)
    covered = [likeness.covered(asked, text.terms, lang) for text in compared.texts]
    if plain or max(covered) > _ALL:
        return list(dict.fromkeys([*plain, *near]))[:_MOST]
    whole = [piece.text for piece in evidence]
    # an hour or a day in a list has few words that a question has
    further = [order[:_MOST]] if asks_when(question) else []
    for some in (near[:_MOST], *further):
        if any(
            covered[i] >= _TOUCHED and not lacking(question, [said[i]], whole, likeness, lang)
            for i in some
        ):
            return some
    return []


def _heads(said: str) -> bool:
    """Whether it is a heading: a few words without a stop or a figure, which tell nothing alone."""
    return len(said.split()) < _TELLS and not re.search(r"[.!?…]|\d", said)
