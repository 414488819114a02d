"""Which languages' forms of a query's words are tried, and whose function words it leaves out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from rookery.people import Reader
from rookery.search.closed import CLOSED, ByGroups
from rookery.search.forms import Forms
from rookery.search.tuning import TermIds
from rookery.store import View
from rookery.store.frequency import TermStats
from rookery.text import STOP, Analyser, stemmed_as, term_ids


class Languages:
    """All of them are tried, as far as some public post, or a closed one that the reader may read,
    can hold a word so: the language of a short post is often mistaken, and its words are found.
    """

    def __init__(self, default: str) -> None:
        self.default, self.analyser = default, Analyser(default)
        self._closed = ByGroups(_of_closed)

    def forms(self, view: View, reader: Reader, typed: Sequence[str] = ()) -> Forms:
        """For a query whose words are `typed` (lower case)."""
        closed = self._closed.of(view, reader) or frozenset()
        stats = view.terms

        def known(terms: Sequence[str], langs: Sequence[str]) -> list[bool]:
            held = stats.df(term_ids(terms)).tolist()
            return [bool(n) or lang in closed for n, lang in zip(held, langs, strict=True)]

        return Forms(self.analyser, self.analyser.languages, self._spoken(stats, typed), known)

    def _spoken(self, stats: TermStats, typed: Sequence[str]) -> tuple[str, ...]:
        """The language in whose posts the words are commonest: `son` is a Spanish function word and
        not one beside `mum`.
        """

        def common(lang: str) -> float:
            ids = term_ids([self.analyser.of(lang)[word] for word in typed])
            return sum(math.log(n + 0.5) for n in stats.df(ids).tolist())

        langs = dict.fromkeys((self.analyser.own, *STOP))
        return (max(langs, key=common),)

    @cached_property
    def function_words(self) -> TermIds:
        """Ids of every function word, as its language stems it; in order."""
        terms = {self.analyser.of(lang)[word] for lang, held in STOP.items() for word in held}
        return np.unique(term_ids(sorted(terms)))


def _of_closed(view: View) -> frozenset[str]:
    """The languages of the closed posts that the reader of `view` may read."""
    return frozenset(stemmed_as(lang) for lang, _ in view.count_by("lang_key", CLOSED))
