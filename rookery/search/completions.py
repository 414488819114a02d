"""Endings for a query that is being typed: words, names and values that find something.

What stands before chooses them: they come from the posts that it finds, and a count is of the
whole query. The lexicons may lag a delete by a moment, so the store is asked of each first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rookery.search.following import following, phrase
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
from rookery.store.lexicon import COLUMNS, NAMES, Lexicon, counted
from rookery.store.where import EVERYTHING, And, Contains, Or, Where, Word
from rookery.text import lowered, words

_EXACT = 2_000  # posts: up to here a completion's count is exact
_BROAD = 10_000  # posts that what stands before finds: from here counts are estimates
_NEWEST = 1_000  # of them whose words and names may follow
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
    asked: Callable[[str], Where | None]  # what a query asks for; `None` where it is none
    before: Where | None = None  # what stands before asks for
    idle: bool = False  # beside another word that says nothing
    weight: float = 0  # where that is broad: how many posts each of those that were read stands for

    def of(self, end: Typed) -> list[Completion]:
        """Words first, the most common before others."""
        where = self.asked(end.before) if end.before else None
        if where is None:
            return self._of(end)
        if self._idle(end.before):
            return replace(self, before=where, idle=True)._of(end)
        return self._within(where)._of(end)

    def _idle(self, before: str) -> bool:
        """Function words alone: a search leaves them out beside another word."""
        return before.replace(" ", "").isalpha() and all(map(self.forms.is_stop, words(before)))

    def _within(self, where: Where) -> Completions:
        """Those of the words and names in the newest posts that match."""
        rows = self.view.find(where)
        newest = latest(rows, self.view.times(rows), _NEWEST)
        read = self.view.column(newest, COLUMNS).combine_chunks()
        lexicon = Lexicon([counted(batch) for batch in read.to_batches()])
        weight = len(rows) / len(newest) if len(rows) > _BROAD else 0
        return replace(self, lexicons=[lexicon], before=where, weight=weight)

    def _of(self, end: Typed) -> list[Completion]:
        if end.phrase:
            return self._following(end, end.phrase)
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
            if begun.startswith(NAMES):
                return
            begun = lowered(begun)
        if kind.prefix.endswith(":"):
            begun = begun.removeprefix(kind.sign)  # from:@ada is from:ada
        told: set[str] = set()
        given = 0
        for word, count in _starting(self.lexicons, kind.sign + begun, 3 * self.limit):
            if kind is _WORD and not self._adds(word, end, told):
                continue
            offered = kind.written(word.removeprefix(kind.sign))
            where = self._where(kind, offered) if offered else None
            if offered is None or where is None:
                continue
            if held := self._held(where, count):
                told.update(self.forms.terms(word) if kind is _WORD else ())
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
        any_of = Or(tuple(Contains("cashtags", word) for word in among))
        rows = self.view.find(self._beside(any_of))
        if not among or not len(rows):
            return []
        newest = latest(rows, self.view.times(rows), _EXACT)
        held = self.view.column(newest, ["cashtags"]).column("cashtags").to_pylist()
        counts = Counter(tag for tags in held for tag in {t.lower() for t in tags or ()})
        tags = [tag for tag, _ in counts.most_common() if tag.startswith(begun)]
        return [
            Completion(
                end.completed(f"${tag.upper()}"),
                "cashtag",
                len(self.view.find(self._beside(Contains("cashtags", tag)))),
            )
            for tag in tags[: self.limit]
        ]

    def _following(self, end: Typed, before: tuple[str, ...]) -> list[Completion]:
        """Words that posts have after those of an open quotation mark."""
        rows = self.view.find(self._beside(phrase(self.forms, before)))
        said, read = following(self.view, self.forms, rows, before, lowered(end.last))
        told: dict[str, str] = {}  # each word by its stem, in its commonest form
        for word, _ in said:
            told.setdefault(self.forms.terms(word)[0], word)
            if len(told) == self.limit:
                break
        counts = dict(said)
        out = []
        for word in told.values():
            held = _about(counts[word], len(rows) / read)
            if len(rows) <= _BROAD:
                held = len(self.view.find(self._beside(phrase(self.forms, (*before, word)))))
            out.append(Completion(end.completed(word), "word", held))
        return sorted((c for c in out if c.count), key=lambda c: -(c.count or 0))

    def _beside(self, where: Where) -> Where:
        return where if self.before is None else And((self.before, where))

    def _held(self, where: Where, about: int) -> int:
        """How many posts the reader can find; of many, about how many."""
        if self.weight:  # the post that it was read in is one
            return _about(about, self.weight)
        alone = self.before is None or (self.idle and isinstance(where, Word))
        if alone and about > _EXACT and isinstance(where, Word):
            return _about(about) if len(self.view.best([where], EVERYTHING, 1)) else 0
        return len(self.view.find(where if alone else self._beside(where)))

    def _adds(self, word: str, end: Typed, told: set[str]) -> bool:
        """Whether a word changes what is found: none of those `told` in another form (lantern,
        lanterns) and, behind others, no function word and none of the query's own.
        """
        stem = self.forms.terms(word)[0]
        if stem in told or self.before is None:
            return stem not in told
        own = {self.forms.terms(typed)[0] for typed in words(end.before)}
        return stem not in own and not self.forms.is_stop(word)

    def _where(self, kind: _Kind, offered: str) -> Where | None:
        """What is asked by a query of this alone; `None` where it is not read as one filter."""
        if not kind.sign:
            return Word(self.forms.terms(offered))
        match parse(offered).root.parts:
            case (Fact() as fact,):
                return fact.where
            case _:
                return None


def _about(count: int, weight: float = 1.0) -> int:
    """How many posts `count` of those that were read stand for; one digit where it is a guess."""
    if weight == 1 and count <= _EXACT:
        return count
    whole = round(count * weight)
    return round(whole, 1 - len(str(whole)))


def _starting(lexicons: Sequence[Lexicon], stem: str, limit: int) -> list[tuple[str, int]]:
    """The most common words of all the lexicons that begin with `stem`."""
    counts: Counter[str] = Counter()
    for lexicon in lexicons:
        counts.update(dict(lexicon.starting(stem, limit)))
    return counts.most_common(limit)
