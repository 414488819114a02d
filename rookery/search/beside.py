"""Beside results: people, filters and related words, from what the reader sees."""

from __future__ import annotations

from collections import Counter

import numpy as np

from rookery.post import Author
from rookery.search.compile import Compiled
from rookery.search.forms import Forms
from rookery.search.found import Found
from rookery.search.results import Facet, Person
from rookery.search.score import frequencies
from rookery.search.telling import Telling
from rookery.search.threads import latest
from rookery.search.tuning import TermIds
from rookery.search.written import written
from rookery.store import View
from rookery.store.rows import FIELDS, Addresses, Gathered
from rookery.text import term_id, words

COUNTED = 2_000  # of the newest matches: beyond, a filter's count would cost more than it tells
_PEOPLE, _VALUES, _RELATED = 4, 6, 8
_BEST = 10  # posts that related words are taken from
_WEIGHED = 40  # words of feedback that are weighed
_LIFT = 3.0  # times as often as in all posts a related word must stand in the best ones
_TELLS = 1.6  # see `telling`: `please` has .9, `today` 1.2, `morning` 1.8, `ferry` 2.7
_ONLY_AUTHOR = tuple(float(f == "author") for f in FIELDS)
_ONLY_BODY = tuple(float(f in ("title", "text")) for f in FIELDS)
_COLUMNS = ("community", "lang_key", "author")


def people(view: View, addresses: Addresses, posts: Gathered, query: TermIds) -> list[Person]:
    """Authors among the candidates whose handle or name has words of the query."""
    if not len(query) or not len(addresses):
        return []
    named = (frequencies(posts, query, _ONLY_AUTHOR) > 0).sum(axis=1)
    rows = np.flatnonzero((named > 0) & (posts.author > 0))
    if not len(rows):
        return []
    _, first, counts = np.unique(posts.author[rows], return_index=True, return_counts=True)
    best = np.lexsort((-counts, -named[rows][first]))[:_PEOPLE]
    found = view.posts(addresses[rows[first[best]]])
    return [
        Person(p.author or Author(""), int(n))
        for p, n in zip(found, counts[best].tolist(), strict=True)
    ]


def facets(view: View, matched: Addresses) -> list[Facet]:
    """Filters that narrow the search, with how many of its newest matches each would leave."""
    table = view.column(latest(matched, view.times(matched), COUNTED), _COLUMNS)
    out: list[Facet] = []
    for operator, column in (("community", "community"), ("lang", "lang_key"), ("from", "author")):
        values = [v for v in table.column(column).to_pylist() if v and written(operator, v)]
        counts = Counter(v.lower() for v in values)  # a filter has no regard to case
        spelt = {v.lower(): v for v in reversed(values)}  # as the newest post has it
        if len(counts) > 1:
            best = counts.most_common(_VALUES)
            out += [Facet(operator, spelt[key], n) for key, n in best]
    return out


def related(
    view: View, found: Found, compiled: Compiled, forms: Forms, telling: Telling
) -> tuple[str, ...]:
    """Words that feedback found beside the query's own, as the best posts write them.

    Those that the best posts hold far oftener than all posts do: a function word says nothing.
    """
    if found.ranking is None:
        return ()
    best = found.addresses[found.order[:_BEST]]
    ids = found.ranking.expansion.related_ids(_WEIGHED)
    held = (frequencies(view.gather(best), ids, _ONLY_BODY) > 0).sum(axis=0) / max(len(best), 1)
    usual = (view.terms.df(ids) + 0.5) / (view.terms.posts + 1)
    share = held * np.log(np.maximum(held, 1e-9) / usual)  # its share of the divergence
    order = np.argsort(-share, kind="stable")
    shared = (held > _LIFT * usual) & (held * len(best) >= 2)  # one post's words are its own
    wanted = ids[order[shared[order]]].tolist()
    said: dict[int, str] = {}
    read = view.column(best, ["title", "text", "lang_key"])
    for title, text, lang in zip(*(c.to_pylist() for c in read.columns), strict=True):
        for word in words(f"{title or ''} {text or ''}"):
            said.setdefault(term_id(forms.analyser.term(word, lang)), word)
    own = {s for word in compiled.terms for s in word.stems}
    out = [
        said[i]
        for i in wanted
        if i in said
        and len(said[i]) > 2
        and not said[i].isdigit()
        and forms.analyser.term(said[i], None) not in own
        and telling(said[i]) > _TELLS
    ]
    return tuple(out[:_RELATED])
