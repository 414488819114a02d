"""Communities that are named like a query, whether or not their posts hold its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rookery.search.results import Community
from rookery.store import View
from rookery.store.lexicon import Lexicon
from rookery.store.where import Is
from rookery.text import words

_SIGN = "~"  # how communities begin in a lexicon
_SHOWN = 4


def named(view: View, lexicons: Sequence[Lexicon], asked: Sequence[str]) -> list[Community]:
    """Communities with a word of `asked` in their name, the likest first, and how many posts of
    each the reader of `view` may read.
    """
    counts: Counter[str] = Counter()
    for lexicon in lexicons:
        counts.update(dict(lexicon.holding(_SIGN, {*asked, "".join(asked)})))
    like = {sign_name: _likeness(sign_name, asked) for sign_name in counts}
    best = sorted((n for n in counts if like[n]), key=lambda n: (-like[n], -counts[n], n))
    found: list[Community] = []
    for sign_name in best[:_SHOWN]:
        rows = view.find(Is("community_key", (sign_name.removeprefix(_SIGN),)))
        if len(rows):  # the lexicon may lag a delete
            name = view.column(rows[:1], ["community"]).column("community")[0].as_py()
            found.append(Community(name, len(rows)))
    return found


def _likeness(sign_name: str, asked: Sequence[str]) -> float:
    """How much of a name is asked for, 0 to 1; `ask reddit` is all of AskReddit."""
    name = words(sign_name.removeprefix(_SIGN))
    if "".join(name) == "".join(asked):
        return 1.0
    return sum(word in asked for word in name) / (len(name) + 1)
