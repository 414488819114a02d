"""The same matter in another language: what its posts say of what was asked and quoted before.

Foreign sentences are not judged by the words of a question in another language, but by the names,
the numbers and the everyday words of it as that language has them, and by the threads of what is
quoted for the question in its own. Those that hold most are quoted, from a bar on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from rookery.answer.answered import Statement
from rookery.answer.composed.compose import by_line, compose
from rookery.answer.evidence import Evidence, evidence_of
from rookery.answer.gather import MOST, Allowed, Gathered, Only, gather
from rookery.answer.orders.instructing import speaks_to_a_machine
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.meanings import Meaning, language_spoken, meanings
from rookery.answer.reading.sentences import quoted, sentences
from rookery.errors import BadInput
from rookery.people import Reader
from rookery.post import Post
from rookery.search.service import Search
from rookery.text import words

_LEAST = 0.6  # of what the question speaks of, by weight: less is another matter
_IN_THE_THREAD = 0.25  # what stands in a thread that is quoted needs so much less
_QUOTES = 3
_FOUND = 30  # results of a search that are looked at
_THREADS = 3
_CAPITAL = re.compile(r"(?<=\s)[A-ZÀ-Ý][\w'’-]+")


def across(
    question: str,
    lang: str,
    search: Search,
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    now: datetime,
    as_of: datetime | None = None,
    *,
    only: Only = list,
) -> tuple[Gathered, tuple[Statement, ...]]:
    """The posts in that language, best first, and quotes of those that hold enough."""
    names = {word for name in _CAPITAL.findall(question) for word in words(name)}
    spoken_of = meanings(question, names, lang, likeness)
    if not spoken_of:
        return Gathered((), ()), ()
    queries = _queries(spoken_of, lang)
    found = [_hits(search, query, reader, as_of) for query in queries]
    before = _quoted_in_its_own(question, search, reader, allowed, likeness, now, as_of)
    threads = {post.thread: None for post in before if post.thread}
    told = [_of_thread(search, id, reader, as_of) for id in list(threads)[:_THREADS]]
    posts = {p.id: p for some in (*found, *told) for p in some if p.lang == lang and p.text.strip()}
    open_ones = {post.id: post for post in only([evidence_of(p) for p in posts.values()])}
    fit = [post for id, post in open_ones.items() if allowed(posts[id])]
    fit = [post for post in fit if not speaks_to_a_machine(post.text)]
    in_thread = {p.id for some in told for p in some}
    held = {post.id: _held(spoken_of, post.text, lang, likeness) for post in fit}

    def holds(post: Evidence) -> float:
        return held[post.id] + (_IN_THE_THREAD if held[post.id] and post.id in in_thread else 0)

    # of those that hold as much the newest first: it may take back what the others say
    order = sorted(fit, key=lambda p: (holds(p), p.at.timestamp() if p.at else 0), reverse=True)
    chosen = list(_by_different(p for p in order if holds(p) >= _LEAST))[:_QUOTES]
    ids = tuple(tuple(post.id for post in some[:MOST]) for some in found)
    closed = [post for id, post in open_ones.items() if not allowed(posts[id])]
    quotes = ((post, _words(post, spoken_of, lang, likeness)) for post in chosen)
    statements = tuple(
        Statement(f"{by_line(post, now, lang)}: “{said}”", (post.id,), quoted=said)
        for post, said in quotes
    )
    return Gathered(queries, tuple(order[:MOST]), tuple(closed[:MOST]), ids), statements


def _quoted_in_its_own(
    question: str,
    search: Search,
    reader: Reader,
    allowed: Allowed,
    likeness: Likeness,
    now: datetime,
    as_of: datetime | None,
) -> list[Evidence]:
    """The posts that are quoted for the question in its own language, or the one found first."""
    own = language_spoken(question)
    found = gather(question, search, reader, allowed, likeness, lang=own, as_of=as_of).evidence
    quotes = compose(question, found, likeness, now, own)
    cited = {id for quote in quotes for id in quote.cites}
    return [post for post in found if post.id in cited] or list(found[:1])


def _queries(spoken_of: Sequence[Meaning], lang: str) -> tuple[str, ...]:
    """All of it at once, and any of it."""
    each = [list(dict.fromkeys([m.said, *m.spelt])) for m in spoken_of]
    groups = [f"({' OR '.join(forms)})" if len(forms) > 1 else forms[0] for forms in each]
    any_ = " OR ".join(form for forms in each for form in forms)
    of_it = f"lang:{lang}"
    together = [f"{' '.join(groups)} {of_it}"] if len(groups) > 1 else []
    return (*together, f"({any_}) {of_it}" if " OR " in any_ else f"{any_} {of_it}")


def _held(spoken_of: Sequence[Meaning], text: str, lang: str, likeness: Likeness) -> float:
    """The share of it that a text holds, by weight."""
    said = frozenset(words(text))
    stems = frozenset(likeness.stems(sorted(said), lang))
    weights = [m.weight for m in spoken_of if m.stands_in(said, stems)]
    return sum(weights) / sum(m.weight for m in spoken_of)


def _words(post: Evidence, spoken_of: Sequence[Meaning], lang: str, likeness: Likeness) -> str:
    """What is quoted of it: the sentence that holds most, or a short post whole."""
    found = sentences([post])
    best = max(
        range(len(found)), key=lambda n: (_held(spoken_of, found[n].text, lang, likeness), -n)
    )
    return quoted(found, [post], best)


def _by_different(posts: Iterable[Evidence]) -> Iterable[Evidence]:
    """The first of each author."""
    seen = set[str]()
    for post in posts:
        if (who := post.author or post.id) not in seen and sentences([post]):
            seen.add(who)
            yield post


def _hits(search: Search, query: str, reader: Reader, as_of: datetime | None) -> list[Post]:
    try:
        hits = search.search(query, reader, limit=_FOUND, as_of=as_of).hits
    except BadInput:
        return []
    return [hit.post for hit in hits]


def _of_thread(search: Search, id: str, reader: Reader, as_of: datetime | None) -> list[Post]:
    posts = (post for _, post in search.thread(id, reader).posts)
    return [p for p in posts if as_of is None or (p.created_at and p.created_at <= as_of)]
