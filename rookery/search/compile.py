"""A query's tree to what the store is asked: stems for words, facts for operators.

Words may be missing from a post in order of relevance; everything else always holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rookery.search.query import Both, Either, Fact, Node, Query, Quoted, Without, Words
from rookery.store.where import And, Not, Or, Phrase, Where, Word
from rookery.text import Analyser, words


@dataclass(frozen=True, slots=True)
class Compiled:
    """`where` asks for everything; `facts` leaves the free words at the top to ranking."""

    where: Where
    facts: Where
    terms: tuple[Word, ...]  # the free words' stems, function words left out
    phrases: tuple[Phrase, ...]  # wanted, for marking
    surface: tuple[str, ...]  # the free words as typed, in lower case


def compile_query(query: Query, analyser: Analyser, langs: Sequence[str | None]) -> Compiled:
    """`langs` are the languages whose stems are tried for each word, the default first."""
    return _Compiler(analyser, langs).query(query)


def compile_words(text: str, analyser: Analyser, langs: Sequence[str | None]) -> Compiled:
    """Plain text, whatever signs it holds, as free words."""
    compiler = _Compiler(analyser, langs)
    terms, surface = compiler.free(list(dict.fromkeys(words(text))))
    return Compiled(And(terms), And(()), terms, (), surface)


class _Compiler:
    def __init__(self, analyser: Analyser, langs: Sequence[str | None]) -> None:
        self._analyser, self._langs = analyser, langs

    def query(self, query: Query) -> Compiled:
        typed: list[str] = []
        forced: list[Where] = []
        kept: list[Where] = []
        for part in query.root.parts:
            if isinstance(part, Words):
                typed += words(part.text)
                forced += self._stems(part.text) if part.forced else []
            elif (where := self._where(part)) is not None:
                kept.append(where)
        terms, surface = self.free(list(dict.fromkeys(typed)))
        facts = And((*kept, *forced))
        ranked = terms or tuple(w for w in _positive_words(facts))
        return Compiled(And((*terms, *facts.parts)), facts, ranked, tuple(_phrases(facts)), surface)

    def free(self, typed: Sequence[str]) -> tuple[tuple[Word, ...], tuple[str, ...]]:
        """Words for ranking: function words are left out, unless there is nothing else."""
        telling = [w for w in typed if not self._analyser.is_stop(w, self._langs)] or list(typed)
        return tuple(self._word(w) for w in telling), tuple(telling)

    def _word(self, word: str) -> Word:
        return Word(tuple(self._analyser.variants(word, self._langs)))

    def _stems(self, text: str) -> list[Where]:
        return [self._word(w) for w in words(text)]

    def _where(self, node: Node) -> Where | None:
        """`None` for a part that says nothing, such as a lone sign."""
        match node:
            case Words():
                stems = self._stems(node.text)
                return None if not stems else stems[0] if len(stems) == 1 else And(tuple(stems))
            case Quoted():
                return self._phrase(words(node.text))
            case Fact():
                return node.where
            case Without():
                part = self._where(node.part)
                return None if part is None else Not(part)
            case Both():
                parts = tuple(w for p in node.parts if (w := self._where(p)) is not None)
                return And(parts) if parts else None
            case Either():
                parts = tuple(w for p in node.parts if (w := self._where(p)) is not None)
                return Or(parts) if parts else None

    def _phrase(self, typed: Sequence[str]) -> Where | None:
        """Side by side as one of the languages stems them."""
        if not typed:
            return None
        by_lang = dict.fromkeys(
            tuple(self._analyser.variants(w, (lang,))[0] for w in typed) for lang in self._langs
        )
        phrases = tuple(Phrase(stems) for stems in by_lang)
        return phrases[0] if len(phrases) == 1 else Or(phrases)


def _phrases(where: Where) -> list[Phrase]:
    match where:
        case Phrase():
            return [where]
        case And(parts) | Or(parts):
            return [p for part in parts for p in _phrases(part)]
        case _:
            return []


def _positive_words(where: Where) -> list[Word]:
    """With no free words, those of phrases and OR-groups rank what the facts let through."""
    match where:
        case Word():
            return [where]
        case Phrase(stems):
            return [Word((stem,)) for stem in stems]
        case And(parts) | Or(parts):
            return list(dict.fromkeys(w for part in parts for w in _positive_words(part)))
        case _:
            return []
