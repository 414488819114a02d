"""A query's tree to what the store is asked: stems for words, facts for operators.

Words may be missing from a post in order of relevance; everything else always holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rookery.search.forms import Forms
from rookery.search.query import Query
from rookery.search.tree import Both, Either, Fact, Node, Quoted, Without, Words, narrows, wanted
from rookery.store.where import And, Not, Or, Phrase, Where, Word
from rookery.text import words

_NOTHING = Or(())  # no post: what was typed has no word and no operator in it


@dataclass(frozen=True, slots=True)
class Compiled:
    """`where` asks for everything; `facts` leaves the free words at the top to ranking."""

    where: Where
    facts: Where
    terms: tuple[Word, ...]  # what ranks: free words and those of phrases, else those of OR-groups
    phrases: tuple[Phrase, ...]  # wanted, for marking
    surface: tuple[str, ...]  # the words of `terms` as typed, in lower case, in their order
    free: tuple[Word, ...] = ()  # those of `terms` that `where` asks for and `facts` does not


def compile_query(query: Query, forms: Forms) -> Compiled:
    """`forms` are of the query's words."""
    return _Compiler(forms).query(query)


def compile_filters(query: Query, forms: Forms) -> Where:
    """What a query asks for beside its words."""
    filters = tuple(part for part in query.root.parts if narrows(part))
    return compile_query(replace(query, root=replace(query.root, parts=filters)), forms).where


def compile_words(text: str, forms: Forms) -> Compiled:
    """Plain text, whatever signs it holds, as free words."""
    compiler = _Compiler(forms)
    typed = compiler.telling(words(text))
    terms = tuple(map(compiler.word, typed))
    return Compiled(And(terms), And(()), terms, (), typed, terms)


class _Compiler:
    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    def query(self, query: Query) -> Compiled:
        top = list(conjuncts(query.root))
        typed = [w for p in top if isinstance(p, Words) for w in words(p.text)]
        free = self.telling(typed)
        forced = [w for p in top if isinstance(p, Words) and p.forced for w in words(p.text)]
        kept = [w for p in top if not isinstance(p, Words) and (w := self._where(p)) is not None]
        if not (free or kept) and any(not isinstance(p, Without) for p in top):
            kept = [_NOTHING]
        facts = And((*kept, *map(self.word, dict.fromkeys(forced))))
        required = tuple(map(self.word, free))
        surface = self._ranking(top, free)
        return Compiled(
            where=And((*required, *facts.parts)),
            facts=facts,
            terms=tuple(map(self.word, surface)),
            phrases=tuple(p for part in top for p in self._phrases(part)),
            surface=surface,
            free=required,
        )

    def telling(self, typed: Iterable[str]) -> tuple[str, ...]:
        """Each word once: function words are left out, unless there is nothing else."""
        once = dict.fromkeys(typed)
        return tuple(w for w in once if not self._stops(w)) or tuple(once)

    def word(self, word: str) -> Word:
        return Word(self._forms.terms(word))

    def _stops(self, word: str) -> bool:
        return self._forms.is_stop(word)

    def _ranking(self, top: Sequence[Node], free: Sequence[str]) -> tuple[str, ...]:
        """Words that rank what the facts let through: a phrase's, since each post found has them;
        an OR-group's only where there are no others, since a post has some of them.
        """
        phrases = [w for p in top if isinstance(p, Quoted) for w in words(p.text)]
        sure = (*free, *(w for w in phrases if not self._stops(w)))
        if sure:
            return tuple(dict.fromkeys(sure))
        return self.telling(w for p in top for part in wanted(p) for w in words(part.text))

    def _where(self, node: Node, *, literal: bool = False) -> Where | None:
        """`None` for a part that says nothing, such as a lone sign.

        `literal` keeps function words: leaving them out would leave out more posts than asked.
        """
        match node:
            case Words():
                return self._side_by_side(words(node.text))
            case Quoted():
                return self._side_by_side(words(node.text))
            case Fact():
                return node.where
            case Without():
                part = self._where(node.part, literal=True)
                return None if part is None else Not(part)
            case Both():
                parts = self._parts(node.parts if literal else self._without_stops(node.parts))
                return And(parts) if parts else None
            case Either():
                parts = self._parts(node.parts)
                return Or(parts) if parts else None

    def _parts(self, nodes: Iterable[Node]) -> tuple[Where, ...]:
        return tuple(w for n in nodes if (w := self._where(n)) is not None)

    def _without_stops(self, nodes: Sequence[Node]) -> Sequence[Node]:
        """The parts of a group without its function words, unless there is nothing else."""
        telling = [
            n
            for n in nodes
            if not isinstance(n, Words) or n.forced or not all(map(self._stops, words(n.text)))
        ]
        return telling or nodes

    def _side_by_side(self, typed: Sequence[str]) -> Where | None:
        """A phrase as each of the languages stems it; a lone word has one place anyway."""
        if len(typed) < 2:
            return self.word(typed[0]) if typed else None
        phrases = tuple(map(Phrase, self._forms.phrases(typed)))
        return phrases[0] if len(phrases) == 1 else Or(phrases)

    def _phrases(self, part: Node) -> Iterable[Phrase]:
        for quoted in wanted(part):
            typed = words(quoted.text)
            if isinstance(quoted, Quoted) and typed:
                yield from map(Phrase, self._forms.phrases(typed))


def conjuncts(node: Both) -> Iterable[Node]:
    """The parts that must all hold: parentheses within change nothing."""
    for part in node.parts:
        if isinstance(part, Both):
            yield from conjuncts(part)
        else:
            yield part
