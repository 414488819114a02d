"""The numbers of a text in one way of writing, so that they can be compared."""

from __future__ import annotations

import re

HANDLE = re.compile(r"(?<!\w)@(\w+(?:[.-]\w+)*)")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_PARTED = re.compile(r"[:/]")
_SPELT = {  # "one" is no figure: "the one that", "one of them"
    word: str(number)
    for number, said in enumerate(
        (
            "two twice due dos", "three thrice tre tres", "four quattro cuatro",
            "five cinque cinco", "six sei seis", "seven sette siete", "eight otto ocho",
            "nine nove nueve", "ten dieci diez", "eleven undici", "twelve dodici doce dozen",
        ),
        2,
    )
    for word in said.split()
}  # fmt: skip


def numbers(text: str) -> frozenset[str]:
    """Digits, 9:05 as 9:5, 1,500 as 1500, and small numbers in words.

    >>> sorted(numbers("Two boats at 09:30, 1,500 crowns"))
    ['1500', '2', '9:30']
    """
    said = HANDLE.sub(" ", text)
    spelt = (_SPELT[w] for w in re.findall(r"[^\W\d_]+", said.lower()) if w in _SPELT)
    return frozenset([*map(_normal, _NUMBER.findall(said)), *spelt])


def with_parts(found: frozenset[str]) -> frozenset[str]:
    """And the parts of dates and times: 9 and 30 of 9:30."""
    return found | {part for number in found for part in _PARTED.split(number)}


def _normal(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        return re.sub(r"[.,]", "", number)
    parts = re.split(r"([.,:/])", number)
    return "".join("." if p == "," else p if p in ".:/" else p.lstrip("0") or "0" for p in parts)
