"""Which sentences of posts plainly say what is asked: most of what the question tells stands in
their post, some of it beside a thing of the kind that is asked for.

A price list, a notice or "I fitted that lock" hardly resembles the question that it answers, and
what is fitted on resemblance passes it over. English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rookery.answer.asked.question import kind_of
from rookery.answer.composed.plainly import (
    counting,
    counts,
    holds_kind,
    is_told,
    priced_thing,
    prices,
    telling,
)
from rookery.answer.composed.specific import asks_when, by_whom, dated, holds_money
from rookery.answer.evidence import Evidence
from rookery.answer.reading.likeness import Floats, Likeness, Text
from rookery.answer.reading.numbers import numbers
from rookery.answer.reading.sentences import Sentence
from rookery.text import words

_ENOUGH = 0.69  # of the question's telling words, by weight, in the whole post
_HERE = 0.2  # and in the sentence itself
_NEARLY_ALL = 0.85  # in the post, where the sentence before has them rather than the one that tells
_BESIDE = 0.55  # in the post, where a number stands right beside one of them
_COUNTED = 0.45  # where it stands right before what is counted
_LEADS = 2  # sentences before one that may say what it is of; the first always may
_NEXT, _CLAUSE = 2, 5  # words that stand right beside each other, and in one clause
_ALIKE = 0.5  # cosine of two words that say the same: boat, ferry
_WHERE = re.compile(r"^\W*(?:and |e |y )?(?:where|dove|d[oó]nde|ad[oó]nde)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?:in|at|on|under|below|behind|beside|near|by|opposite|outside|inside|between|next to"
    r"|left of|right of|above|al|alla|nel|nella|in|sul|sulla|sotto|dietro|presso|vicino|via|en"
    r"|junto|bajo|detrás|calle)\b (?!(?:two|three|a few|an? (?:hour|week|day|month)|time|least|once"
    r"|all|\d+ (?:days?|min|hours?|weeks?))\b)(?:(?:the|a|an|our|my|il|la|el|los|las) )?"
    r"(?=\w{3,}|\d)|\b(?:upstairs|downstairs|window \d|stall \d+|pier \d|arriba|abajo)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(  # beside an amount: it is one of money
    r"[€£$]|\b(?:each|apiece|per|a (?:kilo|month|week|year|head|litre|bag|day|night)|pounds?"
    r"|crowns?|euros?|cents?|pence|quid|costs?|costa(?:no)?|cuestan?|paid|pays?|price\w*|fees?|free"
    r"|sold for|million|l['’]uno|a testa|cada uno)\b|\d(?:p|k)\b",
    re.IGNORECASE,
)
_ASKING = ("?", "？", "؟")
_ANSWERS = 0.6  # of the question's words that another's question has: its reply answers both


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence that plainly says it, and how much of the question its post and it hold."""

    number: int
    held: float


def said_plainly(
    question: str,
    sentences: Sequence[Sentence],
    texts: Sequence[Text],
    evidence: Sequence[Evidence],
    likeness: Likeness,
    lang: str | None,
) -> list[Plain]:
    """The best sentence of each post that does, those that hold most first."""
    asked = telling(question, likeness, lang)
    if asked is None:
        return []
    of_posts: dict[int, list[int]] = {}
    for number, sentence in enumerate(sentences):
        of_posts.setdefault(sentence.post, []).append(number)
    found = list(_replies(question, asked, sentences, texts, evidence, of_posts, likeness, lang))
    for post, numbers_ in of_posts.items():
        held = _held(asked, evidence[post], likeness, lang)
        if held < _COUNTED:
            continue
        told = [sentences[n].text for n in numbers_]
        covered = [likeness.covered(asked, texts[n].terms, lang) for n in numbers_]
        if evidence[post].titled:  # every sentence is of what the title says
            title = texts[numbers_[0]].terms
            whole = [likeness.covered(asked, texts[n].terms | title, lang) for n in numbers_[1:]]
            covered = [
                covered[0] / 2,
                *(max(a, b) for a, b in zip(covered[1:], whole, strict=True)),
            ]
        titled = evidence[post].titled
        best = _of_one(question, asked, told, covered, held, titled, likeness, lang)
        if best is not None:
            found.append(Plain(numbers_[best[1]], held + best[0]))
    return sorted(_by_post(found, sentences), key=lambda plain: -plain.held)


def _by_post(found: Sequence[Plain], sentences: Sequence[Sentence]) -> Iterator[Plain]:
    seen = set[int]()
    for plain in found:
        if (post := sentences[plain.number].post) not in seen:
            seen.add(post)
            yield plain


def _of_one(
    question: str,
    asked: Text,
    told: Sequence[str],
    covered: Sequence[float],
    held: float,
    titled: bool,
    likeness: Likeness,
    lang: str | None,
) -> tuple[float, int] | None:
    """Which of a post's sentences says it, by its number there, and how plainly."""
    fit: list[tuple[float, int]] = []
    figure = kind_of(question) in ("amount", "time", "other")
    for n, said in enumerate(told):
        if _asks(said):
            below = titled and n == 0 and len(told) > 1 and not _asks(told[1])
            if below and covered[n] >= _NEARLY_ALL:
                fit.append((1.0, 1))  # who asks it in a title answers it below
            continue
        next_to = _next_to(question, said, asked, likeness, lang) if figure else 0.0
        here = covered[n] >= _HERE and held >= (_BESIDE if next_to else _ENOUGH)
        before = max((covered[0], *covered[max(n - _LEADS, 0) : n])) if n else 0.0
        led = held >= _NEARLY_ALL and before >= _HERE
        counted = counts(question, said, likeness, lang) or is_told(question, said, likeness, lang)
        did = held >= _BESIDE and by_whom(question, said, likeness, lang)
        if (here or led or counted or did) and _tells(question, said, asked, led, likeness, lang):
            exact = dated(said) / 10 if asks_when(question) else 0.0
            fit.append((covered[n] + max(counted, did) + next_to + exact, -n))
    if not fit:
        return None
    share, n = max(fit)
    return share, abs(n)


def _next_to(question: str, said: str, asked: Text, likeness: Likeness, lang: str | None) -> float:
    """How surely a number stands beside what is asked of, as in a list of prices: 0 to .5."""
    spoken = words(said)
    stems = likeness.stems(spoken, lang)
    priced = priced_thing(question)
    of = frozenset(likeness.stems(words(priced), lang)) & asked.terms if priced else asked.terms
    places = [n for n, word in enumerate(spoken) if numbers(word)]
    named = [n for n, stem in enumerate(stems) if stem in of and n not in places]
    away = [place - name for place in places for name in named]
    if not prices(question):
        return 0.5 if any(abs(n) <= _NEXT for n in away) else 0.0
    # "38 rooms" is a number of them, and no price; "ravioli in a cup, 5" names all that is priced
    if any(0 < n <= _NEXT for n in away):
        return 0.5
    whole = bool(of) and of.issubset(stems)
    return 0.25 if whole and any(0 < n <= _CLAUSE for n in away) else 0.0


def _tells(
    question: str, said: str, asked: Text, led: bool, likeness: Likeness, lang: str | None
) -> bool:
    """Whether it has a thing of the kind that is asked for."""
    if _WHERE.match(question):
        return _says_where(said, asked, likeness, lang)
    if by_whom(question, said, likeness, lang):
        return True
    if prices(question):  # "Yes: 38 a year" may stand behind what it is a price of
        near = _next_to(question, said, asked, likeness, lang) > 0
        return holds_money(said) and (near or led or _PAYS.search(said) is not None)
    if counting(question) and not counts(question, said, likeness, lang, far=True):
        return False
    return is_told(question, said, likeness, lang) or holds_kind(
        question, said, asked, likeness, lang
    )


def _says_where(said: str, asked: Text, likeness: Likeness, lang: str | None) -> bool:
    """Whether a place stands in it other than the one that the question names."""
    led_to = (words(said[found.end() :])[:1] for found in _PLACE.finditer(said))
    return any(not w or asked.terms.isdisjoint(likeness.stems(w, lang)) for w in led_to)


def _replies(
    question: str,
    asked: Text,
    sentences: Sequence[Sentence],
    texts: Sequence[Text],
    evidence: Sequence[Evidence],
    of_posts: dict[int, list[int]],
    likeness: Likeness,
    lang: str | None,
) -> Iterator[Plain]:
    """What was answered to a post that asks the same."""
    kind = kind_of(question)
    for post, own in of_posts.items():
        asking = evidence[post]
        shares = [
            likeness.covered(asked, texts[n].terms, lang) for n in own if _asks(sentences[n].text)
        ]
        if max(shares, default=0.0) < _ANSWERS:
            continue
        for other, numbers_ in of_posts.items():
            answer = evidence[other]
            if answer.reply_to != asking.id or answer.author == asking.author:
                continue
            told = [n for n in numbers_ if not _asks(sentences[n].text)]
            tells = kind in ("reason", "other") or any(
                _tells(question, sentences[n].text, asked, False, likeness, lang) for n in told
            )
            if tells and len(told) == len(numbers_):
                yield Plain(told[0], 1.0 + max(shares))
                break


def asks_the_same(question: str, text: str, likeness: Likeness, lang: str | None) -> bool:
    """Whether a text asks what a question asks, so that its replies may answer both."""
    asked = telling(question, likeness, lang)
    if asked is None or not any(mark in text for mark in _ASKING):
        return False
    return likeness.covered(asked, likeness.text(text, lang).terms, lang) >= _ANSWERS


def _asks(said: str) -> bool:
    return said.rstrip("\"'”’ ").endswith(_ASKING)


def _held(asked: Text, post: Evidence, likeness: Likeness, lang: str | None) -> float:
    """The share of the question's words, by weight, that a post holds, or says in another word."""
    whole = " ".join(filter(None, (post.text, post.author, post.community)))
    read = likeness.text(whole, lang)
    stems = likeness.stems(asked.told, lang)
    weights: Floats = likeness.weights(asked)
    there = np.array(
        [w in read.words or s in read.terms for w, s in zip(asked.told, stems, strict=True)]
    )
    if there.all() or weights[there].sum() < _HERE:
        return float(weights[there].sum())
    near = likeness.aligned(asked, read) >= _ALIKE
    return float(weights[there | near].sum())
