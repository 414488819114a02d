"""Completion while typing, and spelling: words that the reader can find a post for, nothing else.

The lexicon may lag a delete by a moment, so each suggestion is asked of the store first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from rookery.people import Reader
from rookery.search.closed import ByGroups, closed_words
from rookery.search.completions import Completions
from rookery.search.query import Query
from rookery.search.results import Completion
from rookery.search.spelling import SHORT, Spelling
from rookery.search.typed import typed
from rookery.store import View
from rookery.store.lexicon import Lexicon
from rookery.store.rows import lang_code
from rookery.store.where import EVERYTHING, Word
from rookery.text import Analyser, term_ids, words

_FRESH = 20.0  # seconds that a lexicon is used before it is made anew
_EXACT = 2_000  # posts: beyond, how many hold a word is taken from its stems
_RARER = 50  # times as common a neighbour must be before a word that exists is doubted


class Suggestions:
    """What a person may mean: from the words of public posts, and of those of one's own groups."""

    def __init__(self, lexicon: Callable[[], Lexicon], analyser: Analyser) -> None:
        self._make, self._analyser = lexicon, analyser
        self._lock = threading.Lock()
        self._lexicon: Lexicon | None = None
        self._spell: Spelling | None = None
        self._made = 0.0
        self._closed = ByGroups(closed_words)

    def warm(self) -> None:
        """Make the lexicon and the spelling before anyone types."""
        self._spelling()

    def lexicons(self, view: View, reader: Reader) -> list[Lexicon]:
        """The words of public posts, and those of the closed ones that `reader` may read."""
        own = self._closed.of(view, reader)
        return [self._lexicon_now()] if own is None else [self._lexicon_now(), own]

    def complete(
        self, view: View, reader: Reader, text: str, langs: Sequence[str | None], limit: int
    ) -> list[Completion]:
        """Endings of the last word of `text`; operators and signs ask for their own kind."""
        lexicons = self.lexicons(view, reader)
        return Completions(view, lexicons, self._analyser, langs, limit).of(typed(text))

    def correct(
        self, view: View, reader: Reader, query: Query, langs: Sequence[str | None]
    ) -> str | None:
        """The query with its misspelt words mended, or `None` where nothing is doubted."""
        mended = query.text
        for said, start, end in reversed(query.words()):
            part = query.text[start:end]
            for word in dict.fromkeys(words(said)):
                better = self._better(view, reader, word, langs)
                if better:
                    part = _replace(part, word, better)
            mended = mended[:start] + part + mended[end:]
        return mended if mended != query.text else None

    def _better(
        self, view: View, reader: Reader, word: str, langs: Sequence[str | None]
    ) -> str | None:
        if len(word) < SHORT or not word.isalpha():
            return None
        near = self._spelling().nearest(word)
        if (own := self._closed.of(view, reader)) is not None:
            near += Spelling(own).nearest(word)
            near.sort(key=lambda one: (one.distance, -one.count))
        if not near:
            return None
        stems = self._analyser.variants(word, langs)
        common = self._written(view, word, langs)
        for one in near:
            if one.word[0] != word[0] and one.distance > 1:
                continue
            if set(self._analyser.variants(one.word, langs)) & set(stems):
                continue
            if one.count > _RARER * common and self._exists(view, one.word, langs):
                return one.word
        return None

    def _exists(self, view: View, word: str, langs: Sequence[str | None]) -> bool:
        where = Word(tuple(self._analyser.variants(word, langs)))
        return len(view.best([where], EVERYTHING, 1)) > 0

    def _written(self, view: View, word: str, langs: Sequence[str | None]) -> int:
        """How many posts hold a word as their own language stems it: `fery` is no Spanish feria."""
        stems = self._analyser.variants(word, langs)
        public = int(view.terms.df(term_ids(stems)).sum())
        if public > _EXACT:
            return public
        posts = view.gather(view.find(Word(tuple(stems))))
        row = np.repeat(np.arange(len(posts.key)), np.diff(posts.offsets))
        held = np.zeros(len(posts.key), bool)
        for lang in langs:
            ids = term_ids(self._analyser.variants(word, (lang,)))
            spoken = (posts.lang == lang_code(lang)) | (posts.lang == 0)
            held[row[np.isin(posts.terms, ids) & spoken[row]]] = True
        return int(held.sum())

    def _lexicon_now(self) -> Lexicon:
        with self._lock:
            if self._lexicon is None or time.monotonic() - self._made > _FRESH:
                self._lexicon, self._spell = self._make(), None
                self._made = time.monotonic()
            return self._lexicon

    def _spelling(self) -> Spelling:
        lexicon = self._lexicon_now()
        with self._lock:
            if self._spell is None:
                self._spell = Spelling(lexicon)
            return self._spell


def _replace(query: str, word: str, better: str) -> str:
    low = query.lower()
    at = low.find(word)
    return query[:at] + better + query[at + len(word) :] if at >= 0 else query
