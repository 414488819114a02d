"""Search over a store: the query is compiled, the engine finds, this ranks, folds and shows.

Implements `service.Search`. What each step does lies in the module named after it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rookery.embed.protocol import Embedder
from rookery.people import ANONYMOUS, Reader
from rookery.post import Post
from rookery.search import beside as besides
from rookery.search import threads
from rookery.search.closed import CLOSED, ByGroups
from rookery.search.compile import Compiled, compile_query, compile_words
from rookery.search.fold import fold
from rookery.search.gained import gained
from rookery.search.histogram import histogram
from rookery.search.priors import says_repost
from rookery.search.query import parse
from rookery.search.rank import Asked, Candidates, Ranking, Reading, rank
from rookery.search.results import (
    Community,
    Completion,
    Gained,
    Hit,
    Order,
    Profile,
    Results,
    Thread,
    Trend,
)
from rookery.search.semantic import SemanticReader
from rookery.search.snippet import marked
from rookery.search.suggest import Suggestions
from rookery.search.trends import trends
from rookery.search.tuning import DEFAULT, RankingSettings, TermIds
from rookery.store import Store, View
from rookery.store.frequency import TermStats
from rookery.store.rows import NOWHEN, REPOST, Addresses, Gathered
from rookery.store.where import EVERYTHING, Is, Where
from rookery.text import STOP, Analyser, term_id, term_ids, words

CANDIDATES = 2_000  # posts of the first stage that are scored: at 1,000 TREC 2011 loses .006 MAP
_WINDOW = 100  # results within which copies are folded; more where a page lies deeper
_COMMON = 0.005  # share of posts from which a language's stems are tried for each query word
_LANGS_FRESH = 30.0  # seconds
_COPIES = 5  # folded posts that a result shows
_RELATED = 8
_DAY = 86_400e6  # microseconds


@dataclass(frozen=True, slots=True)
class _Found:
    """Candidates of one query."""

    addresses: Addresses
    posts: Gathered
    order: npt.NDArray[np.intp]
    ranking: Ranking | None


class Searcher:
    """Answers every question of `Search`; each call is one view of the store."""

    def __init__(
        self,
        store: Store,
        *,
        default_lang: str = "en",
        embedder: Embedder | None = None,
        semantic: SemanticReader | None = None,
        settings: RankingSettings = DEFAULT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._default = store, default_lang
        self._embedder, self._semantic = embedder, semantic
        self._settings, self._now = settings, now
        self._analyser = Analyser()
        self._suggestions = Suggestions(store.lexicon, self._analyser)
        self._langs: tuple[float, list[str | None]] = (-_LANGS_FRESH, [default_lang])
        self._closed_langs = ByGroups(lambda view: _common_languages(view, CLOSED))

    # Search

    def search(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        order: Order = "relevance",
        as_of: datetime | None = None,
        limit: int = 20,
        offset: int = 0,
        beside: bool = False,
    ) -> Results:
        """The best or newest posts for `query` that `reader` may read, copies folded."""
        start = time.perf_counter()
        asked = parse(query, now=self._now())
        with self._store.view(reader) as view:
            langs = self._languages(view, reader)
            compiled = compile_query(asked, self._analyser, langs)
            by_words = order == "relevance" and bool(compiled.terms)
            if by_words:
                found = self._ranked(view, query, compiled, as_of)
                matched = view.find(compiled.where, until=as_of) if beside else None
            else:
                matched = view.find(compiled.where, until=as_of)
                found = self._newest(view, matched, offset + limit)
            groups = self._folded(found, offset + limit)
            hits = self._hits(view, found, groups[offset : offset + limit], compiled, langs)
            more = len(groups) > offset + limit
            results = Results(
                query=query,
                order=order,
                as_of=as_of,
                hits=tuple(hits),
                total=len(matched) if matched is not None else self._matching(found, compiled),
                semantic=by_words and self._semantic is not None,
                next_offset=offset + limit if more else None,
            )
            if beside and matched is not None:
                results = self._beside(view, reader, results, found, matched, compiled, langs)
        return replace(results, took_ms=(time.perf_counter() - start) * 1e3)

    def run(
        self,
        text: str,
        reader: Reader = ANONYMOUS,
        *,
        as_of: datetime | None = None,
        depth: int = CANDIDATES,
    ) -> list[tuple[str, float]]:
        """Ids and scores for plain text, taken as words and no operators; nothing is folded."""
        with self._store.view(reader) as view:
            compiled = compile_words(text, self._analyser, self._languages(view, reader))
            found = self._ranked(view, text, compiled, as_of)
            rows = found.order[:depth]
            ids = view.column(found.addresses[rows], ["id"]).column("id").to_pylist()
            assert found.ranking is not None
            return list(zip(ids, found.ranking.scores[rows].tolist(), strict=True))

    def _ranked(self, view: View, query: str, compiled: Compiled, as_of: datetime | None) -> _Found:
        # in order of the rows, so that of two posts that say the same the earlier stands first
        addresses = np.sort(view.best(compiled.terms, compiled.facts, CANDIDATES, until=as_of))
        posts = view.gather(addresses)
        terms, same = _one_id_a_word(compiled)
        text = " ".join(compiled.surface)
        asked = Asked(
            terms,
            self._embedder.embed([text])[0] if self._embedder else None,
            self._function_words,
        )
        now = _micros(as_of or self._now())
        known = posts.at != NOWHEN
        age = np.where(known, np.maximum(now - posts.at, 0) / _DAY, np.nan)
        candidates = Candidates(
            replace(posts, terms=_renamed(posts.terms, same)),
            vectors=posts.vector if self._embedder else None,
            copies=((posts.flags & REPOST) > 0) | says_repost(posts),
            languages=posts.lang.astype(np.int64),
            age_days=age if known.any() else None,
            heat=posts.engagement.astype(np.float64) if posts.engagement.any() else None,
        )
        ranking = rank(
            asked,
            candidates,
            _Renamed(view.terms, same),
            read=self._reading(view, addresses, posts, text),
            settings=self._settings,
        )
        return _Found(addresses, posts, ranking.order, ranking)

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
            texts = [f"{title}. {text}" if title else text or "" for title, text in pairs]
            return reader.cosines(query, posts.key[rows], texts)

        return read

    def _newest(self, view: View, matched: Addresses, wanted: int) -> _Found:
        newest = threads.latest(view, matched, max(_WINDOW, wanted + _WINDOW // 2))
        return _Found(newest, view.gather(newest), np.arange(len(newest)), None)

    def _folded(self, found: _Found, wanted: int) -> list[list[int]]:
        window = max(_WINDOW, wanted + _WINDOW // 2)
        groups = fold(found.posts, found.order[:window])
        return groups + [[row] for row in found.order[window:].tolist()]

    def _hits(
        self,
        view: View,
        found: _Found,
        groups: Sequence[Sequence[int]],
        compiled: Compiled,
        langs: Sequence[str | None],
    ) -> list[Hit]:
        leaders = view.posts(found.addresses[[g[0] for g in groups]])
        shown = [r for g in groups for r in g[1 : 1 + _COPIES]]
        copies = dict(zip(shown, view.posts(found.addresses[shown]), strict=True))
        reposts = dict(
            view.count_by("repost_of", Is("repost_of", tuple(p.id for p in leaders)))
            if leaders
            else ()
        )
        stems = {s for word in compiled.terms for s in word.stems}
        stems |= {s for phrase in compiled.phrases for s in phrase.stems}
        lacking = self._lacking(found, compiled)
        hits = []
        for group, post in zip(groups, leaders, strict=True):
            row = group[0]
            folded = {int(k) for k in found.posts.origin[list(group[1:])]}
            hits.append(
                Hit(
                    post=post,
                    score=float(found.ranking.scores[row]) if found.ranking else 0.0,
                    snippet=marked(post.text, stems, self._analyser, post.lang or self._default),
                    title=marked(post.title, stems, self._analyser, post.lang or self._default)
                    if post.title
                    else (),
                    copies=tuple(copies[r] for r in group[1 : 1 + _COPIES]),
                    copy_count=len(group)
                    - 1
                    + (reposts.get(post.id, 0) if int(found.posts.key[row]) not in folded else 0),
                    partial=bool(lacking[row]),
                    parts=found.ranking.explain(row) if found.ranking else {},
                )
            )
        return hits

    def _lacking(self, found: _Found, compiled: Compiled) -> npt.NDArray[np.bool_]:
        """Which candidates lack some word of the query."""
        n = len(found.addresses)
        lacking = np.zeros(n, bool)
        rows = np.repeat(np.arange(n), np.diff(found.posts.offsets))
        for word in compiled.free:
            held = np.zeros(n, bool)
            held[rows[np.isin(found.posts.terms, term_ids(word.stems))]] = True
            lacking |= ~held
        return lacking

    def _matching(self, found: _Found, compiled: Compiled) -> int:
        return int((~self._lacking(found, compiled)).sum())

    def _beside(
        self,
        view: View,
        reader: Reader,
        results: Results,
        found: _Found,
        matched: Addresses,
        compiled: Compiled,
        langs: Sequence[str | None],
    ) -> Results:
        filters, named = besides.facets(view, matched, compiled.surface)
        terms, _ = _one_id_a_word(compiled)
        return replace(
            results,
            did_you_mean=self._suggestions.correct(view, reader, parse(results.query), langs),
            related=self._related(view, found, compiled),
            people=tuple(besides.people(view, found.addresses, found.posts, terms)),
            communities=tuple(named),
            histogram=histogram(view.times(matched)),
            facets=tuple(filters),
        )

    def _related(self, view: View, found: _Found, compiled: Compiled) -> tuple[str, ...]:
        """Words that feedback found beside the query's own, as the best posts write them."""
        if found.ranking is None:
            return ()
        gained = found.ranking.expansion.related
        ids = found.ranking.expansion.ids
        wanted = [int(i) for i in ids[np.argsort(-gained)] if gained[ids == i].max() > 0][:40]
        said: dict[int, str] = {}
        for post in view.posts(found.addresses[found.order[:10]]):
            for word in words(f"{post.title or ''} {post.text}"):
                stem = self._analyser.variants(word, (post.lang or self._default,))[0]
                said.setdefault(term_id(stem), word)
        own = {s for word in compiled.terms for s in word.stems}
        out = [
            said[i]
            for i in wanted
            if i in said
            and len(said[i]) > 2
            and not said[i].isdigit()
            and own.isdisjoint(self._analyser.variants(said[i], (self._default,)))
        ]
        return tuple(out[:_RELATED])

    # Beside search

    def gained(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        after: int,
        upto: int | None = None,
        limit: int = 0,
    ) -> Gained:
        """What `query` has gained by the changes numbered after `after`, and up to `upto`."""
        asked = parse(query, now=self._now())
        with self._store.view(reader) as view:
            compiled = compile_query(asked, self._analyser, self._languages(view, reader))
            return gained(view, compiled.where, after, upto, limit)

    def complete(self, prefix: str, reader: Reader = ANONYMOUS, limit: int = 8) -> list[Completion]:
        with self._store.view(reader) as view:
            langs = self._languages(view, reader)
            return self._suggestions.complete(view, reader, prefix, langs, limit)

    def trends(
        self,
        reader: Reader = ANONYMOUS,
        limit: int = 10,
        *,
        as_of: datetime | None = None,
        hours: float = 24,
    ) -> list[Trend]:
        """What rises in the last `hours`, counted back from `as_of`, else from the newest post."""
        with self._store.view(reader) as view:
            now = as_of or self._newest_time(view)
            if now is None:
                return []
            stop = set(self._function_words.tolist())
            return trends(view, now, timedelta(hours=hours), limit, stop, self._analyser)

    def _newest_time(self, view: View) -> datetime | None:
        times = view.times(view.find(EVERYTHING, until=self._now()))
        known = times[times != NOWHEN]
        return datetime.fromtimestamp(int(known.max()) / 1e6, UTC) if len(known) else None

    def post(self, id: str, reader: Reader = ANONYMOUS) -> Post:
        """Raises NotFound, also for what the reader may not read."""
        with self._store.view(reader) as view:
            return threads.one(view, id)

    def posts(self, ids: Sequence[str], reader: Reader = ANONYMOUS) -> list[Post]:
        """Those of `ids` that exist and may be read, in their order."""
        with self._store.view(reader) as view:
            found = view.ids(ids)
            return view.posts(np.array([found[i] for i in ids if i in found], np.uint64))

    def thread(self, id: str, reader: Reader = ANONYMOUS) -> Thread:
        with self._store.view(reader) as view:
            return threads.thread(view, id)

    def author(self, handle: str, reader: Reader = ANONYMOUS) -> Profile:
        with self._store.view(reader) as view:
            followers, following = self._store.follows(handle.removeprefix("@"))
            seen = threads.seen_authors(view, [*followers, *following])
            return threads.profile(
                view,
                handle,
                ([f for f in followers if f in seen], [f for f in following if f in seen]),
            )

    def community(self, name: str, reader: Reader = ANONYMOUS) -> tuple[Community, Sequence[Post]]:
        with self._store.view(reader) as view:
            return threads.community(view, name)

    def communities(self, reader: Reader = ANONYMOUS, limit: int = 50) -> list[Community]:
        with self._store.view(reader) as view:
            return threads.communities(view, limit)

    # Languages

    def warm(self) -> None:
        """Load what a first query would wait for: for a server, before anyone asks."""
        with self._store.view(ANONYMOUS) as view:
            self._languages(view, ANONYMOUS)
        self._suggestions.warm()
        if self._semantic is not None:
            self._semantic.query("warm")

    def _languages(self, view: View, reader: Reader) -> list[str | None]:
        """The default language, and each that enough public posts, or enough of the closed ones
        that `reader` may read, are written in.
        """
        made, langs = self._langs
        if time.monotonic() - made > _LANGS_FRESH:
            common = _common_languages(view, Is("audience", ("public",)))
            langs = list(dict.fromkeys([self._default, *common]))
            self._langs = (time.monotonic(), langs)
        own = self._closed_langs.of(view, reader) or []
        return list(dict.fromkeys([*langs, *own]))

    @cached_property
    def _function_words(self) -> TermIds:
        """Ids of every function word, as each language stems it; in order."""
        stems = {
            stem
            for lang, held in STOP.items()
            for word in held
            for stem in self._analyser.variants(word, (lang, self._default))
        }
        return np.unique(term_ids(sorted(stems)))


def _common_languages(view: View, where: Where) -> list[str]:
    counted = view.count_by("lang_key", where)
    total = max(sum(n for _, n in counted), 1)
    return [lang for lang, n in counted if n / total >= _COMMON]


class _Renamed:
    """Term statistics in which the stems of one word count as one term."""

    def __init__(self, stats: TermStats, same: dict[int, int]) -> None:
        self._stats, self._same = stats, same
        self.posts, self.mean_length = stats.posts, stats.mean_length

    def df(self, ids: TermIds) -> npt.NDArray[np.int64]:
        counts = self._stats.df(ids)
        for other, first in self._same.items():
            spot = np.flatnonzero(ids == first)
            if len(spot):
                counts[spot] += self._stats.df(np.array([other], np.uint32))[0]
        return counts


def _one_id_a_word(compiled: Compiled) -> tuple[TermIds, dict[int, int]]:
    """The query's term ids, and for each further stem of a word the id that stands for it."""
    ids, same = [], {}
    for word in compiled.terms:
        first, *others = term_ids(word.stems).tolist()
        ids.append(first)
        same.update({other: first for other in others if other != first})
    return np.array(ids, np.uint32), same


def _renamed(terms: TermIds, same: dict[int, int]) -> TermIds:
    if not same:
        return terms
    out = terms.copy()
    for other, first in same.items():
        out[terms == np.uint32(other)] = first
    return out


def _micros(time: datetime) -> int:
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1e6)
