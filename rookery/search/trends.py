"""What rises now against its own past: words and pairs of words, with posts that show it.

Counted by author, so that one loud account is no trend; computed from the forward index at the
moment of asking, so that nothing of a deleted or closed post is ever in it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from rookery.post import Post
from rookery.search.results import Trend
from rookery.search.times import shifted
from rookery.store import View
from rookery.store.rows import FIELDS, Addresses, Gathered
from rookery.store.where import Range
from rookery.text import Analyser, term_ids, words

PAST = 14  # windows that make the past
_SAMPLE = 40_000  # posts of the past that are counted; beyond, every k-th
_LEAST = 3  # authors in the window
_SURE = 2.0  # standard deviations above the past
_COMMON = 1 / 30
_PAIRED = 1.25  # two words tell more than one: a pair wins over a word that stands little oftener
_SHORTEST = 3  # letters
_SHOWN = 3  # posts a trend
_BODY = FIELDS.index("text")
_PAIR = np.uint64(0x9E3779B97F4A7C15)  # mixes two term ids (Knuth's multiplicative hashing)

Ids = npt.NDArray[np.uint64]


def trends(
    view: View,
    now: datetime,
    window: timedelta,
    limit: int,
    stop: Collection[int],
    analyser: Analyser,
) -> list[Trend]:
    """The terms whose authors in the window are most above what their past would lead to."""
    begin, end = shifted(now, -window), shifted(now, timedelta(microseconds=1))
    recent = view.find(Range("created_at", begin, end))
    if not len(recent):
        return []
    past = view.find(Range("created_at", shifted(now, -(PAST + 1) * window), begin))
    share = max(len(past) // _SAMPLE, 1)
    here, before = view.gather(recent), view.gather(np.sort(past)[::share])
    ignore = np.fromiter(stop, np.uint32, len(stop))
    terms, posts = _pairs(here, ignore)
    ids, counts = _by_author(terms, posts, here)
    old_terms, old_rows = _pairs(before, ignore)
    # where more is said of everything, more of one word is no news
    busier = max(len(recent) * PAST / max(len(past), 1), 1.0)
    usual = _look_up(*_by_author(old_terms, old_rows, before), ids) * share / PAST * busier
    # a word that one post in thirty has anyway names no topic
    every = np.unique(np.stack([old_terms, old_rows.astype(np.uint64)]), axis=1)[0]
    common = _look_up(*np.unique(every, return_counts=True), ids) > _COMMON * len(before.key)
    score = (counts - usual) / np.sqrt(usual + 1)  # a Poisson count's distance from its mean
    score[ids > np.uint64(2**32)] *= _PAIRED
    best = np.argsort(-score, kind="stable")
    best = best[(counts[best] >= _LEAST) & (score[best] > _SURE) & ~common[best]]
    return _told(view, recent, best, (ids, counts, usual, score), (terms, posts), limit, analyser)


def _pairs(posts: Gathered, ignore: npt.NDArray[np.uint32]) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Single terms and neighbouring pairs of title and text, each with the row it stands in."""
    lengths = posts.bounds[:, _BODY]
    row = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    terms = posts.terms[np.repeat(posts.offsets[:-1], lengths) + within]
    good = ~np.isin(terms, ignore)
    side = good[:-1] & good[1:] & (row[:-1] == row[1:]) if len(terms) else good
    wide = terms.astype(np.uint64)
    pairs = (wide[:-1][side] * _PAIR) ^ (wide[1:][side] << np.uint64(32)) if len(terms) else wide
    return (
        np.concatenate([wide[good], pairs]),
        np.concatenate([row[good], row[:-1][side]]) if len(terms) else row,
    )


def _by_author(
    terms: Ids, rows: npt.NDArray[np.int64], posts: Gathered
) -> tuple[Ids, npt.NDArray[np.int64]]:
    """In how many authors' posts each term stands; a post without an author is its own."""
    who = np.where(posts.author > 0, posts.author, posts.key)[rows]
    both = np.unique(np.stack([terms, who]), axis=1)[0] if len(terms) else terms
    ids, counts = np.unique(both, return_counts=True)
    return ids, counts


def _look_up(ids: Ids, counts: npt.NDArray[np.int64], wanted: Ids) -> npt.NDArray[np.float64]:
    if not len(ids):
        return np.zeros(len(wanted))
    spot = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    found: npt.NDArray[np.float64] = np.where(ids[spot] == wanted, counts[spot], 0).astype(float)
    return found


def _told(
    view: View,
    recent: Addresses,
    best: npt.NDArray[np.int64],
    counted: tuple[Ids, npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]],
    standing: tuple[Ids, npt.NDArray[np.int64]],
    limit: int,
    analyser: Analyser,
) -> list[Trend]:
    """Trends with words that a person reads; one that shows another's posts is left out."""
    ids, counts, usual, score = counted
    terms, rows = standing
    told: list[Trend] = []
    shown: list[set[int]] = []
    for i in best[: 8 * limit].tolist():
        where = np.unique(rows[terms == ids[i]])
        if any(len(set(where.tolist()) & s) > 0.5 * min(len(where), len(s)) for s in shown):
            continue
        addresses = recent[where]
        newest = addresses[np.argsort(-view.times(addresses), kind="stable")[:_SHOWN]]
        posts = view.posts(newest)
        names = (_surface(p, int(ids[i]), analyser) for p in posts)
        name = next(filter(None, names), "")
        if len(name) < _SHORTEST or name.isdigit():
            continue
        shown.append(set(where.tolist()))
        told.append(
            Trend(name, int(counts[i]), round(float(usual[i]), 2), float(score[i]), tuple(posts))
        )
        if len(told) == limit:
            break
    return told


def _surface(post: Post, wanted: int, analyser: Analyser) -> str:
    """The word or pair of words of this post whose id is `wanted`."""
    for part in (post.title or "", post.text):
        said = words(part)
        for language in dict.fromkeys((post.lang, "en", "it", "es")):
            ids = term_ids(analyser.terms(part, language)).astype(np.uint64)
            single = np.flatnonzero(ids == np.uint64(wanted))
            if len(single):
                return said[int(single[0])]
            pairs = (ids[:-1] * _PAIR) ^ (ids[1:] << np.uint64(32))
            double = np.flatnonzero(pairs == np.uint64(wanted))
            if len(double):
                return f"{said[int(double[0])]} {said[int(double[0]) + 1]}"
    return ""
