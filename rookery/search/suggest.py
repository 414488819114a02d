"""Completion while typing, and spelling: words that the reader can find a post for, nothing else.

The lexicon may lag a delete by a moment, so each suggestion is asked of the store first.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rookery.people import Reader
from rookery.search.closed import ByGroups, closed_words
from rookery.search.compile import compile_filters
from rookery.search.completions import Completions
from rookery.search.forms import Forms
from rookery.search.query import Query
from rookery.search.results import Completion
from rookery.search.spelling import SHORT, Near, Spelling
from rookery.search.typed import typed
from rookery.store import View
from rookery.store.lexicon import Lexicon
from rookery.store.where import And, Where, Word
from rookery.text import STOP, fold, term_ids, words

_FRESH = 20.0  # seconds that a lexicon is used before it is made anew
_EXACT = 2_000  # posts: up to here a completion's count is exact
_LONG = 7  # letters, from which two may be wrong
_WEIGHED = 5  # neighbours that are weighed against the words beside
_RARER = 50  # times as common a neighbour must be before a word that exists is doubted


@dataclass(frozen=True, slots=True)
class _Among:
    """The posts that a query is about, whatever their words: what is meant stands in some."""

    view: View
    forms: Forms
    filters: Where
    until: datetime | None

    def hold(self, word: str) -> bool:
        found = self.view.best([self._term(word)], self.filters, 1, until=self.until)
        return len(found) > 0

    def together(self, words: Sequence[str]) -> int:
        """How many of them hold all of `words`."""
        where = And((*map(self._term, words), self.filters))
        return len(self.view.find(where, until=self.until))

    def _term(self, word: str) -> Word:
        return Word(self.forms.terms(word))


class Suggestions:
    """What a person may mean: from the words of public posts, and of those of one's own groups."""

    def __init__(self, lexicon: Callable[[], Lexicon]) -> None:
        self._make = lexicon
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
        self,
        view: View,
        reader: Reader,
        text: str,
        forms_of: Callable[[str], Forms],
        limit: int,
        asked: Callable[[str], Where | None],
    ) -> list[Completion]:
        """Endings of the last word of `text`; operators and signs ask for their own kind.

        `asked` tells what a query asks for, `None` where it cannot be read, and `forms_of` the
        forms of its words.
        """
        lexicons = self.lexicons(view, reader)
        return Completions(view, lexicons, forms_of(""), limit, asked, forms_of).of(typed(text))

    def correct(
        self, view: View, reader: Reader, query: Query, forms: Forms, as_of: datetime | None = None
    ) -> str | None:
        """The query with its misspelt words mended, or `None` where nothing is doubted.

        Each word that is put in stands in a post that the filters let through; whether all
        stand together is for the caller to ask.
        """
        among = _Among(view, forms, compile_filters(query, forms), as_of)
        mended = query.text
        every = [word for said, _, _ in query.words() for word in words(said)]
        for said, start, end in reversed(query.words()):
            part = query.text[start:end]
            for word in dict.fromkeys(words(said)):
                others = [other for other in every if other != word and not forms.is_stop(other)]
                better = self._better(among, reader, word, others)
                if better:
                    part = _replace(part, word, better)
            mended = mended[:start] + part + mended[end:]
        return mended if mended != query.text else None

    def _better(
        self, among: _Among, reader: Reader, word: str, others: Sequence[str]
    ) -> str | None:
        """What is meant by `word`, `others` beside it; `None` where it may be meant itself."""
        if len(word) < SHORT or not word.isalpha() or _of_any_language(word):
            return None
        view, forms = among.view, among.forms
        near = self._spelling().nearest(word)
        if (own := self._closed.of(view, reader)) is not None:
            near += Spelling(own).nearest(word)
            near.sort(key=lambda one: (one.distance, -one.count))
        if not near:
            return None
        terms = forms.terms(word)
        common = int(view.terms.df(term_ids(terms)).sum())
        if reader.groups:  # a word of one's own group is no slip of a public one
            common = max(common, len(view.find(Word(terms))))
        likely = [
            one
            for one in near
            if one.word[0] == word[0]
            and one.distance <= (2 if len(word) >= _LONG else 1)
            and one.count > _RARER * common
            and not _of_any_language(one.word)
            and forms.terms(one.word)[0] != terms[0]
        ]
        return _likeliest(among, likely[:_WEIGHED], others)

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


def _likeliest(among: _Among, near: Sequence[Near], others: Sequence[str]) -> str | None:
    """Of words as near as each other the one that stands with the `others` in most posts, else
    the most common one that stands in any.
    """
    best: tuple[int, str] | None = None
    for one in near if others else ():
        together = among.together((one.word, *others))
        if together and (best is None or together > best[0]):
            best = (together, one.word)
    if best is not None:
        return best[1]
    return next((one.word for one in near if among.hold(one.word)), None)


def _of_any_language(word: str) -> bool:
    """Whether it is a function word of some language, or one without its accents: it may be meant,
    and never is where another word was typed.
    """
    return fold(word) in _FUNCTION_WORDS


_FUNCTION_WORDS = frozenset(fold(word) for held in STOP.values() for word in held)


def _replace(query: str, word: str, better: str) -> str:
    low = query.lower()
    at = low.find(word)
    return query[:at] + better + query[at + len(word) :] if at >= 0 else query
