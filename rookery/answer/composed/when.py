"""The answer to a "when" begins with what tells an hour or a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rookery.answer.composed.specific import dated
from rookery.answer.reading.likeness import Likeness
from rookery.answer.reading.measures import Beside

_EXACT = 2  # it has an hour or a date


def timed(
    compared: Beside,
    chosen: Sequence[int],
    others: Sequence[int],
    words: Callable[[int], str],
    likeness: Likeness,
    lang: str | None,
) -> list[int]:
    """The chosen sentences in that order; where none is exact, first one of the others that is.

    `others` are those that speak to the question too, best first, and `words` is what is quoted of
    one: it comes first where it has as much of the question as those that were chosen.
    """

    def held(number: int) -> float:
        terms = likeness.text(words(number), lang).terms
        return likeness.covered(compared.question, terms, lang)

    tells = {i: dated(words(i)) for i in chosen}
    if chosen and max(tells.values()) < _EXACT:
        least = max(map(held, chosen))
        for i in others:
            if i not in tells and dated(words(i)) >= _EXACT and held(i) >= least:
                post = compared.sentences[i].post
                return [i, *(j for j in chosen if compared.sentences[j].post != post)]
    return sorted(chosen, key=lambda i: -tells[i])
