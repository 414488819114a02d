"""Whether what a sentence cites carries it: numbers, names, who said it, denials, and its words.

The plain rules come first and each says what is wrong; what passes them is weighed by how near its
words and vectors come to the posts (judgement `supports`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from rookery.answer.evidence import Evidence
from rookery.answer.reading.denial import FALSE, NOTS, contradicts
from rookery.answer.reading.judgement import judgements
from rookery.answer.reading.likeness import Likeness, Text, joined
from rookery.answer.reading.numbers import HANDLE, numbers, with_parts
from rookery.answer.reading.sentences import sentences

_SAYS = (
    r"says?|said|writes?|wrote|thinks?|claims?|claimed|reports?|reported|adds?|added|replied|asks?"
    r"|dice|scrive|pensa|sostiene|aggiunge|risponde|chiede|afferma|escribe|piensa|cuenta|añade"
    r"|responde|pregunta|afirma|confirm(?:s|ed)?|confirma|conferma"
)
_SAID_BY = (
    re.compile(rf"(?<!\w)@(\w+(?:[.-]\w+)*)\s+(?:also\s+)?(?:{_SAYS})\b", re.IGNORECASE),
    re.compile(r"\b(?:according to|secondo|seg[uú]n|per)\s+@(\w+(?:[.-]\w+)*)", re.IGNORECASE),
    re.compile(rf"\b(?:{_SAYS})\s+@(\w+(?:[.-]\w+)*)", re.IGNORECASE),
)
_NAME = re.compile(r"(?<![.!?…:]\s)(?<!^)(?<!\w)[A-ZÀ-Ý][^\W\d_]+")
_TELLING_LISTED = """
say says said write writes wrote claim claims according post posts reply replies replied add
adds added report reports secondo dice scrive aggiunge risponde según escribe añade
"""
_TELLING = frozenset(_TELLING_LISTED.split())
_NAMES = (
    "covered",
    "covered by the best",
    "aligned",
    "aligned at least",
    "near",
    "words",
    "denies",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence stands; `why` says what is wrong, a clause, where it does not."""

    stands: bool
    why: str = ""
    chance: float = 0.0  # that it is carried, where the plain rules had nothing against it


def check(text: str, cited: Sequence[Evidence], likeness: Likeness, lang: str | None) -> Verdict:
    """Judge one sentence by the posts that it cites."""
    if why := against(text, cited):
        return Verdict(False, why)
    measured = measures(text, cited, likeness, lang)
    if measured["denies"]:
        return Verdict(False, "it denies what they say, or says what they deny")
    read = " semantic" if likeness.semantic is not None else ""
    judgement = judgements()[f"supports{read}"]
    chance = float(judgement.probability({n: [v] for n, v in measured.items()})[0])
    stands = chance >= judgement.least
    return Verdict(stands, "" if stands else "its words are not in what they say", chance)


def against(text: str, cited: Sequence[Evidence]) -> str:
    """What the plain rules have against a sentence, a clause; empty where nothing."""
    if not cited:
        return "it cites nothing"
    rules = (_numbers, _handles, _attribution, _names)
    return next((why for rule in rules if (why := rule(text, cited))), "")


def _numbers(text: str, cited: Sequence[Evidence]) -> str:
    known = frozenset[str]().union(*(_numbers_of(post) for post in cited))
    missing = sorted(numbers(text) - known)
    return f"{missing[0]} is in none of them" if missing else ""


def _numbers_of(post: Evidence) -> frozenset[str]:
    """Those of the text, parts of dates and times too, and of the day it was written."""
    return with_parts(numbers(post.text)) | _day(post.at)


def _day(at: datetime | None) -> frozenset[str]:
    return frozenset((str(at.year), str(at.month), str(at.day))) if at else frozenset()


def _handles(text: str, cited: Sequence[Evidence]) -> str:
    known = {h.lower() for p in cited for h in (p.author or "", *HANDLE.findall(p.text))}
    strange = [h for h in HANDLE.findall(text) if h.lower() not in known]
    return f"@{strange[0]} is in none of them" if strange else ""


def _attribution(text: str, cited: Sequence[Evidence]) -> str:
    authors = {(p.author or "").lower() for p in cited}
    said_by = (who for form in _SAID_BY for who in form.findall(text))
    wrong = [who for who in said_by if who.lower() not in authors]
    return f"@{wrong[0]} wrote none of them" if wrong else ""


def _names(text: str, cited: Sequence[Evidence]) -> str:
    """Names within a sentence; those that begin one cannot be told from other words."""
    said = " ".join(f"{p.author or ''} {p.community or ''} {p.text}" for p in cited).lower()
    strange = [n for n in _NAME.findall(HANDLE.sub("", text)) if n.lower() not in said]
    return f"{strange[0]} is in none of them" if strange else ""


def measures(
    text: str, cited: Sequence[Evidence], likeness: Likeness, lang: str | None
) -> Mapping[str, float]:
    """How near a sentence comes to what it cites; there is at least one post."""
    statement = _statement(text, cited, likeness, lang)
    found = sentences(cited)
    if not found:
        return dict.fromkeys((*_NAMES, "closer"), 0.0)
    texts = [likeness.text(s.text, lang) for s in found]
    every = joined(texts)
    weights = likeness.weights(statement)
    covered = np.array([likeness.covered(statement, t.terms, lang) for t in texts])
    anywhere = likeness.aligned(statement, every)
    near = likeness.static([text, *(s.text for s in found)]).astype(float)
    values = {
        "covered": likeness.covered(statement, every.terms, lang),
        "covered by the best": float(covered.max()),
        "aligned": float(anywhere @ weights),
        "aligned at least": float(anywhere.min(initial=1.0)),
        "near": float((near[1:] @ near[0]).max()),
        "words": float(np.log1p(len(statement.told))),
        "denies": float(contradicts(statement, texts, likeness, lang)),
    }
    if likeness.semantic is not None:
        closer = likeness.semantic.embed([text, *(s.text for s in found)]).astype(float)
        values["closer"] = float((closer[1:] @ closer[0]).max())
    return values


def _statement(text: str, cited: Sequence[Evidence], likeness: Likeness, lang: str | None) -> Text:
    """What is said, without who says it."""
    bare = HANDLE.sub(" ", text)
    for post in cited:
        if post.author:
            bare = re.sub(rf"\b{re.escape(post.author)}\b", " ", bare, flags=re.IGNORECASE)
    read = likeness.text(bare, lang)
    told = tuple(w for w in read.told if w not in _TELLING and w not in NOTS | FALSE) or read.told
    kept = likeness.text(" ".join(told), lang)
    return Text(read.words, told, kept.terms)
