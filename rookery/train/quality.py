"""What a text must be like to be learned from: a table of named rules, each of which removes some.

The rules are Gopher's (Rae et al., 2021, tables A1 and A2) and C4's (Raffel et al., 2020), with
their limits for articles and wider ones for posts, which are short and set in one line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rookery.text import STOP

_LINK = re.compile(r"(?:https?://|www\.)\S*")
_SENTENCE_END = re.compile(r"[.!?…。！？]['\")\]”’]?(?=\s|$)")
_BULLETS = ("•", "-", "*", "‣", "·", "–")


class Looked:
    """A text with what the rules ask of it, each worked out once and only when asked for."""

    def __init__(self, text: str, lang: str | None) -> None:
        self.text, self.lang = text, lang
        linked = "http" in text or "www." in text
        self.words = (_LINK.sub(" ", text) if linked else text).split()

    @cached_property
    def lines(self) -> list[str]:
        return [line for line in map(str.strip, self.text.split("\n")) if line]

    @cached_property
    def letters(self) -> int:
        """In all words together, with their signs."""
        return sum(map(len, self.words))

    @cached_property
    def lower(self) -> list[str]:
        return [word.strip(".,;:!?()\"'").lower() for word in self.words]

    def grams(self, n: int) -> Counter[tuple[str, ...]]:
        """How often each run of n words stands there."""
        return Counter(zip(*(self.lower[k:] for k in range(n)), strict=False))

    @cached_property
    def repeats(self) -> bool:
        """Whether any two words in a row come twice: else no longer run does either."""
        pairs = list(zip(self.lower, self.lower[1:], strict=False))
        return len(set(pairs)) < len(pairs)


@dataclass(frozen=True, slots=True)
class Rule:
    """A text that breaks it is left out, and counted under its name."""

    name: str
    source: str
    breaks: Callable[[Looked], bool]


def _top_run(n: int, most: float, times: int) -> Callable[[Looked], bool]:
    """Whether the most frequent run of n words has over `most` of the letters, from `times` on."""

    def breaks(text: Looked) -> bool:
        if not text.repeats:
            return False
        run, count = text.grams(n).most_common(1)[0] if len(text.lower) >= n else ((), 0)
        return count >= times and count * sum(map(len, run)) > most * text.letters

    return breaks


def _runs_again(first: int, most: Sequence[float]) -> Callable[[Looked], bool]:
    """Whether words in runs that stood there before have over `most` of the letters; of runs of
    `first` words, of one more, and so on."""

    def breaks(text: Looked) -> bool:
        if not text.repeats:
            return False
        words = text.lower
        for n, limit in enumerate(most, first):
            runs = list(zip(*(words[k:] for k in range(n)), strict=False))
            if len(set(runs)) == len(runs):  # no longer run comes twice either
                return False
            seen: set[tuple[str, ...]] = set()
            again: set[int] = set()
            for at, run in enumerate(runs):
                if run in seen:
                    again.update(range(at, at + n))
                seen.add(run)
            if sum(len(words[at]) for at in again) > limit * text.letters:
                return True
        return False

    return breaks


def _lines_again(most: float, by_letters: float, fewest: int) -> Callable[[Looked], bool]:
    def breaks(text: Looked) -> bool:
        if len(text.lines) < fewest:
            return False
        again = {line: n for line, n in Counter(text.lines).items() if n > 1}
        lines = sum(again.values()) - len(again)
        letters = sum((n - 1) * len(line) for line, n in again.items())
        return lines > most * len(text.lines) or letters > by_letters * len(text.text)

    return breaks


def _lines_that(
    holds: Callable[[str], bool], most: float, fewest: int = 1
) -> Callable[[Looked], bool]:
    def breaks(text: Looked) -> bool:
        return len(text.lines) >= fewest and sum(map(holds, text.lines)) > most * len(text.lines)

    return breaks


def _function_words(least: int, among: int) -> Callable[[Looked], bool]:
    """Whether a text of at least `among` words has fewer than `least` different function words of
    its language; of a language whose words are not known here nothing is said."""

    def breaks(text: Looked) -> bool:
        known = STOP.get(text.lang or "")
        return (
            known is not None
            and len(text.words) >= among
            and len(known.intersection(text.lower)) < least
        )

    return breaks


def _word_length(least: float, most: float) -> Callable[[Looked], bool]:
    return lambda text: not least <= text.letters / max(len(text.words), 1) <= most


def _signs(most: float) -> Callable[[Looked], bool]:
    def breaks(text: Looked) -> bool:
        signs = text.text.count("#") + text.text.count("...") + text.text.count("…")
        return signs > most * len(text.words)

    return breaks


def _worded(least: float) -> Callable[[Looked], bool]:
    def breaks(text: Looked) -> bool:
        bare = [w for w in text.words if not w.isalpha() and not any(map(str.isalpha, w))]
        return len(text.words) - len(bare) < least * len(text.words)

    return breaks


def _bulleted(line: str) -> bool:
    return line.startswith(_BULLETS)


def _unfinished(line: str) -> bool:
    return line.endswith(("...", "…"))


def _holds(*parts: str) -> Callable[[Looked], bool]:
    return lambda text: any(part in text.text.lower() for part in parts)


GOPHER, C4 = "Gopher", "C4"

ARTICLES: tuple[Rule, ...] = (
    Rule("too few words", GOPHER, lambda text: len(text.words) < 50),
    Rule("too many words", GOPHER, lambda text: len(text.words) > 100_000),
    Rule("length of words", GOPHER, _word_length(3, 10)),
    Rule("hashes and ellipses", GOPHER, _signs(0.1)),
    Rule("bullet points", GOPHER, _lines_that(_bulleted, 0.9)),
    Rule("unfinished lines", GOPHER, _lines_that(_unfinished, 0.3)),
    Rule("words without letters", GOPHER, _worded(0.8)),
    Rule("no function words", GOPHER, _function_words(2, 0)),
    Rule("repeated lines", GOPHER, _lines_again(0.3, 0.2, 2)),
    Rule("one run of two words", GOPHER, _top_run(2, 0.20, 2)),
    Rule("one run of three words", GOPHER, _top_run(3, 0.18, 2)),
    Rule("one run of four words", GOPHER, _top_run(4, 0.16, 2)),
    Rule("repeated runs of words", GOPHER, _runs_again(5, (0.15, 0.14, 0.13, 0.12, 0.11, 0.10))),
    Rule("filler", C4, _holds("lorem ipsum")),
    Rule("code", C4, lambda text: "{" in text.text),
    Rule("too few sentences", C4, lambda text: len(_SENTENCE_END.findall(text.text)) < 3),
)

# A post says something in one line: two words in a row may be a fifth of it by chance, "..." is how
# people end a line, and code is talked about. So: fewer words, and runs that come three times.
POSTS: tuple[Rule, ...] = (
    Rule("too few words", GOPHER, lambda text: len(text.words) < 5),
    Rule("too many words", GOPHER, lambda text: len(text.words) > 100_000),
    Rule("length of words", GOPHER, _word_length(2.5, 10)),
    Rule("hashes and ellipses", GOPHER, _signs(0.25)),
    Rule("bullet points", GOPHER, _lines_that(_bulleted, 0.9, 3)),
    Rule("unfinished lines", GOPHER, _lines_that(_unfinished, 0.5, 4)),
    Rule("words without letters", GOPHER, _worded(0.7)),
    Rule("no function words", GOPHER, _function_words(1, 20)),
    Rule("repeated lines", GOPHER, _lines_again(0.3, 0.2, 4)),
    Rule("one run of two words", GOPHER, _top_run(2, 0.20, 3)),
    Rule("one run of three words", GOPHER, _top_run(3, 0.18, 3)),
    Rule("repeated runs of words", GOPHER, _runs_again(5, (0.30, 0.28, 0.26, 0.24, 0.22, 0.20))),
    Rule("filler", C4, _holds("lorem ipsum")),
)

RULES = {"posts": POSTS, "articles": ARTICLES}


def broken(text: Looked, rules: Sequence[Rule]) -> str | None:
    """The name of the first rule that a text breaks; `None` where it is fit."""
    return next((rule.name for rule in rules if rule.breaks(text)), None)
