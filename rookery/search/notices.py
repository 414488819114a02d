"""Why nothing was found: filters that no post can meet, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rookery.errors import Said
from rookery.search.compile import conjuncts
from rookery.search.query import Query
from rookery.search.tree import Both, Either, Fact, Node, Quoted, Words
from rookery.store import View
from rookery.store.where import Is, Range, Where
from rookery.text import words

_NO_WORD = Said("There is no word to search for in this: write one, or an operator such as from:.")


def notices(view: View, query: Query) -> tuple[Said, ...]:
    """A sentence for each filter that leaves nothing; asked only where nothing was found.

    What closed groups alone have is told as if it were not there.
    """
    if query.text.strip() and not says(query.root):
        return (_NO_WORD,)
    facts = [part for part in conjuncts(query.root) if isinstance(part, Fact)]
    return (*_no_time(facts), *_nowhere(view, facts))


def says(node: Node) -> bool:
    """Whether a part asks for anything: signs such as # and * alone hold no word."""
    match node:
        case Words() | Quoted():
            return bool(words(node.text))
        case Both(parts) | Either(parts):
            return any(map(says, parts))
        case _:
            return True


def _no_time(facts: Sequence[Fact]) -> Iterator[Said]:
    """Two spans of time that do not meet."""
    spans = [(f.where, f.text) for f in facts]
    begins = [(w.low, t) for w, t in spans if isinstance(w, Range) and isinstance(w.low, datetime)]
    ends = [(w.high, t) for w, t in spans if isinstance(w, Range) and isinstance(w.high, datetime)]
    if not begins or not ends:
        return
    (begin, first), (end, second) = max(begins), min(ends)
    if begin >= end and first != second:
        yield Said(
            "%(first)s leaves out all that %(second)s lets in, so no post can match.",
            first=first,
            second=second,
        )


def _nowhere(view: View, facts: Sequence[Fact]) -> Iterator[Said]:
    """Handles, communities and languages that no post has."""
    for fact in dict.fromkeys(facts):
        said = _unknown(fact.where)
        if said is not None and not len(view.find(fact.where)):
            yield said


def _unknown(where: Where) -> Said | None:
    match where:
        case Is("author_key", (name, *_)):
            return Said(
                "There is no author @%(author)s here whose posts you may read.", author=name
            )
        case Is("community_key", (name, *_)):
            return Said("There is no community %(name)r here whose posts you may read.", name=name)
        case Is("lang_key", (lang,)):
            return Said("No post that you may read here is in the language %(lang)s.", lang=lang)
        case _:
            return None
