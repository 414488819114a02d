"""Whether two sentences speak of the same and say it otherwise: by their numbers and denials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rookery.answer.reading.denial import disputes
from rookery.answer.reading.likeness import Likeness, Text
from rookery.answer.reading.numbers import HANDLE, numbers

_SAME = 0.5  # of the shorter one's words, or they do not speak of the same
_FEWEST = 3  # words that both have, numbers aside
_BESIDE = 3  # told words on each side of a number that say of what it is
_VERB = re.compile(r"(?:[^su]s|ed)$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_PIECE = re.compile(r"\w+(?:[.,:/'’-]\w+)*")


def differ(
    one: str, other: str, read: tuple[Text, Text], likeness: Likeness, lang: str | None
) -> bool:
    """Whether they give other numbers for the same, or one denies what the other says."""
    ours, theirs = read
    shared = sum(not term.isdigit() for term in ours.terms & theirs.terms)
    if shared < max(_FEWEST, _SAME * min(len(ours.terms), len(theirs.terms))):
        return False
    here, there = numbers(one), numbers(other)
    if here and there and here.isdisjoint(there) and _of_the_same(one, other, read, likeness, lang):
        return True
    return disputes(ours, theirs, likeness, lang, ours.terms) or disputes(
        theirs, ours, likeness, lang, theirs.terms
    )


def _of_the_same(
    one: str, other: str, read: tuple[Text, Text], likeness: Likeness, lang: str | None
) -> bool:
    """Whether some number of each stands among words that both have around it.

    "Cousin 1" and "cousin 2" are two cousins: a number that names one of several counts nothing.
    """
    here, there = (
        list(_counted(s, t, likeness, lang)) for s, t in zip((one, other), read, strict=True)
    )
    return any(
        year == other_year and near & others and (name is None or name != named)
        for year, name, near in here
        for other_year, named, others in there
    )


def _counted(
    said: str, text: Text, likeness: Likeness, lang: str | None
) -> Iterator[tuple[bool, str | None, frozenset[str]]]:
    """For each number whether it is a year, the stem that it may name one of, those around it."""
    pieces = [p.lower() for p in _PIECE.findall(HANDLE.sub(" ", said))]
    told = frozenset(text.told)
    for at, piece in enumerate(pieces):
        if not numbers(piece):
            continue
        before = [p for p in pieces[:at] if p in told and not numbers(p)][-_BESIDE:]
        after = [p for p in pieces[at + 1 :] if p in told and not numbers(p)][:_BESIDE]
        # small and whole, right behind a word that is no verb in -s or -ed
        named = piece.isdigit() and len(piece) <= 2 and at > 0 and pieces[at - 1] in told
        named = named and not _VERB.search(pieces[at - 1])
        name = likeness.stems([pieces[at - 1]], lang)[0] if named else None
        year = _YEAR.fullmatch(piece) is not None
        yield year, name, frozenset(likeness.stems([*before, *after], lang))
