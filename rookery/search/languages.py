"""The languages whose stems are tried for each word of a query, and their function words."""

from __future__ import annotations

import time
from functools import cached_property

import numpy as np

from rookery.people import Reader
from rookery.search.closed import CLOSED, ByGroups
from rookery.search.tuning import TermIds
from rookery.store import View
from rookery.store.where import Is, Where
from rookery.text import STOP, Analyser, term_ids

_COMMON = 0.005  # share of posts from which a language's stems are tried for each query word
_FRESH = 30.0  # seconds


class Languages:
    """Counted in the store now and then; `default` is always the first."""

    def __init__(self, default: str, analyser: Analyser) -> None:
        self.default, self._analyser = default, analyser
        self._public: tuple[float, list[str | None]] = (-_FRESH, [default])
        self._closed = ByGroups(lambda view: _common(view, CLOSED))

    def of(self, view: View, reader: Reader) -> list[str | None]:
        """The default language, and each that enough public posts, or enough of the closed ones
        that `reader` may read, are written in.
        """
        made, langs = self._public
        if time.monotonic() - made > _FRESH:
            common = _common(view, Is("audience", ("public",)))
            langs = list(dict.fromkeys([self.default, *common]))
            self._public = (time.monotonic(), langs)
        own = self._closed.of(view, reader) or []
        return list(dict.fromkeys([*langs, *own]))

    @cached_property
    def function_words(self) -> TermIds:
        """Ids of every function word, as each language stems it; in order."""
        stems = {
            stem
            for lang, held in STOP.items()
            for word in held
            for stem in self._analyser.variants(word, (lang, self.default))
        }
        return np.unique(term_ids(sorted(stems)))


def _common(view: View, where: Where) -> list[str]:
    counted = view.count_by("lang_key", where)
    total = max(sum(n for _, n in counted), 1)
    return [lang for lang, n in counted if n / total >= _COMMON]
