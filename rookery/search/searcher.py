"""Search over a store: the query is compiled, the engine finds, this ranks, folds and shows.

Implements `service.Search`. What each step does lies in the module named after it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from rookery.embed.protocol import Embedder
from rookery.errors import BadInput
from rookery.people import ANONYMOUS, Reader
from rookery.post import Post
from rookery.search import beside as besides
from rookery.search import threads
from rookery.search.compile import Compiled, compile_query, compile_words
from rookery.search.counting import count
from rookery.search.fold import fold
from rookery.search.forms import Forms
from rookery.search.found import CANDIDATES, Found, Ranker, newest
from rookery.search.gained import gained
from rookery.search.histogram import histogram
from rookery.search.hits import hits
from rookery.search.languages import Languages
from rookery.search.named import named
from rookery.search.notices import notices
from rookery.search.query import LONGEST, Query, parse
from rookery.search.results import (
    By,
    Community,
    Completion,
    Counted,
    Gained,
    Order,
    Profile,
    Results,
    Thread,
    Trend,
    Unit,
)
from rookery.search.same_word import one_id_a_word
from rookery.search.semantic import SemanticReader
from rookery.search.suggest import Suggestions
from rookery.search.telling import telling
from rookery.search.trends import trends
from rookery.search.tuning import DEFAULT, RankingSettings, TermIds
from rookery.store import Store, View
from rookery.store.rows import NOWHEN, Addresses
from rookery.store.where import EVERYTHING, Where
from rookery.text import words


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
        self._store, self._semantic, self._now = store, semantic, now
        self._languages = Languages(default_lang)
        self._analyser = self._languages.analyser
        self._ranker = Ranker(self._function_words, embedder, semantic, settings, now)
        self._suggestions = Suggestions(store.lexicon)

    def warm(self) -> None:
        """Load what a first query would wait for: for a server, before anyone asks."""
        self._function_words()
        telling("warm")
        self._suggestions.warm()
        if self._semantic is not None:
            self._semantic.query("warm")

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
            forms = self._forms(view, reader, asked)
            compiled = compile_query(asked, forms)
            by_words = order == "relevance" and bool(compiled.terms)
            if by_words:
                found = self._ranker.ranked(view, compiled, as_of)
                groups = fold(found.posts, found.order)
                matched = view.find(compiled.where, until=as_of) if beside else None
            else:
                matched = view.find(compiled.where, until=as_of)

                def among(most: int) -> Found:
                    if order == "relevance":
                        return self._ranker.weighed(view, compiled, matched, most, as_of)
                    return newest(view, matched, most, as_of or self._now())

                found, groups = _folded(among, len(matched), offset + limit)
            page = groups[offset : offset + limit]
            lacking = found.lacking(compiled)
            shown = hits(view, found, page, lacking, compiled, self._analyser, as_of)
            more = len(groups) > offset + limit
            results = Results(
                query=query,
                order=order,
                as_of=as_of,
                hits=tuple(shown),
                total=len(matched) if matched is not None else int((~lacking).sum()),
                semantic=by_words and self._semantic is not None,
                next_offset=offset + limit if more else None,
                notices=() if len(found.addresses) else notices(view, asked),
            )
            if beside and matched is not None:
                results = self._beside(view, reader, results, found, matched, compiled, forms)
        return replace(results, took_ms=(time.perf_counter() - start) * 1e3)

    def run(
        self,
        text: str,
        reader: Reader = ANONYMOUS,
        *,
        as_of: datetime | None = None,
        depth: int = CANDIDATES,
    ) -> list[tuple[str, float]]:
        """Ids and scores for plain text, taken as words and no operators; nothing is folded.

        Recency counts from `as_of`, and without it not at all: a run is the same on every day.
        """
        with self._store.view(reader) as view:
            compiled = compile_words(text, self._languages.forms(view, reader, words(text)))
            found = self._ranker.ranked(view, compiled, as_of, recency=as_of is not None)
            rows = found.order[:depth]
            ids = view.column(found.addresses[rows], ["id"]).column("id").to_pylist()
            assert found.ranking is not None
            return list(zip(ids, found.ranking.scores[rows].tolist(), strict=True))

    def _beside(
        self,
        view: View,
        reader: Reader,
        results: Results,
        found: Found,
        matched: Addresses,
        compiled: Compiled,
        forms: Forms,
    ) -> Results:
        terms, _ = one_id_a_word(compiled)
        return replace(
            results,
            did_you_mean=self._meant(view, reader, results, forms),
            related=besides.related(view, found, compiled, forms, telling),
            people=tuple(besides.people(view, found.addresses, found.posts, terms)),
            communities=tuple(
                named(view, self._suggestions.lexicons(view, reader), compiled.surface)
            ),
            histogram=histogram(view.times(matched)),
            facets=tuple(besides.facets(view, matched)),
            facets_of=min(len(matched), besides.COUNTED),
        )

    def _meant(self, view: View, reader: Reader, results: Results, forms: Forms) -> str | None:
        """The query spelt right, where it finds something so."""
        now = self._now()
        asked = parse(results.query, now=now)
        mended = self._suggestions.correct(view, reader, asked, forms, results.as_of)
        if mended is None or len(mended) > LONGEST:
            return None
        meant = parse(mended, now=now)
        where = compile_query(meant, self._forms(view, reader, meant)).where
        return mended if len(view.find(where, until=results.as_of)) else None

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
            compiled = compile_query(asked, self._forms(view, reader, asked))
            return gained(view, compiled.where, after, upto, limit)

    def count(
        self,
        query: str,
        reader: Reader = ANONYMOUS,
        *,
        of: Unit = "posts",
        by: By | None = None,
        as_of: datetime | None = None,
    ) -> Counted:
        """How many posts match, or people who wrote them, and when the first and last was."""
        asked = parse(query, now=self._now())
        with self._store.view(reader) as view:
            compiled = compile_query(asked, self._forms(view, reader, asked))
            return count(view, view.find(compiled.where, until=as_of), of, by)

    def complete(self, prefix: str, reader: Reader = ANONYMOUS, limit: int = 8) -> list[Completion]:
        with self._store.view(reader) as view:

            def forms_of(query: str) -> Forms:
                return self._languages.forms(view, reader, words(query))

            def asked(query: str) -> Where | None:
                try:
                    read = parse(query, now=self._now())
                except BadInput:
                    return None
                return compile_query(read, self._forms(view, reader, read)).where

            return self._suggestions.complete(view, reader, prefix, forms_of, limit, asked)

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
            stop = self._function_words()
            window = timedelta(hours=hours)
            return trends(view, now, window, limit, stop, self._analyser, telling)

    def _forms(self, view: View, reader: Reader, asked: Query) -> Forms:
        typed = [word for said, _, _ in asked.words() for word in words(said)]
        return self._languages.forms(view, reader, typed)

    def _function_words(self) -> TermIds:
        return self._languages.function_words

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

    def communities(self, reader: Reader = ANONYMOUS) -> list[Community]:
        with self._store.view(reader) as view:
            return threads.communities(view)


def _folded(
    among: Callable[[int], Found], matched: int, wanted: int
) -> tuple[Found, list[list[int]]]:
    """Of so many that match, and their groups: so many that one stands beyond `wanted`."""
    most = CANDIDATES
    while True:
        found = among(most)
        groups = fold(found.posts, found.order)
        if len(groups) > wanted or most >= matched:
            return found, groups
        most *= 4
