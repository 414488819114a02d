"""The posts that may answer a query: what the engine finds, gathered and put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from rookery.embed.protocol import Embedder
from rookery.search import priors
from rookery.search.compile import Compiled
from rookery.search.rank import Asked, Candidates, Ranking, Reading, rank
from rookery.search.same_word import RenamedStats, one_id_a_word, renamed
from rookery.search.score import gains
from rookery.search.semantic import SemanticReader, words
from rookery.search.threads import latest
from rookery.search.tuning import RankingSettings, TermIds
from rookery.store import View
from rookery.store.rows import NOWHEN, REPOST, Addresses, Gathered
from rookery.text import term_ids

CANDIDATES = 2_000  # posts of the first stage that are scored: at 1,000 TREC 2011 loses .006 MAP
_WEIGHED = 10_000  # posts with a phrase: up to here weighing each takes less than asking the engine
_DAY = 86_400e6  # microseconds


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates of one query: n posts, and their rows best or newest first."""

    addresses: Addresses
    posts: Gathered
    order: npt.NDArray[np.intp]
    ranking: Ranking | None  # none where they stand by time

    def lacking(self, compiled: Compiled) -> npt.NDArray[np.bool_]:
        """Which candidates lack some word of the query; (n,)."""
        n = len(self.addresses)
        lacking = np.zeros(n, bool)
        rows = np.repeat(np.arange(n), np.diff(self.posts.offsets))
        for word in compiled.free:
            held = np.zeros(n, bool)
            held[rows[np.isin(self.posts.terms, term_ids(word.stems))]] = True
            lacking |= ~held
        return lacking


def newest(view: View, matched: Addresses, most: int, now: datetime) -> Found:
    """The newest `most` of what matches."""
    addresses = latest(matched, _believed(view.times(matched), _micros(now)), most)
    return Found(addresses, view.gather(addresses), np.arange(len(addresses)), None)


class Ranker:
    """Asks the engine for candidates and ranks them with all that is known of them."""

    def __init__(
        self,
        function_words: Callable[[], TermIds],
        embedder: Embedder | None,
        semantic: SemanticReader | None,
        settings: RankingSettings,
        now: Callable[[], datetime],
    ) -> None:
        self._function_words = function_words
        self._embedder, self._semantic = embedder, semantic
        self._settings, self._now = settings, now

    def ranked(
        self, view: View, compiled: Compiled, as_of: datetime | None, *, recency: bool = True
    ) -> Found:
        """The best candidates for the words of a query, best first.

        Without `recency` no post's age counts: for questions that are not asked at any moment.
        """
        # in order of the rows, so that of two posts that say the same the earlier stands first
        addresses = np.sort(self._candidates(view, compiled, as_of))
        return self._of(view, compiled, addresses, as_of, recency=recency)

    def weighed(
        self, view: View, compiled: Compiled, matched: Addresses, most: int, as_of: datetime | None
    ) -> Found:
        """The best `most` of what matches a query without words, by all else that tells: whatever
        `most` is they stand in the same order.
        """
        now = _micros(as_of or self._now())
        at = _believed(view.times(matched), now)
        age = np.where(at == NOWHEN, np.nan, np.maximum(now - at, 0) / _DAY)
        heat = view.heat(matched).astype(np.float64)
        score = priors.recency(age, self._settings) + priors.engagement(heat, self._settings)
        score = np.round(score, 9)  # as ranking rounds
        if len(score) > most:  # only those that may be among them are put in order
            held = np.flatnonzero(score >= np.partition(score, -most)[-most])
            matched, at, score = matched[held], at[held], score[held]
        best = np.lexsort((matched, -at, -score))[:most]
        return self._of(view, compiled, matched[best], as_of, recency=True)

    def _of(
        self,
        view: View,
        compiled: Compiled,
        addresses: Addresses,
        as_of: datetime | None,
        *,
        recency: bool,
    ) -> Found:
        posts = view.gather(addresses)
        terms, same = one_id_a_word(compiled)
        text = " ".join(compiled.surface)
        asked = Asked(
            terms,
            self._embedder.embed([text])[0] if self._embedder else None,
            self._function_words(),
        )
        now = _micros(as_of or self._now())
        at = _believed(posts.at, now)
        known = (at != NOWHEN) & recency
        age = np.where(known, np.maximum(now - at, 0) / _DAY, np.nan)
        candidates = Candidates(
            replace(posts, terms=renamed(posts.terms, same)),
            vectors=posts.vector if self._embedder else None,
            copies=((posts.flags & REPOST) > 0) | priors.says_repost(posts),
            languages=posts.lang.astype(np.int64),
            age_days=age if known.any() else None,
            heat=posts.engagement.astype(np.float64) if posts.engagement.any() else None,
        )
        ranking = rank(
            asked,
            candidates,
            RenamedStats(view.terms, same),
            read=self._reading(view, addresses, posts, text),
            settings=self._settings,
        )
        return Found(addresses, posts, ranking.order, ranking)

    def _candidates(self, view: View, compiled: Compiled, until: datetime | None) -> Addresses:
        """The posts that the words of the query say most of, best first."""
        if not compiled.phrases:
            return view.best(compiled.terms, compiled.facts, CANDIDATES, until=until)
        # the engine would weigh every post with any of the words, and few hold the phrase
        among = view.find(compiled.facts, until=until)
        if len(among) > _WEIGHED:
            return view.best(compiled.terms, compiled.facts, CANDIDATES, until=until)
        stems = {stem for word in compiled.terms for stem in word.stems}
        each = gains(view.gather(among), term_ids(sorted(stems)), view.terms, self._settings)
        weight = each.sum(axis=1)
        best = np.argsort(-weight, kind="stable")[:CANDIDATES]
        chosen: Addresses = among[best[weight[best] > 0]]
        return chosen

    def _reading(
        self, view: View, addresses: Addresses, posts: Gathered, text: str
    ) -> Reading | None:
        reader = self._semantic
        if reader is None or not text:
            return None
        query = reader.query(text)

        def read(rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
            table = view.column(addresses[rows], ["title", "text"])
            pairs = zip(
                table.column("title").to_pylist(), table.column("text").to_pylist(), strict=True
            )
            texts = [words(title, text) for title, text in pairs]
            return reader.cosines(query, posts.key[rows], texts)

        return read


def _believed(at: npt.NDArray[np.int64], now: int) -> npt.NDArray[np.int64]:
    """Times of posts, those of a clock that is wrong as unknown: it would be new for ever.

    A day ahead is let through: many a source gives local time for UTC.
    """
    return np.where(at > now + _DAY, NOWHEN, at)


def _micros(time: datetime) -> int:
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1e6)
