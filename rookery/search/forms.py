"""The forms that a query's words have in posts: one a language, each a term of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rookery.text import Analyser, is_stop

Known = Callable[[str, str], bool]
"""Whether some post may hold a term of a language."""


@dataclass(frozen=True, slots=True)
class Forms:
    """`langs` are tried for each word, the first always, the others where a post may hold it."""

    analyser: Analyser
    langs: tuple[str, ...]
    spoken: tuple[str, ...]  # the languages whose function words say nothing
    known: Known = lambda term, lang: True

    def terms(self, word: str) -> tuple[str, ...]:
        """The terms of one word, that of the network's own language first."""
        first, *others = self.langs
        found = self.analyser.variants(word, (first,))
        for lang in others:
            found += [t for t in self.analyser.variants(word, (lang,)) if self.known(t, lang)]
        return tuple(dict.fromkeys(found))

    def phrases(self, typed: Sequence[str]) -> list[tuple[str, ...]]:
        """Words side by side, as each language has them."""
        first, *others = self.langs
        found = [tuple(self.analyser.of(first)[word] for word in typed)]
        for lang in others:
            terms = tuple(self.analyser.of(lang)[word] for word in typed)
            if all(self.known(term, lang) for term in terms):
                found.append(terms)
        return list(dict.fromkeys(found))

    def is_stop(self, word: str) -> bool:
        return any(is_stop(word, lang) for lang in self.spoken)
