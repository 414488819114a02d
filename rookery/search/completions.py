"""Endings for a query that is being typed: words, names and values that find something.

The lexicons may lag a delete by a moment, so what they hold is asked of the store first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rookery.search.forms import Forms
from rookery.search.query import parse
from rookery.search.results import Completion
from rookery.search.threads import latest
from rookery.search.tokens import TAG
from rookery.search.tree import Fact
from rookery.search.typed import Typed
from rookery.search.values import FILTER
from rookery.search.written import written
from rookery.store import View
from rookery.store.lexicon import Lexicon
from rookery.store.where import EVERYTHING, Contains, Or, Phrase, Where, Word
from rookery.text import lowered, words

_EXACT = 2_000  # posts: up to here a completion's count is exact
_NEWEST = 500  # posts of a phrase that are read for what follows it
_ASKED = 40  # words that are asked at once whether they are cashtags

Name = Literal["word", "person", "community", "hashtag"]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Names of the lexicon under `sign`, for who types `prefix`."""

    name: Name
    sign: str = ""  # in the lexicon
    prefix: str = ""  # typed before it
    write: str = ""  # written before it

    def written(self, shown: str) -> str | None:
        """`None` for a name that no query can hold."""
        if self.write.endswith(":"):
            return written(self.write.removesuffix(":"), shown)
        if self.sign == self.write == "#" and not TAG.fullmatch(f"#{shown}"):
            return written("hashtag", shown)  # a source's tag of several words
        return self.write + shown


_WORD = _Kind("word")
_KINDS = (
    _WORD,
    _Kind("hashtag", "#", "#", "#"),
    *(_Kind("hashtag", "#", f"{o}:", f"{o}:") for o in ("hashtag", "tag")),
    _Kind("person", "@", "@", "from:"),
    _Kind("person", "@", "", "from:"),
    *(
        _Kind("person", "@", f"{o}:", f"{o}:")
        for o in ("from", "author", "to", "mention", "mentions")
    ),
    _Kind("community", "~", "", "community:"),
    *(_Kind("community", "~", f"{o}:", f"{o}:") for o in ("community", "subreddit", "in")),
)
_HAS = ("links", "images", "media", "videos", "audio", "hashtags", "cashtags", "mentions", "place")
_IS = ("reply", "repost", "quote", "verified", "bot", "sensitive", "safe", "edited")
_VALUES = {"has": _HAS, "is": _IS, **dict.fromkeys(("filter", "exclude"), (*_HAS, *_IS))}
assert set(_HAS + _IS) <= FILTER.keys()


@dataclass(frozen=True, slots=True)
class Completions:
    """Of one typed text, as the reader of `view` finds them."""

    view: View
    lexicons: Sequence[Lexicon]  # of public posts, and of the reader's own
    forms: Forms
    limit: int

    def of(self, end: Typed) -> list[Completion]:
        """Words first, the most common before others."""
        if end.phrase:
            return list(self._following(end, end.phrase))[: self.limit]
        if not end.last:
            return []
        if end.phrase is not None:
            return list(self._kind(end, _WORD))
        out = [*self._values(end), *self._cashtags(end)]
        for kind in _KINDS:
            out += self._kind(end, kind)
        out.sort(key=lambda c: (c.kind != "word", -(c.count or 0)))
        return out[: self.limit]

    def _kind(self, end: Typed, kind: _Kind) -> Iterator[Completion]:
        begun = end.last.removeprefix(kind.prefix)
        if not end.last.startswith(kind.prefix) or (kind.prefix == kind.sign and not begun):
            return
        if kind is _WORD:
            begun = lowered(begun)
        if kind.prefix.endswith(":"):
            begun = begun.removeprefix(kind.sign)  # from:@ada is from:ada
        told: set[bytes] = set()
        given = 0
        for word, count in _starting(self.lexicons, kind.sign + begun, 3 * self.limit):
            offered = kind.written(word.removeprefix(kind.sign))
            where = self._where(kind, offered) if offered else None
            if offered is None or where is None:
                continue
            held, which = self._held(where, count)
            if held and which not in told:  # lantern and lanterns find the same: one will do
                told.add(which)
                yield Completion(end.completed(offered), kind.name, held)
                given += 1
            if given == self.limit:
                return

    def _values(self, end: Typed) -> Iterator[Completion]:
        """Those of operators that take one of a few; counting them would read every post."""
        name, colon, begun = end.last.partition(":")
        known: Iterable[str] = _VALUES.get(name, ())
        if name in ("lang", "language"):
            known = [lang for lang, _ in self.view.count_by("lang_key", EVERYTHING)]
        for value in known if colon else ():
            if value.startswith(begun):
                yield Completion(end.completed(f"{name}:{value}"), "filter", None)

    def _cashtags(self, end: Typed) -> list[Completion]:
        """Posts' words hold their cashtags: which words are any is one question of the store."""
        if not end.last.startswith("$") or len(end.last) < 2:
            return []
        begun = end.last[1:]
        among = [word for word, _ in _starting(self.lexicons, begun, _ASKED)]
        rows = self.view.find(Or(tuple(Contains("cashtags", word) for word in among)))
        if not among or not len(rows):
            return []
        newest = latest(rows, self.view.times(rows), _EXACT)
        held = self.view.column(newest, ["cashtags"]).column("cashtags").to_pylist()
        counts = Counter(tag for tags in held for tag in {t.lower() for t in tags or ()})
        tags = [(tag, n) for tag, n in counts.most_common() if tag.startswith(begun)]
        return [
            Completion(end.completed(f"${tag.upper()}"), "cashtag", n)
            for tag, n in tags[: self.limit]
        ]

    def _following(self, end: Typed, before: tuple[str, ...]) -> Iterator[Completion]:
        """Words that posts have after those of an open quotation mark."""
        stemmed = self.forms.phrases(before)
        asked = tuple(Phrase(stems) if len(stems) > 1 else Word(stems) for stems in stemmed)
        rows = self.view.find(Or(asked))
        newest = self.view.column(latest(rows, self.view.times(rows), _NEWEST), ["title", "text"])
        wanted = [set(self.forms.terms(word)) for word in before]
        begun = lowered(end.last)
        counts: Counter[str] = Counter()
        for texts in zip(*(c.to_pylist() for c in newest.columns), strict=True):
            counts.update({w for text in texts if text for w in self._after(text, wanted, begun)})
        for word, count in counts.most_common():
            yield Completion(end.completed(word), "word", count)

    def _after(self, text: str, wanted: Sequence[set[str]], begun: str) -> Iterator[str]:
        said = words(text)
        for at in range(len(wanted), len(said)):
            if said[at].startswith(begun) and not any(
                stems.isdisjoint(self.forms.terms(word))
                for stems, word in zip(wanted[::-1], said[at - 1 :: -1], strict=False)
            ):
                yield said[at]

    def _held(self, where: Where, about: int) -> tuple[int, bytes]:
        """How many posts the reader can find, and a sign of which; of common words, about how
        many.
        """
        if about <= _EXACT or not isinstance(where, Word):
            found = np.sort(self.view.find(where))
            return len(found), found.tobytes()
        exists = len(self.view.best([where], EVERYTHING, 1)) > 0
        return round(about, 1 - len(str(about))) if exists else 0, repr(where).encode()

    def _where(self, kind: _Kind, offered: str) -> Where | None:
        """What is asked by a query of this alone; `None` where it is not read as one filter."""
        if not kind.sign:
            return Word(self.forms.terms(offered))
        match parse(offered).root.parts:
            case (Fact() as fact,):
                return fact.where
            case _:
                return None


def _starting(lexicons: Sequence[Lexicon], stem: str, limit: int) -> list[tuple[str, int]]:
    """The most common words of all the lexicons that begin with `stem`."""
    counts: Counter[str] = Counter()
    for lexicon in lexicons:
        counts.update(dict(lexicon.starting(stem, limit)))
    return counts.most_common(limit)
