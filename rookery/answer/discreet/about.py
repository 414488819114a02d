"""Of whom a private post speaks, and whether a question asks for one of them.

By any of their names: as they are written, a part of a handle, and whoever wrote it of themselves.
What has a capital within a sentence is a name; the first word of one is, where it is asked for so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rookery.answer.asked.somebody import (
    ARTICLES,
    KIN,
    NOBODYS,
    OFFICE,
    PRODUCT,
    as_handles,
    listed,
    plain,
    somebody,
)
from rookery.answer.discreet.telling import says_private
from rookery.text import STOP

_STOPS = frozenset().union(*STOP.values())
_NAME = r"(?:[A-ZÀ-Þ][\w’'-]*\w|@[\w.]*\w)"
_NAMES = re.compile(rf"(?<![\w@])(?:{_NAME})(?:\s+{_NAME})*")
_BEGINS = re.compile(r"(?:^|[.!?:;…\n“”\"«(—–])\s*$")
_SHORTENED = re.compile(r"['’](?:d|ve|re|ll|m|t)$")
_PLACED = re.compile(r"(?:^|\s)(?:in|near|around|en|ad|a|nel|nella|cerca de|after|since)\s+$", re.I)
_LIKE_SOMEBODY = re.compile(  # what stands after a name rather than after a thing
    r"\s*(?:\(\d|,\s|['’]s\b|(?:has|had|is|was|takes|took|lost|left|owes|needs|needed|can['’]?t"
    r"|drinks|goes|lives|never|still|makes|earns|wets|got|gets|ha|è|si|sta|tiene|est[aá]|es|era"
    r"|dej[oó]|vive|abita|[a-z]{2,}(?:s|ed))\b)"
)
_I = (
    r"(?i:\b(?:i|i['’]m|im|i['’]ve|ive|i['’]d|my|myself|io|mi[oae]|miei|mie|ho|sono|yo|mis?|soy|tengo"
    r"|estoy)\b)"
)
_OF_ONESELF = re.compile(rf"{_I}.*")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_WHO = re.compile(
    r"\b(?:who|whose|whom|chi|qui[eé]n(?:es)?|a chi|wer|wen|wem|anyone|anybody|someone|somebody"
    r"|qualcuno|alguien|(?:which|what) (?:person|man|woman|child|boy|girl|neighbou?r))\b",
    re.IGNORECASE,
)
_HIS = re.compile(r"\b(?:he|she|him|her|his|hers|lui|lei|él|ella)\b", re.IGNORECASE)
_THINGS = listed(
    """gluten milk water salt sugar bread egg eggs wheat lead flu fever nuts insulin oxygen cancer
    asthma monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december christmas lunedì martedì mercoledì
    giovedì venerdì sabato domenica allergy alergia allergia"""
)
_LEAST = 3  # letters of a part of a handle that names somebody


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom a question may be."""

    words: frozenset[str]  # that may be a name, in small letters
    capital: frozenset[str]  # of them with a capital letter
    cased: bool  # names have capital letters in it
    for_somebody: bool  # it asks who, or names somebody

    def is_of(self, post: About) -> bool:
        """Whether it is of somebody that a post speaks of, or may be told who that is."""
        perhaps = (
            self.capital if self.cased else self.capital & post.perhaps | self.words & post.likely
        )
        if not self.words.isdisjoint(post.surely) or not perhaps.isdisjoint(post.perhaps):
            return True
        return self.for_somebody and post.of_somebody


@dataclass(frozen=True, slots=True)
class About:
    """Of whom a post is: names and their parts, in small letters."""

    surely: frozenset[str]
    perhaps: frozenset[str]  # a sentence begins with it
    likely: frozenset[str]  # and goes on as after a name
    of_somebody: bool  # it has a name, or is of whoever wrote it


def asked_of(question: str) -> Asked:
    """The words of a question that may be a person.

    >>> sorted(asked_of("How is quiet_ollie?").words)
    ['ollie', 'quiet', 'quiet_ollie']
    """
    said = re.sub(r"['’]s?(?!\w)", "", question)
    tokens = [t.strip(".-") for t in re.findall(r"[\w.’'-]+", said)]
    loud = question.isupper()
    cased = not loud and any(t[:1].isupper() for t in tokens[1:])
    capital = set[str]()
    every = set[str]()
    for token in tokens:
        parts = {*_parts(token), token.lower()} - _STOPS
        parts |= {part.removesuffix("s") for part in parts if len(part) > _LEAST + 1}  # a family
        every |= parts
        if token[:1].isupper() or "_" in token:
            capital |= parts
    named = any(_is_somebody(m[0], m.start()) for m in _NAMES.finditer(as_handles(question)))
    who = bool(_WHO.search(question) or _HIS.search(question))
    return Asked(frozenset(every), frozenset(capital), cased, named or who)


def about(text: str, author: str | None = None, name: str | None = None) -> About:
    """Whom a post names, and who wrote it where it is of themselves.

    >>> about("Old Mrs Dow has cancer.").surely, about("Wren (7, coeliac) is ill").perhaps
    (frozenset({'dow'}), frozenset({'wren'}))
    """
    said = as_handles(text)
    loud = text.isupper()
    surely, perhaps, likely = set[str](), set[str](), set[str]()
    for match in _NAMES.finditer(said):
        names = match[0].split()
        before, after = said[: match.start()], said[match.end() :]
        begins = _BEGINS.search(before) is not None
        while names and begins and plain(names[0]) in _STOPS | NOBODYS:
            begins = len(names) == 1
            names = names[1:]
        names = [n for n in names if n != OFFICE and not _SHORTENED.search(n)]
        if not names or PRODUCT.match(after) or any(plain(n) in NOBODYS for n in names):
            continue
        if len(names) == 1 and plain(names[0]) in _STOPS | _THINGS | KIN:
            continue
        if not loud and _is_sign(names[0]):
            continue
        if names[0].startswith("@"):
            surely |= {part for n in names for part in (_bare(n), *_parts(_bare(n)))}
            continue
        owned = after.startswith(("'s", "’s")) or re.search(r"['’]s$", names[-1])
        if not owned and (_PLACED.search(before) or _last(before) in ARTICLES):
            continue
        if begins and len(names) == 1:
            perhaps |= {_bare(names[0])}
            likely |= {_bare(names[0])} if _LIKE_SOMEBODY.match(after) else set()
        elif somebody(names):
            surely |= {_bare(n) for n in names}
    told = (_OF_ONESELF.search(sentence) for sentence in _SENTENCE.split(text))
    own = author is not None and any(said and says_private(said[0]) for said in told)
    if own and author:
        called = {author.lower(), *_parts(author), *((name or "").lower().split())}
        surely |= called - _STOPS
    sure, may_be, like = map(frozenset, (surely, perhaps, likely))
    return About(sure, may_be, like, of_somebody=bool(sure or like))


def _parts(handle: str) -> set[str]:
    return {p.lower() for p in re.split(r"[\W_\d]+", handle) if len(p) >= _LEAST}


def _is_sign(name: str) -> bool:
    """Whether it is in capitals or has figures: an abbreviation, or loud."""
    return not name.startswith("@") and any(c.isdigit() or c.isupper() for c in name[1:2])


def _last(before: str) -> str:
    """The word that stands before."""
    said = before.split()
    return plain(said[-1]) if said else ""


def _bare(name: str) -> str:
    return plain(name).removeprefix("@")


def _is_somebody(name: str, start: int) -> bool:
    names = name.split()
    if start == 0 and not names[0].startswith("@"):
        names = names[1:]
    return bool(names) and all(plain(n) not in _STOPS for n in names) and somebody(names)
