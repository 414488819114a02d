"""The composer: an answer out of the posts' own sentences, each with who said it and when.

No model writes. Posts that nobody said and no time stands by are read as one text, as the pages of
a document are; else each is somebody's, and few of them are quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta

from rookery.answer.answered import Statement
from rookery.answer.composed.differing import differ
from rookery.answer.composed.of_a_file import told_by_a_file
from rookery.answer.composed.of_posts import Plain, said_plainly
from rookery.answer.composed.specific import asks_when, lacking
from rookery.answer.composed.when import timed
from rookery.answer.evidence import Evidence
from rookery.answer.reading.judgement import judgements
from rookery.answer.reading.likeness import Floats, Likeness
from rookery.answer.reading.measures import Beside, asks, beside, nearness, of_all, of_each
from rookery.answer.reading.sentences import quoted, rows, sentences

_FROM_A_TEXT = 3  # sentences: fewer or more, by length or by a gap, gave less on ClapNQ 1-150
_QUOTES, _OTHER_SIDE = 3, 2  # of posts, and of those that say otherwise
_SPEAKS = 0.5  # of the best one's chance: what speaks less to the question is left out
_PAGE: Mapping[str | None, str] = {"en": "page", "it": "pagina", "es": "página"}
_ALIKE = 0.6  # of the words shared: it says the same again


@dataclass(frozen=True, slots=True)
class Judged:
    """How far each sentence speaks to the question, and whether all together answer it."""

    beside: Beside
    likeness: Likeness
    lang: str | None  # of the question
    speaks: Floats  # (n,)
    chance: float
    holds: bool


def judge(
    question: str,
    evidence: Sequence[Evidence],
    likeness: Likeness,
    lang: str | None = None,
) -> Judged | None:
    """Whether the evidence answers the question; `None` where it has no sentence."""
    found = sentences(evidence)
    if not found:
        return None
    compared = beside(question, found, likeness, lang, one_text=one_text(evidence))
    kind = "text" if one_text(evidence) else "posts"
    read = " semantic" if likeness.semantic is not None else ""
    speaks = speaking(compared, evidence)
    judgement = judgements()[f"{kind}{read}"]
    measured = {name: [value] for name, value in of_all(compared, speaks).items()}
    chance = float(judgement.probability(measured)[0])
    return Judged(compared, likeness, lang, speaks, chance, chance >= judgement.least)


def speaking(compared: Beside, evidence: Sequence[Evidence]) -> Floats:
    """How far each sentence speaks to the question, from 0 to 1. (n,)"""
    if one_text(evidence):
        return np.clip(nearness(compared), 0.001, 0.999)
    read = " semantic" if compared.closer is not None else ""
    return np.clip(judgements()[f"speaks{read}"].probability(of_each(compared)), 0.001, 0.999)


def one_text(evidence: Sequence[Evidence]) -> bool:
    """Whether these are pieces of one text rather than what several people said."""
    return all(piece.author is None and piece.at is None for piece in evidence)


def compose(
    question: str,
    evidence: Sequence[Evidence],
    likeness: Likeness,
    now: datetime,
    lang: str | None = None,
) -> tuple[Statement, ...]:
    """The statements; none where the posts do not say. `lang` is the question's."""
    judged = judge(question, evidence, likeness, lang)
    if judged is None:
        return ()
    if one_text(evidence):
        chosen = _of_one_text(question, judged, evidence)
        found = [judged.beside.sentences[i] for i in sorted(chosen)]
        return tuple(
            _of_a_text(words, evidence[post], now, lang) for post, words in rows(found, evidence)
        )
    plain = [p.number for p in plainly_of(judged, evidence)]
    if not (judged.holds or plain):
        return ()
    quotes = tuple(_quotes(judged, evidence, plain, now, lang))
    told = [s.quoted for s in quotes if s.quoted is not None]
    cited = {id for s in quotes for id in s.cites}
    whole = [with_who(post, evidence) for post in evidence if post.id in cited]
    # in its sentence the kind was looked for already, and its post may say before of what it is
    where = whole if plain else told
    return () if lacking(question, where, whole, likeness, lang) else quotes


def plainly_of(judged: Judged, evidence: Sequence[Evidence]) -> list[Plain]:
    """The sentences that plainly say what is asked, one of each post, best first."""
    found = judged.beside
    return said_plainly(
        found.asked, found.sentences, found.texts, evidence, judged.likeness, judged.lang
    )


def _of_one_text(question: str, judged: Judged, evidence: Sequence[Evidence]) -> Sequence[int]:
    """The numbers of few of its sentences."""
    if evidence[0].source is not None:
        return told_by_a_file(
            question, judged.beside, judged.speaks, judged.holds, evidence, judged.likeness,
            judged.lang,
        )  # fmt: skip
    best = np.argsort(-judged.speaks, kind="stable")[:_FROM_A_TEXT]
    return [int(i) for i in best] if judged.holds else []


def with_who(post: Evidence, evidence: Sequence[Evidence]) -> str:
    """A post with who wrote it, and the question that it answers."""
    answered = (p.text for p in evidence if p.id == post.reply_to and "?" in p.text)
    return " ".join(filter(None, (post.text, post.author, post.community, *answered)))


def _of_a_text(said: str, piece: Evidence, now: datetime, lang: str | None) -> Statement:
    """As it stands; of a person's file as a quote, for it may claim what is not so."""
    text = f"{by_line(piece, now, lang)}: “{said}”" if piece.source else said
    return Statement(text, (piece.id,), quoted=said)


def _quotes(
    judged: Judged,
    evidence: Sequence[Evidence],
    plain: Sequence[int],
    now: datetime,
    lang: str | None,
) -> Iterator[Statement]:
    chosen = _with_plain(judged, evidence, plain)
    others = _otherwise(judged, evidence, chosen)
    for number in dict.fromkeys((*chosen, *others)):
        post = evidence[judged.beside.sentences[number].post]
        words = _words(judged, evidence, number)
        yield Statement(
            f"{by_line(post, now, lang)}: “{words}”",
            (post.id,),
            quoted=words,
            otherwise=number in others,
        )


def _with_plain(judged: Judged, evidence: Sequence[Evidence], plain: Sequence[int]) -> list[int]:
    """First those that plainly say it, then those that speak best, of other posts."""
    chosen, posts = list[int](), set[int]()
    said: list[frozenset[str]] = []
    for i in (*plain, *(_chosen(judged, evidence) if judged.holds else ())):
        words = _words(judged, evidence, i)
        terms = judged.likeness.text(words, judged.lang).terms
        post = judged.beside.sentences[i].post
        if words and post not in posts and not any(alike(terms, other) for other in said):
            chosen.append(i)
            posts.add(post)
            said.append(terms)
    return chosen[:_QUOTES]


def _chosen(judged: Judged, evidence: Sequence[Evidence]) -> list[int]:
    """Few sentences of different posts that speak best and are not the same words again."""
    compared, chosen = judged.beside, list[int]()
    said: list[frozenset[str]] = []
    # what is asked in a post is no answer, but where all ask
    speaks = judged.speaks * (1 - asks(compared)) if not asks(compared).all() else judged.speaks
    order = np.argsort(-speaks, kind="stable")
    posts = set[int]()
    for i in map(int, order):
        if len(chosen) == _QUOTES or speaks[i] < _SPEAKS * speaks[order[0]]:
            break
        words = _words(judged, evidence, i)
        terms = judged.likeness.text(words, judged.lang).terms
        if (
            not words
            or compared.sentences[i].post in posts
            or any(alike(terms, other) for other in said)
        ):
            continue
        chosen.append(i)
        said.append(terms)
        posts.add(compared.sentences[i].post)
    if not asks_when(compared.asked):
        return chosen
    least = _SPEAKS * speaks[order[0]] if len(order) else 0.0
    others = [i for i in map(int, order) if speaks[i] >= least and not asks(compared)[i]]
    quote = partial(_words, judged, evidence)
    return timed(compared, chosen, others, quote, judged.likeness, judged.lang)[:_QUOTES]


def _otherwise(judged: Judged, evidence: Sequence[Evidence], chosen: Sequence[int]) -> list[int]:
    """Sentences that say otherwise than a chosen one before them: chosen too, or of further posts.

    By somebody else: what an author says later of the same is news, and no contradiction.
    """
    compared, found = judged.beside, list[int]()
    quoted = {compared.sentences[i].post for i in chosen}
    least = _SPEAKS * judged.speaks.max()
    for i in map(int, np.argsort(-judged.speaks, kind="stable")):
        if len(found) == _OTHER_SIDE or judged.speaks[i] < least:
            break
        before = chosen[: chosen.index(i)] if i in chosen else chosen
        new = compared.sentences[i].post not in quoted and _words(judged, evidence, i) != ""
        if (new or i in chosen) and any(_differ(judged, evidence, i, j) for j in before):
            found.append(i)
            quoted.add(compared.sentences[i].post)
    return found


def _differ(judged: Judged, evidence: Sequence[Evidence], i: int, j: int) -> bool:
    compared, likeness, lang = judged.beside, judged.likeness, judged.lang
    one, other = compared.sentences[i], compared.sentences[j]
    if evidence[one.post].author == evidence[other.post].author:
        return False
    read = compared.texts[i], compared.texts[j]
    return differ(one.text, other.text, read, likeness, lang)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one says the same again, by its terms."""
    return len(one & other) > _ALIKE * min(len(one), len(other))


def _words(judged: Judged, evidence: Sequence[Evidence], number: int) -> str:
    return quoted(judged.beside.sentences, evidence, number)


def by_line(post: Evidence, now: datetime, lang: str | None) -> str:
    """Who wrote it and how long ago, in a language; of a file which page it is.

    >>> by_line(Evidence("p", "…", "ada", datetime(2026, 3, 1)), datetime(2026, 3, 4), "en")
    '@ada, 3 days ago'
    """
    if post.source:
        return of_page(post, lang)
    who = f"@{post.author}" if post.author else (post.community or post.id)
    return f"{who}, {age(post.at, now, lang)}" if post.at else who


def of_page(piece: Evidence, lang: str | None) -> str:
    """Which file it stands in, and on which page, in a language.

    >>> of_page(Evidence("file:k3:2", "…", source="plan.pdf", page=2), "it")
    'plan.pdf, pagina 2'
    """
    name = piece.source or piece.id
    return name if piece.page is None else f"{name}, {_PAGE.get(lang, _PAGE['en'])} {piece.page}"


def age(at: datetime, now: datetime, lang: str | None) -> str:
    """How long ago, in a language; in English where its words are not known."""
    try:
        locale = Locale.parse(lang or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    # threshold: "13 days" rather than "2 weeks"
    return str(format_timedelta(at - now, add_direction=True, locale=locale, threshold=2.0))
