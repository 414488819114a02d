"""The forms that a query's words have in posts: one a language, each a term of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rookery.text import Analyser, is_stop

Known = Callable[[Sequence[str], Sequence[str]], Sequence[bool]]
"""Of terms and the language of each, which some post may hold."""


@dataclass(frozen=True, slots=True)
class Forms:
    """`langs` are tried for each word, the first always, the others where a post may hold it."""

    analyser: Analyser
    langs: tuple[str, ...]
    spoken: tuple[str, ...]  # the languages whose function words say nothing
    known: Known = lambda terms, langs: [True] * len(terms)

    def terms(self, word: str) -> tuple[str, ...]:
        """The terms of one word, that of the network's own language first."""
        first, *others = self.langs
        tried = [(t, lang) for lang in others for t in self.analyser.variants(word, (lang,))]
        held = self._known(tried)
        found = (
            *self.analyser.variants(word, (first,)),
            *(t for t, _ in itertools.compress(tried, held)),
        )
        return tuple(dict.fromkeys(found))

    def phrases(self, typed: Sequence[str]) -> list[tuple[str, ...]]:
        """Words side by side, as each language has them."""
        of = {lang: tuple(self.analyser.of(lang)[word] for word in typed) for lang in self.langs}
        first, *others = of
        held, n = self._known([(t, lang) for lang in others for t in of[lang]]), len(typed)
        whole = [lang for at, lang in enumerate(others) if all(held[at * n : (at + 1) * n])]
        return list(dict.fromkeys(of[lang] for lang in (first, *whole)))

    def _known(self, tried: Sequence[tuple[str, str]]) -> Sequence[bool]:
        return self.known([term for term, _ in tried], [lang for _, lang in tried])

    def is_stop(self, word: str) -> bool:
        return any(is_stop(word, lang) for lang in self.spoken)
