"""Posts that may answer a question: found by several queries, read in their threads, and chosen so
that several people, threads and sides are heard.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np

from rookery.answer.composed.of_posts import Plain, asks_the_same, said_plainly
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.measures import beside, nearness
from rookery.answer.reading.sentences import sentences
from rookery.config import ConsentRow
from rookery.errors import BadInput
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import STOP, words

MOST = 8  # posts in an answer's prompt, as the task has it
_FOUND = 30  # results of a query that are looked at
_THREADS = 3  # best results whose replies are read too
_REPLIES = 6  # of each
_READ = 40  # posts whose sentences are compared with the question
_PLAIN = 4  # posts that plainly say what is asked, before those that resemble it
_OF_AUTHOR, _OF_THREAD = 2, 3
_DAMPED = 60  # of reciprocal rank fusion (Cormack et al. 2009)

_HOW = re.compile(
    r"^\W*(?:how (?:much|many|long|far|often|big|tall|high|deep|heavy|old|loud)|what time"
    r"|(?:a che|qu[eé]) (?:ora|hora)|quant[oaie]|cu[aá]nt[oa]s?"
    r"|(?:(?:where|when|what|how|who|which) )?(?:can|could|must|should|may))\b",
    re.IGNORECASE,
)

Allowed = Callable[[Post], bool]
"""Whether a post may be quoted in an answer: its author's consent, settled by the table."""

Only = Callable[[Sequence[Evidence]], Sequence[Evidence]]
"""Those of some posts that may be told to a question: asked of all at once, as it may read more."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found: evidence, best first; posts that may be read and not be answered from."""

    queries: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    only_shown: tuple[Evidence, ...] = ()
    found: tuple[tuple[str, ...], ...] = ()  # the ids that each query found, the best few
    read: tuple[Post, ...] = ()  # all that were looked at and may be answered from


def gather(
    question: str,
    search: Search,
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    *,
    also: Sequence[str] = (),
    lang: str | None = None,
    as_of: datetime | None = None,
    more: Sequence[Evidence] = (),
    only: Only = list,
) -> Gathered:
    """Search with the question's own words, and with the queries `also`.

    `more` are posts that were found otherwise, which may be answered from; no others than `only`
    leaves are answered from or shown.
    """
    queries = tuple(dict.fromkeys([plain(question, lang), *also]))
    ranks: dict[str, float] = defaultdict(float)
    posts: dict[str, Post] = {}
    ids: list[tuple[str, ...]] = []
    for query in queries:
        hits = _hits(search, query, reader, as_of)
        ids.append(tuple(post.id for post in hits[:MOST]))
        for rank, post in enumerate(hits):
            ranks[post.id] += 1 / (_DAMPED + rank)
            posts[post.id] = post
    best = [posts[id] for id in sorted(ranks, key=lambda id: -ranks[id])[:_FOUND]]
    asks_it = partial(asks_the_same, question, likeness=likeness, lang=lang)
    best = _with_replies(best, search, reader, as_of, asks_it)[:_READ]
    found = [(evidence_of(p), allowed(p)) for p in best if p.text.strip()]
    told = {post.id for post in only([*(p for p, _ in found), *more])}
    fit = [(p, ok and not speaks_to_a_machine(p.text)) for p, ok in found if p.id in told]
    further = [post for post in more if post.id in told and not speaks_to_a_machine(post.text)]
    open_ones = list({p.id: p for p in (*further, *(post for post, ok in fit if ok))}.values())
    closed = [post for post, ok in fit if not ok]
    chosen = _chosen((question, *also), open_ones, likeness, lang)
    fit_ids = {post.id for post, ok in fit if ok}
    read = tuple(post for post in best if post.id in fit_ids)
    return Gathered(queries, tuple(chosen), tuple(closed[:MOST]), tuple(ids), read)


def plain(question: str, lang: str | None) -> str:
    """The question's own words as a query: without function words and signs of the query language.

    >>> plain("When does the last ferry leave?", "en")
    'last ferry leave'
    """
    said = words(question)
    stop = STOP.get(lang or "en", STOP["en"])
    asked = _HOW.match(question)
    how = frozenset(words(asked[0])) if asked else frozenset[str]()  # says what kind is asked for
    telling = [w for w in said if w not in stop]
    return " ".join([w for w in telling if w not in how] or telling or said)


def _hits(search: Search, query: str, reader: Reader, as_of: datetime | None) -> Sequence[Post]:
    """The posts of one query; one that a model wrote wrongly finds nothing."""
    if not query.strip():
        return ()
    try:
        found = search.search(query, reader, limit=_FOUND, as_of=as_of)
    except BadInput:
        return ()
    return [hit.post for hit in found.hits]


def _with_replies(
    best: Sequence[Post],
    search: Search,
    reader: Reader,
    as_of: datetime | None,
    asks_it: Callable[[str], bool],
) -> list[Post]:
    """What was replied to the best ones follows each: who asks has been answered there."""
    out: dict[str, Post] = {}
    for number, post in enumerate(best):
        out[post.id] = post
        replied = bool(post.counts.replies or post.reply_to or post.conversation)
        if not (number < _THREADS and replied) and not asks_it(f"{post.title or ''} {post.text}"):
            continue
        replies = [p for _, p in search.thread(post.id, reader).posts if p.reply_to == post.id]
        for reply in replies[:_REPLIES]:
            if as_of is None or (reply.created_at and reply.created_at <= as_of):
                out.setdefault(reply.id, reply)
    return list(out.values())


def _chosen(
    asked: Sequence[str], posts: Sequence[Evidence], likeness: Likeness, lang: str | None
) -> list[Evidence]:
    """Those with a sentence nearest to what is asked in any way, few of each author and thread."""
    found = sentences(posts)
    if not found:
        return []
    best = np.zeros(len(posts))
    plain: list[Plain] = []
    for question in asked:
        compared = beside(question, found, likeness, lang, closely=False)  # there are many
        np.maximum.at(best, [s.post for s in found], nearness(compared))
        plain += said_plainly(question, found, compared.texts, posts, likeness, lang)
    authors, threads = Counter[str](), Counter[str]()
    chosen: list[Evidence] = []
    first = [found[one.number].post for one in plain[:_PLAIN]]
    for number in dict.fromkeys((*first, *map(int, np.argsort(-best, kind="stable")))):
        post = posts[number]
        who, thread = post.author or post.id, post.thread or post.id
        if authors[who] < _OF_AUTHOR and threads[thread] < _OF_THREAD:
            authors[who] += 1
            threads[thread] += 1
            chosen.append(post)
        if len(chosen) == MOST:
            break
    return chosen


def allowed_by(consent: Mapping[str, ConsentRow]) -> Allowed:
    """From the operator's table of what is unstated, by source."""

    def allowed(post: Post) -> bool:
        row = consent.get(post.source, consent["default"])
        return (post.consent.answer or row.answer) == "yes"

    return allowed
