"""Whether two sentences speak of the same and say it otherwise: by their numbers and denials."""

from __future__ import annotations

from rookery.answer.denial import contradicts
from rookery.answer.likeness import Likeness, Text
from rookery.answer.numbers import numbers

_SAME = 0.5  # of the shorter one's words, or they do not speak of the same
_FEWEST = 3  # words that both have, numbers aside


def differ(
    one: str, other: str, read: tuple[Text, Text], likeness: Likeness, lang: str | None
) -> bool:
    """Whether their numbers have nothing in common, or one denies what the other says."""
    ours, theirs = read
    shared = sum(not term.isdigit() for term in ours.terms & theirs.terms)
    if shared < max(_FEWEST, _SAME * min(len(ours.terms), len(theirs.terms))):
        return False
    here, there = numbers(one), numbers(other)
    if here and there and here.isdisjoint(there):
        return True
    return contradicts(ours, [theirs], likeness, lang)
