"""What rises now against its own past: words and pairs of words, with posts that show it.

Counted by author, so that one loud account is no trend; computed from the forward index at the
moment of asking, so that nothing of a deleted or closed post is ever in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from rookery.post import Post
from rookery.search.results import Span, Trend
from rookery.search.snippet import marked
from rookery.search.telling import Telling
from rookery.search.times import shifted
from rookery.search.trend_words import PAIR, as_written
from rookery.store import View
from rookery.store.rows import FIELDS, Addresses, Gathered
from rookery.store.where import Range
from rookery.text import Analyser, words

PAST = 14  # windows that make the past
_SAMPLE = 40_000  # posts of the past that are counted; beyond, every k-th
_LEAST = 3  # authors in the window
_SURE = 2.0  # standard deviations above the past
_COMMON = 1 / 30
_PAIRED = 1.25  # two words tell more than one: a pair wins over a word that stands little oftener
_SHORTEST = 3  # letters
_ALIKE = 0.12  # mean cosine of a trend's posts; on Reddit "shut up" has .07, "supreme court" .37
_TELLS = 1.4  # see `telling`: `didn't` has 1.2, `behind` 1.35, `lit` 1.6
_TRIED = 12  # terms that are looked at for each trend
_SHOWN = 3  # posts a trend
_LINE = 90  # characters of a post that show it
_READ = 12  # posts that say how a trend is written
_BODY = FIELDS.index("text")

Ids = npt.NDArray[np.uint64]


def trends(
    view: View,
    now: datetime,
    window: timedelta,
    limit: int,
    stop: npt.NDArray[np.uint32],
    analyser: Analyser,
    telling: Telling,
) -> list[Trend]:
    """The terms whose authors in the window are most above what their past would lead to."""
    begin, end = shifted(now, -window), shifted(now, timedelta(microseconds=1))
    recent = view.find(Range("created_at", begin, end))
    if not len(recent):
        return []
    past = view.find(Range("created_at", shifted(now, -(PAST + 1) * window), begin))
    share = max(len(past) // _SAMPLE, 1)
    here, before = view.gather(recent), view.gather(np.sort(past)[::share])
    terms, posts = _pairs(here, stop)
    ids, counts = _by_author(terms, posts, here)
    old_terms, old_rows = _pairs(before, stop)
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
    told = _Told(
        view, recent, (terms, posts), _centred(here.vector, before.vector), analyser, telling
    )
    return told.first(limit, best, ids, counts, usual, score)


def _pairs(posts: Gathered, ignore: npt.NDArray[np.uint32]) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Single terms and neighbouring pairs of title and text, each with the row it stands in."""
    lengths = posts.bounds[:, _BODY]
    row = np.repeat(np.arange(len(lengths)), lengths)
    within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    terms = posts.terms[np.repeat(posts.offsets[:-1], lengths) + within]
    good = ~np.isin(terms, ignore)
    side = good[:-1] & good[1:] & (row[:-1] == row[1:]) if len(terms) else good
    wide = terms.astype(np.uint64)
    pairs = (wide[:-1][side] * PAIR) ^ (wide[1:][side] << np.uint64(32)) if len(terms) else wide
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


@dataclass(frozen=True, slots=True)
class _Told:
    """Makes trends that a person reads of the terms of a window."""

    view: View
    recent: Addresses  # the n posts of the window
    standing: tuple[Ids, npt.NDArray[np.int64]]  # terms, and the row of the post each stands in
    vectors: npt.NDArray[np.float32] | None  # (n, d)
    analyser: Analyser
    telling: Telling

    def first(
        self,
        limit: int,
        best: npt.NDArray[np.int64],
        ids: Ids,
        counts: npt.NDArray[np.int64],
        usual: npt.NDArray[np.float64],
        score: npt.NDArray[np.float64],
    ) -> list[Trend]:
        """The first of `best` that are topics; one that shows another's posts is left out."""
        told: list[Trend] = []
        shown: list[set[int]] = []
        names: set[str] = set()
        for i in best[: _TRIED * limit].tolist():
            rows = np.unique(self.standing[1][self.standing[0] == ids[i]])
            if any(len(set(rows.tolist()) & s) > 0.5 * min(len(rows), len(s)) for s in shown):
                continue
            if self.vectors is not None and _alike(self.vectors[rows]) < _ALIKE:
                continue
            name, lang, posts = self._named(rows, int(ids[i]))
            if len(name) < _SHORTEST or name.lower() in names or not self._tells(name):
                continue
            names.add(name.lower())
            shown.append(set(rows.tolist()))
            lines = tuple(self._line(post, name, lang) for post in posts)
            expected = round(float(usual[i]), 2)
            told.append(Trend(name, int(counts[i]), expected, float(score[i]), posts, lines))
            if len(told) == limit:
                break
        return told

    def _named(
        self, rows: npt.NDArray[np.int64], wanted: int
    ) -> tuple[str, str | None, tuple[Post, ...]]:
        """A term as most of the newest posts write it, its language, and the posts."""
        addresses = self.recent[rows]
        newest = addresses[np.argsort(-self.view.times(addresses), kind="stable")[:_READ]]
        lang = self.view.column(newest[:1], ["lang_key"]).column("lang_key")[0].as_py()
        read = [(p, as_written(p, lang, wanted, self.analyser)) for p in self.view.posts(newest)]
        forms = Counter(written for _, written in read if written)
        if not forms:
            return "", lang, ()
        proof = tuple(post for post, written in read if written)
        return forms.most_common(1)[0][0], lang, proof[:_SHOWN]

    def _tells(self, name: str) -> bool:
        said = words(name)
        if any(sum(map(str.isdigit, word)) > 2 and not word.isdigit() for word in said):
            return False  # a number of something, or half a handle
        return any(c.isalpha() for c in name) and max(map(self.telling, said)) > _TELLS

    def _line(self, post: Post, name: str, lang: str | None) -> tuple[Span, ...]:
        """What a post says of the term in one line: its title where that holds it."""
        terms = {self.analyser.term(word, lang) for word in words(name)}
        title = marked(post.title or "", terms, self.analyser, lang, length=_LINE)
        if any(span.hit for span in title) or not post.text:
            return title
        return marked(post.text, terms, self.analyser, lang, length=_LINE)


def _centred(
    here: npt.NDArray[np.int8], before: npt.NDArray[np.int8]
) -> npt.NDArray[np.float32] | None:
    """Unit vectors of the window's posts (n, d) without what all of the past's share."""
    if not here.any():
        return None
    usual = _unit(before if len(before) else here).mean(axis=0)
    return _unit(_unit(here) - usual)


def _unit(vectors: npt.NDArray[np.number]) -> npt.NDArray[np.float32]:
    wide = vectors.astype(np.float32)
    unit: npt.NDArray[np.float32] = wide / np.maximum(
        np.linalg.norm(wide, axis=1, keepdims=True), 1e-9
    )
    return unit


def _alike(vectors: npt.NDArray[np.float32]) -> float:
    """The mean cosine of two different posts among unit vectors (n, d).

    Posts on one event say other things alike too; those that share `behind` share nothing else.
    """
    n = len(vectors)
    whole = vectors.sum(axis=0)
    return float((whole @ whole - (vectors**2).sum()) / max(n * (n - 1), 1))
