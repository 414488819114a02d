"""What a sentence denies: the words that follow a negation, or all of it by a word such as "false".

Words of English, Italian and Spanish. A hint and no parser: it errs towards finding a denial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rookery.answer.likeness import Likeness, Text

_NOTS_LISTED = """
not no never nobody none nothing without neither nor cannot can't don't doesn't didn't isn't
wasn't aren't weren't won't wouldn't hasn't haven't hadn't couldn't shouldn't non mai nessuno
nessuna niente nulla senza né nunca nadie nada sin tampoco
"""
_FALSE_LISTED = """
false untrue hoax fake debunked denies denied deny denial falso falsa bufala smentisce smentito
smentita smentiscono desmiente desmentido bulo mentira
"""
NOTS, FALSE = frozenset(_NOTS_LISTED.split()), frozenset(_FALSE_LISTED.split())
_OF_A_NOUN = frozenset(("no", "without", "nessuna", "nessuno", "senza", "sin"))
_REACH, _WORDS = 4, 2  # words after a negation, and those of them that it takes with it


def denies(text: Text) -> bool:
    """Whether a sentence denies anything."""
    return not (NOTS | FALSE).isdisjoint(text.words)


def contradicts(
    statement: Text, cited: Sequence[Text], likeness: Likeness, lang: str | None
) -> bool:
    """Whether a statement denies what those of `cited` that speak of it say, or the other way."""
    ours = frozenset(_denied(statement, likeness, lang))
    theirs = [frozenset(_denied(text, likeness, lang)) for text in cited]
    for term in statement.terms:
        about = [(t, d) for t, d in zip(cited, theirs, strict=True) if term in t.terms]
        if not about:
            continue
        if term in ours and not any(denies(t) for t, _ in about):
            return True
        if term not in ours and not denies(statement) and all(term in d for _, d in about):
            return True
    return _calls_false(statement) != any(map(_calls_false, _about(statement, cited)))


def _about(statement: Text, cited: Sequence[Text]) -> Iterator[Text]:
    """The one that shares most words with it."""
    if cited:
        yield max(cited, key=lambda t: len(t.terms & statement.terms))


def _calls_false(text: Text) -> bool:
    return not FALSE.isdisjoint(text.words)


def _denied(text: Text, likeness: Likeness, lang: str | None) -> Iterator[str]:
    """The stems that stand right after a negation, without function words."""
    told = frozenset(text.told)
    for place, word in enumerate(text.words):
        if word in NOTS:
            after = text.words[place + 1 : place + 1 + _REACH]
            follow = [w for w in after if w in told and w not in NOTS]
            yield from likeness.stems(follow[: 1 if word in _OF_A_NOUN else _WORDS], lang)
